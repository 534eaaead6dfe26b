import { expect, test } from 'vitest'
import { emptyPipeline } from '../pipeline.ts'
import { withDescription, withSettings } from './whole.ts'

test('a change that changes nothing gives the same pipeline', () => {
  const pipeline = withSettings(withDescription(emptyPipeline('p'), 'Counts orders.'), { timeZone: 'Asia/Shanghai' })
  expect(pipeline).toMatchObject({ name: 'p', description: 'Counts orders.', settings: { timeZone: 'Asia/Shanghai' } })
  expect(withDescription(pipeline, 'Counts orders.')).toBe(pipeline)
  expect(withSettings(pipeline, { timeZone: 'Asia/Shanghai' })).toBe(pipeline)
  expect(withSettings(pipeline, {}).settings).toEqual({})
})
