import type { Batch, Chunk } from '@millrace/engine'
import { type Row, readCell, rowToJson, UTC } from '@millrace/language'
import { type ShapeName, shapeNames, shapes, sources } from '@millrace/operators'
import { ManualClock } from '@millrace/testkit'
import { describe, expect, test } from 'vitest'
import type { ConnectorContext, SourceNode } from '../context.ts'
import { openGenerator } from './reader.ts'

const context = (clock = new ManualClock()): ConnectorContext => ({
  clock,
  zone: UTC,
  connection: () => null,
  resolvePath: (path) => path,
  print: () => {},
  job: 'test',
})

function nodeOf(config: object): SourceNode {
  const definition = sources['generator-source']
  const table = definition.table(definition.config.parse(config), ({ message }) => {
    throw new Error(message)
  })
  return {
    id: 'g/source',
    owner: 'g',
    op: { op: 'source', table },
    inputs: [],
    outputs: { out: { row: table.row, changes: { mode: 'append' } } },
  }
}

const batchOf = ({ content }: Chunk) => (content as { batch: Batch }).batch

/** All rows from a position on, and their positions. */
async function rowsOf(config: object, from = 0): Promise<{ rows: Row[]; positions: number[] }> {
  const node = nodeOf(config)
  const { row } = node.op.table
  const { reader } = openGenerator(node, context())
  await reader.open(new Map(from > 0 ? [['rows', from]] : []))
  const rows: Row[] = []
  const positions: number[] = []
  while (reader.splits().length > 0) {
    for (const chunk of await reader.poll(new Set(), 0)) {
      const { cols } = batchOf(chunk)
      for (let i = 0; i < chunk.n; i++) rows.push(row.map(({ type }, c) => readCell(cols[c]!, i, type)))
      positions.push(...chunk.positions.subarray(0, chunk.n))
    }
  }
  return { rows, positions }
}

const bounded = (shape: ShapeName, more: object = {}) => ({
  shape,
  rows: 2500,
  rowsPerSecond: 100,
  realTime: false,
  start: '2026-03-01T00:00:00',
  ...more,
})

describe.each(shapeNames)('%s', (shape) => {
  test('the same seed gives the same rows, another seed others', async () => {
    const { rows } = await rowsOf(bounded(shape))
    expect(rows.length).toBe(2500)
    expect((await rowsOf(bounded(shape))).rows).toEqual(rows)
    expect((await rowsOf(bounded(shape, { seed: 2 }))).rows).not.toEqual(rows)
  })

  test('any row can be made again: reading goes on at every position', async () => {
    const { rows } = await rowsOf(bounded(shape))
    for (const from of [1, 1023, 1024, 2499]) {
      const rest = await rowsOf(bounded(shape), from)
      expect(rest.rows).toEqual(rows.slice(from))
      expect(rest.positions[0]).toBe(from)
    }
  })

  test('values are of their types, and NULL only where they may be', async () => {
    const { row } = shapes[shape]
    for (const values of (await rowsOf(bounded(shape))).rows) {
      for (const [c, { nullable }] of row.entries()) if (!nullable) expect(values[c]).not.toBe(null)
      expect(JSON.parse(JSON.stringify(rowToJson(values, row)))).toEqual(rowToJson(values, row))
    }
  })
})

const timesOf = ({ rows }: { rows: Row[] }, shape: ShapeName) => {
  const column = shapes[shape].row.findIndex(({ name }) => name === shapes[shape].time)
  return rows.map((values) => values[column] as number)
}

test('event time advances at the rate', async () => {
  const times = timesOf(await rowsOf(bounded('orders')), 'orders')
  expect(times[0]).toBe(Date.UTC(2026, 2, 1))
  expect(times[2499]! - times[0]!).toBe(24_990)
})

test('the share that comes late does, and no later than said', async () => {
  const plain = timesOf(await rowsOf(bounded('clicks')), 'clicks')
  const late = timesOf(await rowsOf(bounded('clicks', { disorder: { share: 0.2, by: '3s' } })), 'clicks')
  const delays = late.map((time, i) => plain[i]! - time)
  const moved = delays.filter((delay) => delay > 0).length
  expect(moved).toBeGreaterThan(350)
  expect(moved).toBeLessThan(650)
  expect(Math.max(...delays)).toBeLessThanOrEqual(3000)
  expect(Math.min(...delays)).toBe(0)
})

test('fields of other names get values by their type', async () => {
  const schema = [
    { name: 'order_id', type: 'BIGINT NOT NULL' },
    { name: 'extra', type: 'DOUBLE NOT NULL' },
    { name: 'word', type: 'STRING NOT NULL' },
  ]
  const { rows } = await rowsOf(bounded('orders', { schema }))
  expect(rows[41]![0]).toBe(42)
  for (const [, extra, word] of rows) {
    expect(typeof extra).toBe('number')
    expect(typeof word).toBe('string')
  }
  expect(new Set(rows.map(([, extra]) => extra)).size).toBeGreaterThan(100)
})

test('in real time rows come when the clock says so', async () => {
  const clock = new ManualClock()
  const node = nodeOf({ shape: 'orders', rowsPerSecond: 10 })
  const { reader } = openGenerator(node, context(clock))
  await reader.open(new Map())
  const polled = async () => (await reader.poll(new Set(), 0)).reduce((sum, { n }) => sum + n, 0)
  expect(await polled()).toBe(1)
  clock.time += 1000
  expect(await polled()).toBe(10)
  clock.time += 250
  expect(await polled()).toBe(2)
})

describe('nexmark', () => {
  const events = async () => {
    const { row } = shapes.nexmark
    const { rows } = await rowsOf({ shape: 'nexmark', rows: 50_000, rowsPerSecond: 1000, realTime: false })
    return rows.map((values) => rowToJson(values, row) as Record<string, never>)
  }

  test('fifty events are a person, three auctions and forty-six bids, each with its own fields', async () => {
    const all = await events()
    const ofType = (type: number) => all.filter((event) => event.event_type === type)
    expect([0, 1, 2].map((type) => ofType(type).length)).toEqual([1000, 3000, 46_000])
    expect(ofType(0).map(({ id }) => id)).toEqual(Array.from({ length: 1000 }, (_, i) => 1000 + i))
    expect(ofType(1).map(({ id }) => id)).toEqual(Array.from({ length: 3000 }, (_, i) => 1000 + i))
    for (const { bidder, price, seller, name } of ofType(2)) {
      expect([bidder, price]).not.toContain(null)
      expect([seller, name]).toEqual([null, null])
    }
  })

  test('half of the bids and most sellers are hot, auctions end after they begin, bidders are persons', async () => {
    const all = await events()
    const bids = all.filter((event) => event.event_type === 2)
    const auctions = all.filter((event) => event.event_type === 1)
    const share = (list: object[], of: (item: never) => boolean) => list.filter(of as never).length / list.length
    expect(share(bids, ({ auction }) => auction % 100 === 0)).toBeGreaterThan(0.45)
    expect(share(auctions, ({ seller }) => seller % 100 === 0)).toBeGreaterThan(0.7)
    expect(share(auctions, ({ expires, dateTime }) => expires > dateTime)).toBe(1)
    expect(share(bids, ({ bidder }) => bidder >= 1000 && bidder < 2010)).toBe(1)
    expect(share(bids, ({ price }) => price >= 100 && price <= 100_000_000)).toBe(1)
    for (const { extra } of bids) expect(extra).toMatch(/^[a-z]{56,84}$/)
    expect(share(bids, ({ channel }) => ['Google', 'Facebook', 'Baidu', 'Apple'].includes(channel))).toBeGreaterThan(
      0.45,
    )
  })
})
