import { addNode, connect, emptyPipeline } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { nextNode } from './walk.ts'

const node = { type: 'filter', config: {} }
const places = { a: [0, 0], b: [200, 0], c: [200, 120], d: [400, 0] } as const
const pipeline = [
  ['a.out', 'b.in'],
  ['a.out', 'c.in'],
  ['b.out', 'd.in'],
].reduce(
  (p, [from, to]) => connect(p, { from: from!, to: to! }),
  Object.entries(places).reduce((p, [id, at]) => addNode(p, { id, node, at }), emptyPipeline('p')),
)

test('right and left follow the edges, to the nearest', () => {
  expect(nextNode(pipeline, 'a', 'right')).toBe('b')
  expect(nextNode(pipeline, 'c', 'left')).toBe('a')
  expect(nextNode(pipeline, 'd', 'right')).toBeUndefined()
})

test('up and down go to what stands there', () => {
  expect(nextNode(pipeline, 'b', 'down')).toBe('c')
  expect(nextNode(pipeline, 'c', 'up')).toBe('b')
  expect(nextNode(pipeline, 'a', 'up')).toBeUndefined()
})
