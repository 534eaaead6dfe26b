import { catalogue } from '@millrace/operators'
import { describe, expect, test } from 'vitest'
import { build, connectionProblem, fits, type Pipeline, readPipeline, toDocument } from './index.ts'

const generator = (config: object = {}) => ({ type: 'generator-source', config: { shape: 'orders', ...config } })
const aggregate = { keyBy: ['shop'], size: '1m', aggregates: [{ fn: 'count', as: 'orders' }] }

const pipeline: Pipeline = readPipeline({
  millrace: 1,
  name: 'shop',
  nodes: {
    orders: generator(),
    latest: generator({ primaryKey: ['order_id'] }),
    clicks: generator({ shape: 'clicks' }),
    paid: { type: 'filter', config: { condition: 'nothing > 1' } },
    minute: { type: 'tumbling-window', config: aggregate },
    both: { type: 'union', config: {} },
    topic: { type: 'kafka-sink', config: { connection: 'local', topic: 't', key: ['order_id'] } },
    show: { type: 'print-sink', config: {} },
  },
  edges: [
    { from: 'orders.out', to: 'paid.in' },
    { from: 'orders.out', to: 'both.in' },
  ],
}).pipeline!

const refused = (from: string, to: string) =>
  connectionProblem(pipeline, build(toDocument(pipeline), catalogue), catalogue, { from, to })?.message

describe('an edge', () => {
  test('that fits can be drawn', () => {
    expect(refused('orders.out', 'minute.in')).toBeUndefined()
    expect(refused('orders.rejected', 'show.in')).toBeUndefined()
    expect(refused('latest.out', 'show.in')).toBeUndefined()
  })
  test('is refused when it closes a circle, is there already, or its input is taken', () => {
    expect(refused('paid.out', 'paid.in')).toBe('This input takes one edge and has one.')
    expect(refused('orders.out', 'paid.in')).toBe('This edge is there already.')
    expect(refused('both.out', 'both.in')).toBe('This edge would close a circle.')
  })
  test('is refused between ports that are not there', () => {
    expect(refused('show.out', 'minute.in')).toBe('`show` has no output `out`.')
    expect(refused('orders.out', 'latest.in')).toBe('A source has no inputs.')
    expect(refused('orders.out', 'minute.left')).toBe('Tumbling window has no input `left`.')
  })
  test('is refused when the types refuse it', () => {
    expect(refused('orders.rejected', 'minute.in')).toBe('A window needs event time, and the input has none.')
    expect(refused('latest.out', 'minute.in')).toContain('rows that are never changed')
    expect(refused('clicks.out', 'both.in')).toContain('All inputs need the same fields')
  })
  test('may be drawn when a configuration can mend what is wrong', () => {
    const open = { ...pipeline, edges: [] }
    const built = build(toDocument(open), catalogue)
    expect(connectionProblem(open, built, catalogue, { from: 'clicks.out', to: 'paid.in' })).toBeUndefined()
  })
})

test('what can follow a relation', () => {
  const { relations } = build(toDocument(pipeline), catalogue)
  const following = (port: string) =>
    catalogue.filter((definition) => fits(definition, relations[port]!)).map(({ type }) => type)
  expect(following('orders.out')).toEqual(expect.arrayContaining(['filter', 'tumbling-window', 'print-sink']))
  expect(following('orders.out')).not.toContain('kafka-source')
  expect(following('latest.out')).not.toContain('tumbling-window')
  expect(following('orders.rejected')).not.toContain('tumbling-window')
})
