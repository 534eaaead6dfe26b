import type { Definition } from '@millrace/algebra'
import { catalogue } from '@millrace/operators'
import { build, readPipeline, toDocument } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { starterConfig } from './starter.ts'

const definition = (type: string) => catalogue.find((one) => one.type === type) as Definition

test('a new window counts, as often as its first example', () => {
  expect(starterConfig(definition('tumbling-window'))).toEqual({
    size: '1m',
    aggregates: [{ fn: 'count', as: 'count' }],
  })
})

test('a new node never names a field that is not in its input', () => {
  const source = { type: 'generator-source', config: {} }
  const { relations } = build(
    toDocument(readPipeline({ millrace: 1, name: 'p', nodes: { source } }).pipeline!),
    catalogue,
  )
  for (const { type, kind } of catalogue) {
    if (kind === 'source') continue
    const config = starterConfig(definition(type), relations['source.out'])
    const edges = [
      {
        from: 'source.out',
        to: `new.${kind === 'sink' ? 'in' : Object.keys((definition(type) as { inputs?: object }).inputs ?? {})[0]}`,
      },
    ]
    const { pipeline } = readPipeline({ millrace: 1, name: 'p', nodes: { source, new: { type, config } }, edges })
    const codes = build(toDocument(pipeline!), catalogue).problems.map(({ code }) => code)
    expect([type, codes.filter((code) => code === 'field-not-found')]).toEqual([type, []])
  }
})
