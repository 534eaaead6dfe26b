/** Windows over random histories: the engine against the reference interpreter, and both against counting rows by hand. */
import { type Plan, relationAt } from '@millrace/algebra'
import { type Change, interpretPlan, materialise } from '@millrace/algebra/reference'
import type { Json, Row } from '@millrace/language'
import { planOfOperator, planOfPipeline, portMultisets, RUNS, runPlan } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const START = Date.UTC(2026, 0, 1, 10)
const schema = { id: 'INT', k: 'STRING', v: 'INT', w: 'STRING', ts: 'TIMESTAMP(3)' }
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
/** Tenths of a second, so that many rows have the same time or lie exactly a gap apart; a few are off by a millisecond. */
const time = fc
  .tuple(fc.nat(300), fc.constantFrom(0, 0, 0, 0, 1, -1))
  .map(([tenths, off]) => START + 100 * tenths + off)
const row = fc.tuple(
  orNull(fc.constantFrom('a', 'b', 'längere Texte 😀')),
  orNull(fc.integer({ min: -3, max: 3 })),
  orNull(fc.constantFrom('x', 'yy', 'ein Text, der nicht in ein Wort passt')),
  time,
)
/** Rows out of order, and the same in about their order, so that not nearly all are late. */
const histories = fc
  .tuple(fc.array(row, { maxLength: 40 }), fc.boolean(), fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 40 }))
  .map(([rows, mostlySorted, jitter]) => {
    const place = new Map(rows.map((row, i) => [row, row[3] + 100 * (jitter[i] ?? 0)]))
    const sorted = mostlySorted ? [...rows].sort((a, b) => place.get(a)! - place.get(b)!) : rows
    return sorted.map((values, id): Change => ({ kind: '+I', row: [id, ...values] }))
  })
const restores = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 })
const delays = [0, 1000, 4000]

const aggregates = [
  { fn: 'count', as: 'n' },
  { fn: 'sum', of: 'v', as: 's' },
  { fn: 'count', of: 'v', distinct: true, as: 'd' },
  { fn: 'min', of: 'w', as: 'least' },
  { fn: 'count', where: 'v > 0', as: 'positive' },
]

/** All of them; those that can be taken out of a total again; and those of which one cannot. */
const chosenAggregates = fc.constantFrom(
  aggregates,
  aggregates.filter(({ as }) => ['n', 's', 'positive'].includes(as)),
  aggregates.filter(({ as }) => ['n', 'least'].includes(as)),
)

function results(rows: readonly Row[], chosen: readonly { as: string }[] = aggregates): Row {
  const values = rows.map((row) => row[2] as number | null).filter((v) => v !== null)
  const texts = rows.map((row) => row[3] as string | null).filter((w) => w !== null)
  const all: { [name: string]: Row[number] } = {
    n: rows.length,
    s: values.length === 0 ? null : values.reduce((a, b) => a + b, 0),
    d: new Set(values).size,
    least: [...texts].sort()[0] ?? null,
    positive: values.filter((v) => v > 0).length,
  }
  return chosen.map(({ as }) => all[as]!)
}

const timeOf = (row: Row) => row[4] as number
const text = (row: Row) => JSON.stringify(row.map((value) => (value === 0 ? 0 : value)))
const sorted = (rows: readonly Row[]) => rows.map(text).sort()

/** Every row with the watermark before it. */
function watermarked(rows: readonly Change[], delay: number): { row: Row; watermark: number }[] {
  let largest = Number.NEGATIVE_INFINITY
  return rows.map(({ row }) => {
    const watermark = largest - delay
    largest = Math.max(largest, timeOf(row))
    return { row, watermark }
  })
}

interface Bounds {
  start: number
  end: number
}

/** Windows of a time, by trying all. */
function windowsAt(time: number, windows: (from: number) => Bounds[]): Bounds[] {
  return windows(time).filter(({ start, end }) => start <= time && time < end)
}

/** The rows that count in each window of each group, and those that count in none. */
function counted(
  rows: readonly Change[],
  delay: number,
  lateness: number,
  windows: (from: number) => Bounds[],
): { panes: Map<string, { key: Row; bounds: Bounds; rows: Row[] }>; late: Row[] } {
  const panes = new Map<string, { key: Row; bounds: Bounds; rows: Row[] }>()
  const late: Row[] = []
  for (const { row, watermark } of watermarked(rows, delay)) {
    const open = windowsAt(timeOf(row), windows).filter(({ end }) => end - 1 + lateness > watermark)
    if (open.length === 0 && timeOf(row) + lateness <= watermark) late.push(row)
    for (const bounds of open) {
      const id = text([row[1]!, bounds.start, bounds.end])
      const pane = panes.get(id) ?? { key: [row[1]!], bounds, rows: [] }
      panes.set(id, pane)
      pane.rows.push(row)
    }
  }
  return { panes, late }
}

/** Windows of a size that begin at every multiple of a slide, far enough around a time. */
const sliding = (size: number, slide: number, offset: number) => (time: number) =>
  Array.from({ length: Math.ceil(size / slide) + 3 }, (_, i) => {
    const start = (Math.floor((time - offset) / slide) + 1 - i) * slide + offset
    return { start, end: start + size }
  })

const cumulating = (size: number, step: number, offset: number) => (time: number) => {
  const start = Math.floor((time - offset) / size) * size + offset
  return Array.from({ length: size / step }, (_, i) => ({ start, end: start + (i + 1) * step }))
}

interface Case {
  type: string
  config: { [name: string]: Json }
  delay: number
}

function planOf({ type, config, delay }: Case): Plan {
  return planOfOperator(type, config, { schema, eventTime: 'ts', delay: `${delay}ms` })
}

/** All ports of all nodes are the same whatever the batches are, and wherever the job is saved and restored. */
async function expectSame(plan: Plan, rows: readonly Change[], restoreAfter: readonly number[]) {
  const inputs = { 'given-in': rows }
  const reference = interpretPlan(plan, inputs)
  const expected = portMultisets(plan, reference)
  expect(portMultisets(plan, await runPlan(plan, inputs)), 'whole batches').toEqual(expected)
  expect(portMultisets(plan, await runPlan(plan, inputs, { batchRows: 3 })), 'batches of 3').toEqual(expected)
  const restored = await runPlan(plan, inputs, { batchRows: 2, restoreAfter })
  expect(portMultisets(plan, restored), `restored after ${restoreAfter}`).toEqual(expected)
  const at = (port: string) => {
    const ref = plan.ports[`it.${port}`]!
    return reference.get(`${ref.node}.${ref.port}`) ?? []
  }
  return { out: at('out'), late: plan.ports['it.late'] ? at('late').map(({ row }) => row) : [] }
}

/** What is there in the end. */
function final(plan: Plan, changes: readonly Change[]): string[] {
  const { row, changes: mode } = relationAt(plan, plan.ports['it.out']!)
  if (mode.mode !== 'upsert') return sorted(materialise(changes, row))
  const rows = new Map<string, Row>()
  for (const { kind, row } of changes) {
    const key = text(mode.key.map((column) => row[column]!))
    if (kind === '-D') rows.delete(key)
    else rows.set(key, row)
  }
  return sorted([...rows.values()])
}

const lengths = fc.constantFrom(1000, 2000, 3000, 5000, 7000)
const offsets = fc.constantFrom(0, 0, 400, -1300)

describe('windows that the time of a row decides', () => {
  const slidingCase = ([size, slide, offset]: [number, number, number]) => ({
    type: 'sliding-window',
    lengths: { size: `${size}ms`, slide: `${slide}ms`, offset: `${offset}ms` },
    windows: sliding(size, slide, offset),
  })
  /** Windows that are kept one by one may begin at any distance. */
  const freelySliding = fc.tuple(lengths, fc.oneof(lengths, fc.constant(100)), offsets).map(slidingCase)
  const tumbling = fc.tuple(lengths, offsets).map(([size, offset]) => ({
    type: 'tumbling-window',
    lengths: { size: `${size}ms`, offset: `${offset}ms` },
    windows: sliding(size, size, offset),
  }))
  const kinds = fc.oneof(
    tumbling,
    fc
      .tuple(fc.oneof(lengths, fc.constant(100)), fc.integer({ min: 1, max: 20 }), offsets)
      .map(([slide, slices, offset]) => slidingCase([slide * slices, slide, offset])),
    fc.tuple(lengths, fc.integer({ min: 1, max: 4 }), offsets).map(([step, steps, offset]) => ({
      type: 'cumulate-window',
      lengths: { size: `${step * steps}ms`, step: `${step}ms`, offset: `${offset}ms` },
      windows: cumulating(step * steps, step, offset),
    })),
  )

  test('count every row in each of its windows that is not over', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(kinds, chosenAggregates, fc.constantFrom(...delays)),
        histories,
        restores,
        async ([kind, chosen, delay], rows, restoreAfter) => {
          const config = { keyBy: ['k'], ...kind.lengths, aggregates: chosen }
          const plan = planOf({ type: kind.type, config, delay })
          const { out, late } = await expectSame(plan, rows, restoreAfter)
          const expected = counted(rows, delay, 0, kind.windows)
          const given = [...expected.panes.values()].map(({ key, bounds: { start, end }, rows }) => [
            ...key,
            start,
            end,
            end - 1,
            ...results(rows, chosen),
          ])
          expect(sorted(out.map(({ row }) => row))).toEqual(sorted(given))
          expect(late.map(text)).toEqual(expected.late.map(text))
        },
      ),
      { numRuns: 2 * RUNS },
    )
  })

  test('give the result anew for rows that come within the lateness', async () => {
    const aligned = fc.oneof(tumbling, freelySliding)
    const lateness = fc.constantFrom(500, 2000, 6000)
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(aligned, fc.constantFrom(...delays), lateness, fc.boolean()),
        histories,
        restores,
        async ([kind, delay, lateness, several], rows, restoreAfter) => {
          const having = several && { having: 'COUNT(*) > 1' }
          const config = { keyBy: ['k'], ...kind.lengths, aggregates, lateness: `${lateness}ms`, ...having }
          const plan = planOf({ type: kind.type, config, delay })
          const { out, late } = await expectSame(plan, rows, restoreAfter)
          const expected = counted(rows, delay, lateness, kind.windows)
          const passing = [...expected.panes.values()].filter(({ rows }) => !several || rows.length > 1)
          const given = passing.map(({ key, bounds: { start, end }, rows }) => [
            ...key,
            start,
            end,
            end - 1,
            ...results(rows),
          ])
          expect(final(plan, out)).toEqual(sorted(given))
          expect(late.map(text)).toEqual(expected.late.map(text))
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('rank the rows that count in them', async () => {
    const ranks = fc.record({
      limit: fc.integer({ min: 1, max: 3 }),
      offset: fc.nat(2),
      descending: fc.boolean(),
      ties: fc.constantFrom('first', 'all'),
    })
    await fc.assert(
      fc.asyncProperty(kinds, ranks, histories, restores, async (kind, ranks, rows, restoreAfter) => {
        const { limit, offset, descending, ties } = ranks
        const sqlNames: Record<string, string> = {
          'tumbling-window': 'tumbling',
          'sliding-window': 'sliding',
          'cumulate-window': 'cumulate',
        }
        const config = {
          window: { type: sqlNames[kind.type]!, ...kind.lengths },
          keyBy: ['k'],
          orderBy: [{ field: 'v', direction: descending ? 'desc' : 'asc' }],
          limit,
          offset,
          rankField: 'place',
          ties,
        }
        const plan = planOf({ type: 'window-top-n', config, delay: 1000 })
        const { out } = await expectSame(plan, rows, restoreAfter)
        const lowest = (row: Row) => (row[2] as number | null) ?? -100
        const isBetter = (a: Row, b: Row) => (descending ? lowest(a) > lowest(b) : lowest(a) < lowest(b))
        const rankOf = (row: Row, i: number, all: readonly Row[]) =>
          ties === 'all' ? 1 + all.filter((other) => isBetter(other, row)).length : i + 1
        const given = [...counted(rows, 1000, 0, kind.windows).panes.values()].flatMap(({ bounds, rows }) =>
          [...rows]
            .sort((a, b) => (descending ? lowest(b) - lowest(a) : lowest(a) - lowest(b)))
            .map((row, i, all): Row => [...row, bounds.start, bounds.end, bounds.end - 1, rankOf(row, i, all)])
            .filter((row) => (row.at(-1) as number) > offset && (row.at(-1) as number) <= offset + limit),
        )
        expect(sorted(out.map(({ row }) => row))).toEqual(sorted(given))
      }),
      { numRuns: RUNS },
    )
  })
})

/** Sessions as rows come one by one and the watermark follows each of them. */
function sessionsOf(rows: readonly Change[], delay: number, gap: number) {
  let open: { key: Row; start: number; end: number; rows: Row[] }[] = []
  const given: typeof open = []
  const late: Row[] = []
  let watermark = Number.NEGATIVE_INFINITY
  const giveUpTo = (time: number) => {
    given.push(...open.filter(({ end }) => end - 1 <= time))
    open = open.filter(({ end }) => end - 1 > time)
  }
  for (const { row } of rows) {
    const own = { key: [row[1]!], start: timeOf(row), end: timeOf(row) + gap, rows: [row] }
    const touching = open.filter(({ key, start, end }) => key[0] === row[1] && start <= own.end && own.start <= end)
    const all = [...touching, own]
    const merged = {
      key: own.key,
      start: Math.min(...all.map(({ start }) => start)),
      end: Math.max(...all.map(({ end }) => end)),
      rows: all.flatMap(({ rows }) => rows),
    }
    if (merged.end - 1 <= watermark) late.push(row)
    else open = [...open.filter((session) => !touching.includes(session)), merged]
    watermark = Math.max(watermark, timeOf(row) - delay)
    giveUpTo(watermark)
  }
  giveUpTo(Number.POSITIVE_INFINITY)
  return { given, late }
}

describe('sessions', () => {
  const gaps = fc.constantFrom(300, 1000, 2500)

  test('are rows that are at most the gap apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.constantFrom(...delays),
        histories,
        restores,
        async (gap, delay, rows, restoreAfter) => {
          const config = { keyBy: ['k'], gap: `${gap}ms`, aggregates }
          const plan = planOf({ type: 'session-window', config, delay })
          const { out, late } = await expectSame(plan, rows, restoreAfter)
          const expected = sessionsOf(rows, delay, gap)
          const given = expected.given.map(({ key, start, end, rows }) => [
            ...key,
            start,
            end,
            end - 1,
            ...results(rows),
          ])
          expect(sorted(out.map(({ row }) => row))).toEqual(sorted(given))
          expect(late.map(text)).toEqual(expected.late.map(text))
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('have their best rows', async () => {
    await fc.assert(
      fc.asyncProperty(gaps, histories, restores, async (gap, rows, restoreAfter) => {
        const config = {
          window: { type: 'session', gap: `${gap}ms` },
          keyBy: ['k'],
          orderBy: [{ field: 'v', direction: 'desc' }],
          limit: 2,
        }
        const plan = planOf({ type: 'window-top-n', config, delay: 1000 })
        const { out, late } = await expectSame(plan, rows, restoreAfter)
        const expected = sessionsOf(rows, 1000, gap)
        const lowest = (row: Row) => (row[2] as number | null) ?? -100
        const given = expected.given.flatMap(({ start, end, rows }) =>
          [...rows]
            .sort((a, b) => lowest(b) - lowest(a) || (a[0] as number) - (b[0] as number))
            .map((row): Row => [...row, start, end, end - 1])
            .slice(0, 2),
        )
        expect(sorted(out.map(({ row }) => row))).toEqual(sorted(given))
        expect(late.map(text)).toEqual(expected.late.map(text))
      }),
      { numRuns: RUNS },
    )
  })

  test('of results of windows do not depend on batches', async () => {
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.constantFrom('0s', '1s'),
        histories,
        restores,
        async (gap, delay, rows, restoreAfter) => {
          const plan = planOfPipeline({
            tables: { 'given-in': { columns: schema, eventTime: 'ts', watermarkDelay: delay, rows: [] } },
            pipeline: [
              {
                id: 'inner',
                op: 'tumbling-window',
                inputs: { in: 'given-in' },
                config: { keyBy: ['k'], size: '500ms', aggregates },
              },
              {
                id: 'it',
                op: 'session-window',
                inputs: { in: 'inner' },
                config: { keyBy: ['k'], gap: `${gap}ms`, aggregates: [{ fn: 'sum', of: 'n', as: 'rows' }] },
              },
            ],
          })
          await expectSame(plan, rows, restoreAfter)
        },
      ),
      { numRuns: RUNS },
    )
  })
})

describe('triggers and evictors', () => {
  const kinds = fc.constantFrom(
    { type: 'tumbling-window', config: { size: '2s' } },
    { type: 'sliding-window', config: { size: '3s', slide: '1s' } },
    { type: 'session-window', config: { gap: '1s' } },
  )
  const trigger = fc.oneof(
    fc.record({ type: fc.constant('event-time'), purge: fc.boolean() }),
    fc.record({
      type: fc.constantFrom('continuous', 'continuous-processing-time'),
      every: fc.constantFrom('300ms', '1s'),
      purge: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('count'),
      n: fc.integer({ min: 1, max: 4 }),
      purge: fc.boolean(),
      atEnd: fc.boolean(),
    }),
  )
  const evictor = fc.oneof(
    fc.record({ type: fc.constant('count'), n: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ type: fc.constant('time'), size: fc.constantFrom('200ms', '1s') }),
  )
  const lateness = fc.constantFrom('0s', '500ms', '3s')
  const options = fc.record({ trigger, evictor, lateness }, { requiredKeys: ['lateness'] })

  test('give the same whatever the batches are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(kinds, options, fc.constantFrom(...delays)),
        histories,
        restores,
        async ([{ type, config }, options, delay], rows, restoreAfter) => {
          const plan = planOf({ type, config: { keyBy: ['k'], ...config, aggregates, ...options } as never, delay })
          await expectSame(plan, rows, restoreAfter)
        },
      ),
      { numRuns: 2 * RUNS },
    )
  })
})

describe('count windows', () => {
  const counts = fc.option(fc.integer({ min: 1, max: 5 }))
  const sizes = fc.tuple(counts, counts).filter(([size, slide]) => size !== null || slide !== null)

  test('are over the last rows of a group, in the order in which they came', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, histories, restores, async ([size, slide], rows, restoreAfter) => {
        const config = { keyBy: ['k'], ...(size && { size }), ...(slide && { slide }), aggregates }
        const plan = planOf({ type: 'count-window', config, delay: 0 })
        const { out } = await expectSame(plan, rows, restoreAfter)
        const groups = new Map<unknown, Row[]>()
        const given = rows.flatMap(({ row }) => {
          const group = [...(groups.get(row[1]) ?? []), row]
          groups.set(row[1], group)
          return group.length % (slide ?? size!) === 0 ? [[row[1]!, ...results(size ? group.slice(-size) : group)]] : []
        })
        expect(sorted(out.map(({ row }) => row))).toEqual(sorted(given))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('windows of instants on the wall clock of a zone', () => {
  // The clocks of New York go forward on 8 March and back on 1 November 2026.
  const instants = fc.tuple(
    fc.constantFrom(Date.UTC(2026, 2, 8, 5), Date.UTC(2026, 10, 1, 4)),
    fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(5 * 60)), { maxLength: 30 }),
  )
  const kinds = fc.constantFrom<{ type: string; config: { [name: string]: Json } }>(
    { type: 'tumbling-window', config: { size: '1h' } },
    { type: 'tumbling-window', config: { size: '1d' } },
    { type: 'tumbling-window', config: { size: '1h', lateness: '30m' } },
    { type: 'sliding-window', config: { size: '2h', slide: '30m' } },
    { type: 'cumulate-window', config: { size: '1d', step: '1h' } },
    { type: 'session-window', config: { gap: '20m' } },
  )

  test('give the same whatever the batches are', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, instants, restores, async ({ type, config }, [from, given], restoreAfter) => {
        const zoned = { schema: { k: 'STRING', ts: 'TIMESTAMP_LTZ(3)' }, eventTime: 'ts', delay: '10m' }
        const counting = { keyBy: ['k'], ...config, aggregates: [{ fn: 'count', as: 'n' }] }
        const plan = { ...planOfOperator(type, counting, zoned), timeZone: 'America/New_York' }
        const rows = given.map(([k, minutes]): Change => ({ kind: '+I', row: [k, from + 60_000 * minutes] }))
        await expectSame(plan, rows, restoreAfter)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('windows of several bounded inputs', () => {
  const kinds = fc.constantFrom<{ op: string; config: { [name: string]: Json } }>(
    { op: 'tumbling-window', config: { size: '1s' } },
    { op: 'tumbling-window', config: { size: '2s', lateness: '1s' } },
    { op: 'tumbling-window', config: { size: '2s', trigger: { type: 'continuous', every: '500ms' } } },
    { op: 'session-window', config: { gap: '700ms' } },
  )

  test('are those of the inputs merged by smallest watermark', async () => {
    const ports = ['it.out', 'it.late']
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(kinds, fc.constantFrom('0s', '1s'), fc.constantFrom('0s', '3s')),
        fc.tuple(histories, histories),
        restores,
        async ([{ op, config }, ...delays], [left, right], restoreAfter) => {
          const [a, b] = delays.map((watermarkDelay) => ({
            columns: schema,
            eventTime: 'ts',
            watermarkDelay,
            rows: [],
          }))
          const plan = planOfPipeline({
            tables: { a: a!, b: b! },
            pipeline: [
              { id: 'both', op: 'union', inputs: { in: ['a', 'b'] }, config: {} },
              { id: 'it', op, inputs: { in: 'both' }, config: { keyBy: ['k'], ...config, aggregates } },
            ],
          })
          const inputs = { a: left, b: right }
          const results = (outputs: ReadonlyMap<string, readonly Change[]>) =>
            ports.map((port) => {
              const { node, port: name } = plan.ports[port]!
              return (outputs.get(`${node}.${name}`) ?? []).map(({ kind, row }) => `${kind} ${text(row)}`).sort()
            })
          const expected = results(interpretPlan(plan, inputs))
          expect(results(await runPlan(plan, inputs)), 'whole batches').toEqual(expected)
          expect(results(await runPlan(plan, inputs, { batchRows: 3 })), 'batches of 3').toEqual(expected)
          expect(results(await runPlan(plan, inputs, { batchRows: 2, restoreAfter })), 'restored').toEqual(expected)
        },
      ),
      { numRuns: RUNS },
    )
  })
})

describe('windows that cannot be are refused with a remedy', () => {
  const planned = (type: string, config: { [name: string]: Json }, eventTime = true) =>
    planOfOperator(type, config, { schema, ...(eventTime && { eventTime: 'ts' }) })
  const count = [{ fn: 'count', as: 'n' }]

  test.each([
    ['cumulate-window', { size: '10s', step: '3s', aggregates: count }, /10s is no multiple of the step 3s/],
    ['count-window', { aggregates: count }, /Set `size`, `slide` or both/],
    ['tumbling-window', { size: '0s', aggregates: count }, /The duration must be at least 1ms/],
    ['session-window', { gap: '5 lightyears', aggregates: count }, /`5 lightyears` is not a duration/],
    ['window-top-n', { orderBy: [{ field: 'v' }], limit: 1 }, /The input has no window columns/],
    [
      'tumbling-window',
      { size: '1s', aggregates: [{ fn: 'count', as: 'window_end' }] },
      /two fields named `window_end`/,
    ],
  ] as const)('%s %j', (type, config, message) => {
    expect(() => planned(type, config as never)).toThrow(message)
  })

  test('windows of event time over an input without one', () => {
    expect(() => planned('session-window', { gap: '1s', aggregates: count }, false)).toThrow(
      /A window needs event time, and the input has none/,
    )
    expect(planned('count-window', { size: 2, aggregates: count }, false).nodes.length).toBe(3)
  })
})
