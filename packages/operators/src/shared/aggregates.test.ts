/** Every aggregate over random histories: engine and reference interpreter agree, and plain code finds the same from scratch. */
import type { Plan } from '@millrace/algebra'
import { type Change, materialise } from '@millrace/algebra/reference'
import { type Json, type RowType, rowToJson, type Value } from '@millrace/language'
import { everyWay, multiset, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const schema = {
  id: 'INT',
  k: 'STRING',
  ts: 'TIMESTAMP(3)',
  i: 'INT',
  b: 'BIGINT',
  d: 'DOUBLE',
  m: 'DECIMAL(8, 2)',
  s: 'STRING',
  c: 'BOOLEAN',
}
const FIELDS = Object.keys(schema)
type Field = keyof typeof schema
type Values = Record<Field, Value>

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
const valuesRow: fc.Arbitrary<Values> = fc.record({
  id: fc.nat(5),
  k: orNull(fc.constantFrom('a', 'b')),
  ts: fc.nat(19).map((second) => 1_767_261_600_000 + 1000 * second),
  i: orNull(fc.integer({ min: -3, max: 3 })),
  b: orNull(fc.constantFrom<Value>(5, -5, 9007199254740993n, 0)),
  // Quarters are exact, so that the order in which they are put together does not show.
  d: orNull(fc.integer({ min: -8, max: 8 }).map((n) => (n === 0 ? 0 : n / 4))),
  m: orNull(fc.integer({ min: -500, max: 500 })),
  s: orNull(fc.constantFrom('x', 'y', 'long text with "quotes" 😀', '')),
  c: orNull(fc.boolean()),
})
const toRow = (values: Values) => FIELDS.map((field) => values[field as Field])

/** A row that comes into a group, or that is taken out again. */
interface Event {
  sign: 1 | -1
  row: Values
}
type Tuple = readonly Value[]

interface Case {
  config: { [key: string]: Json; as: string }
  /** The fields that count, and when. */
  args: readonly Field[]
  where?: (row: Values) => boolean
  distinct?: true
  /** The result from the tuples that are left, in the order in which they came. */
  result(tuples: readonly Tuple[]): Json
  /** Another order of the same values is as good: only engine and reference must agree on it. */
  ordered?: true
  /** How far the result may be off. */
  close?(found: Json, wanted: Json): boolean
}

const present = (tuples: readonly Tuple[]) => tuples.map(([value]) => value!).filter((value) => value !== null)
const numbers = (tuples: readonly Tuple[]) => present(tuples) as number[]
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const orNone = <T extends Value>(values: readonly T[], of: (values: readonly T[]) => Json): Json =>
  values.length === 0 ? null : of(values)
const ascending = (values: readonly Value[]) => [...values].sort((a, b) => (a! < b! ? -1 : a! > b! ? 1 : 0))
const scaled = (value: number | bigint, scale: number) => {
  const digits = (value < 0 ? -BigInt(value) : BigInt(value)).toString().padStart(scale + 1, '0')
  return `${value < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
const variance = (values: readonly number[], d: number) =>
  d === 0 ? null : (total(values.map((x) => x * x)) - total(values) ** 2 / values.length) / d
const near = (found: Json, wanted: Json) =>
  found === null || wanted === null
    ? found === wanted
    : Math.abs(Number(found) - Number(wanted)) <= 1e-9 * Math.max(1, Math.abs(Number(wanted)))

function quantile(values: readonly number[], fraction: number): Json {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const position = fraction * (sorted.length - 1)
  const [low, high] = [Math.floor(position), Math.ceil(position)]
  return low === high ? sorted[low]! : (high - position) * sorted[low]! + (position - low) * sorted[high]!
}

/** The first of the tuples by an order of their second value; of equal ones the smallest first value, NULL before all. */
function extremeBy(tuples: readonly Tuple[], sign: 1 | -1): Json {
  const sorted = tuples
    .filter(([, by]) => by !== null)
    .sort(
      ([a, x], [b, y]) =>
        sign * ((x as number) - (y as number)) || (a === b ? 0 : a === null ? -1 : b === null ? 1 : a! < b! ? -1 : 1),
    )
  return (sorted[0]?.[0] ?? null) as Json
}

function mostFrequent(values: readonly Value[], count: number): Json {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a! < b! ? -1 : 1))
    .slice(0, count)
    .map(([value, count]) => ({ value, count })) as Json
}

const positive = (row: Values) => row.d !== null && (row.d as number) > 0

const cases: readonly Case[] = [
  { config: { fn: 'count', as: 'n' }, args: [], result: (all) => all.length },
  { config: { fn: 'count', of: 's', as: 'cs' }, args: ['s'], result: (all) => present(all).length },
  {
    config: { fn: 'count', of: 'i', distinct: true, as: 'cdi' },
    args: ['i'],
    distinct: true,
    result: (all) => present(all).length,
  },
  {
    config: { fn: 'count', of: 'i', distinct: true, where: 'd > 0', as: 'cdw' },
    args: ['i'],
    distinct: true,
    where: positive,
    result: (all) => present(all).length,
  },
  {
    config: { fn: 'count', of: 's', distinct: true, where: 'c', as: 'cdc' },
    args: ['s'],
    distinct: true,
    where: ({ c }) => c === true,
    result: (all) => present(all).length,
  },
  { config: { fn: 'sum', of: 'i', as: 'si' }, args: ['i'], result: (all) => orNone(numbers(all), total) },
  {
    config: { fn: 'sum', of: 'd', distinct: true, as: 'sdd' },
    args: ['d'],
    distinct: true,
    result: (all) => orNone(numbers(all), total),
  },
  {
    config: { fn: 'sum', of: 'm', where: 'd > 0', as: 'sm' },
    args: ['m'],
    where: positive,
    result: (all) => orNone(numbers(all), (values) => scaled(total(values), 2)),
  },
  {
    config: { fn: 'avg', of: 'i', as: 'ai' },
    args: ['i'],
    result: (all) => orNone(numbers(all), (values) => Math.trunc(total(values) / values.length) + 0),
  },
  {
    config: { fn: 'avg', of: 'd', as: 'ad' },
    args: ['d'],
    result: (all) => orNone(numbers(all), (values) => total(values) / values.length),
  },
  ...(['i', 's', 'd', 'c'] as const).flatMap((field): Case[] => [
    {
      config: { fn: 'min', of: field, as: `min_${field}` },
      args: [field],
      result: (all) => orNone(present(all), (values) => ascending(values)[0] as Json),
    },
    {
      config: { fn: 'max', of: field, as: `max_${field}` },
      args: [field],
      result: (all) => orNone(present(all), (values) => ascending(values).at(-1) as Json),
    },
  ]),
  {
    config: { fn: 'first-value', of: 's', as: 'first' },
    args: ['s'],
    result: (all) => (present(all)[0] ?? null) as Json,
  },
  {
    config: { fn: 'last-value', of: 'b', as: 'last' },
    args: ['b'],
    result: (all) =>
      orNone(present(all), (values) =>
        typeof values.at(-1) === 'bigint' ? String(values.at(-1)) : (values.at(-1) as Json),
      ),
  },
  {
    config: { fn: 'listagg', of: 's', args: ["';'"], as: 'list' },
    args: ['s'],
    ordered: true,
    result: (all) => orNone(present(all), (values) => values.join(';')),
  },
  {
    config: { fn: 'collect', of: 'i', distinct: true, as: 'set' },
    args: ['i'],
    distinct: true,
    ordered: true,
    result: (all) => orNone(numbers(all), (values) => [...values]),
  },
  {
    config: { fn: 'collect', of: 's', where: 'i > 0', as: 'texts' },
    args: ['s'],
    where: ({ i }) => i !== null && (i as number) > 0,
    ordered: true,
    result: (all) => orNone(present(all), (values) => values as Json),
  },
  {
    config: { fn: 'percentile', of: 'd', args: [0.5], as: 'median' },
    args: ['d'],
    result: (all) => quantile(numbers(all), 0.5),
    close: near,
  },
  {
    config: { fn: 'percentile', of: 'i', args: [[0.25, 0.9]], as: 'spread' },
    args: ['i'],
    result: (all) => orNone(numbers(all), (values) => [quantile(values, 0.25), quantile(values, 0.9)]),
    close: (found, wanted) =>
      found === wanted || (wanted as number[]).every((value, at) => near((found as number[])[at]!, value)),
  },
  {
    config: { fn: 'approx-percentile', of: 'd', args: [0.5, 0.02], as: 'about' },
    args: ['d'],
    result: (all) => orNone(numbers(all), (values) => [...values].sort((a, b) => a - b)),
    // Within the accuracy of the two values between which the median lies.
    close: (found, wanted) => {
      if (wanted === null || found === null) return found === wanted
      const sorted = wanted as number[]
      const middle = (sorted.length - 1) / 2
      const [low, high] = [sorted[Math.floor(middle)]!, sorted[Math.ceil(middle)]!]
      const off = 0.02 * Math.max(Math.abs(low), Math.abs(high)) + 1e-9
      return (found as number) >= low - off && (found as number) <= high + off
    },
  },
  {
    config: { fn: 'var-pop', of: 'd', as: 'vp' },
    args: ['d'],
    result: (all) => orNone(numbers(all), (values) => variance(values, values.length)),
    close: near,
  },
  {
    config: { fn: 'stddev-samp', of: 'd', where: 'i < 3', as: 'ss' },
    args: ['d'],
    where: ({ i }) => i !== null && (i as number) < 3,
    result: (all) =>
      orNone(numbers(all), (values) => {
        const of = variance(values, values.length - 1)
        return of === null ? null : Math.sqrt(of)
      }),
    close: near,
  },
  {
    config: { fn: 'bool-and', of: 'c', as: 'every' },
    args: ['c'],
    result: (all) => orNone(present(all), (values) => values.every(Boolean)),
  },
  {
    config: { fn: 'bool-or', of: 'c', as: 'some' },
    args: ['c'],
    result: (all) => orNone(present(all), (values) => values.some(Boolean)),
  },
  {
    config: { fn: 'arg-min', of: 's', args: ['i'], as: 'least' },
    args: ['s', 'i'],
    result: (all) => extremeBy(all, 1),
  },
  {
    config: { fn: 'arg-max', of: 's', args: ['i'], as: 'most' },
    args: ['s', 'i'],
    result: (all) => extremeBy(all, -1),
  },
  {
    config: { fn: 'top-values', of: 's', args: [2], as: 'top' },
    args: ['s'],
    result: (all) => orNone(present(all), (values) => mostFrequent(values, 2)),
  },
  {
    config: {
      fn: 'custom',
      init: [
        { as: 'q', expr: 'CAST(0 AS BIGINT)' },
        { as: 'seen', expr: '0' },
      ],
      add: [
        { as: 'q', expr: 'q + COALESCE(i * i, 0)' },
        { as: 'seen', expr: 'seen + 1' },
      ],
      merge: [
        { as: 'q', expr: 'q + other.q' },
        { as: 'seen', expr: 'seen + other.seen' },
      ],
      retract: [
        { as: 'q', expr: 'q - COALESCE(i * i, 0)' },
        { as: 'seen', expr: 'seen - 1' },
      ],
      result: 'q * 100 + seen',
      as: 'squares',
    },
    args: ['i'],
    result: (all) => 100 * total(numbers(all).map((i) => i * i)) + all.length,
  },
]

/** The tuples that are left: one that goes takes the first equal one with it. Of equal ones one counts if `distinct`. */
function left(events: readonly Event[], { args, where, distinct }: Case): Tuple[] {
  const tuples: { id: string; tuple: Tuple }[] = []
  const counts = new Map<string, number>()
  for (const { sign, row } of events) {
    if (where && !where(row)) continue
    const tuple = args.map((field) => row[field])
    const id = JSON.stringify(tuple.map(String))
    if (distinct) {
      const before = counts.get(id) ?? 0
      counts.set(id, before + sign)
      if (sign === 1 ? before > 0 : before > 1) continue
    }
    const known = tuples.findIndex((other) => other.id === id)
    if (sign === 1) tuples.push({ id, tuple })
    else tuples.splice(known, 1)
  }
  return tuples.map(({ tuple }) => tuple)
}

const show = (value: Json | undefined) => JSON.stringify(value)

function check(found: Json, events: readonly Event[], each: Case, exact: boolean): void {
  const wanted = each.result(left(events, each))
  const { as } = each.config
  if (each.ordered && !exact) expect(sortedText(found), as).toEqual(sortedText(wanted))
  else if (each.close) expect(each.close(found, wanted), `${as}: ${show(found)} for ${show(wanted)}`).toBe(true)
  else expect(found === 0 ? 0 : found, as).toEqual(wanted === 0 ? 0 : wanted)
}

const sortedText = (value: Json): Json =>
  value === null ? null : ((Array.isArray(value) ? value : String(value).split(';')).map(String).sort() as Json)

const restores = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 })
const histories = fc.array(valuesRow, { maxLength: 30 })
/** Each run starts several jobs with all aggregates. */
const FEW = Math.ceil(RUNS / 5)
const outRow = (plan: Plan, node: string): RowType => plan.nodes.find(({ id }) => id === node)!.outputs.out!.row

describe('running', () => {
  test.each(['appending rows', 'rows that are replaced and deleted'])('%s', async (kind) => {
    const updating = kind !== 'appending rows'
    const aggregates = cases.map(({ config }) => config)
    const given = { schema, ...(updating && { primaryKey: ['id'] }) }
    const plan = planOfOperator('running-aggregate', { keyBy: ['k'], aggregates }, given)
    const type = outRow(plan, 'it/group')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(valuesRow, fc.boolean()), { maxLength: 30 }),
        restores,
        async (steps, stops) => {
          const changes = steps.map(
            ([row, keep]): Change => ({ kind: keep || !updating ? '+I' : '-D', row: toRow(row) }),
          )
          const { reference, engine } = await everyWay(plan, changes, stops)
          for (const [way, found] of Object.entries(engine)) expect(found, way).toEqual(reference)
          const groups = updating
            ? replacements(steps)
            : Map.groupBy(
                steps.map(([row]): [Value, Event] => [row.k, { sign: 1, row }]),
                ([k]) => k,
              )
          const rows = materialise(engine['whole batches']!, type).map(
            (row) => rowToJson(row, type) as Record<string, Json>,
          )
          const wanted = [...groups].map(([k, events]) => [k, events.map(([, event]) => event)] as const)
          const alive = wanted.filter(([, events]) => total(events.map(({ sign }) => sign)) > 0)
          expect(rows.map(({ k }) => k).sort()).toEqual(alive.map(([k]) => k as Json).sort())
          for (const [k, events] of alive) {
            const row = rows.find((row) => row.k === k)!
            for (const each of cases) check(row[each.config.as]!, sinceEmpty(events), each, true)
          }
        },
      ),
      { numRuns: FEW },
    )
  })
})

test('many groups in one batch', async () => {
  const aggregates = cases.map(({ config }) => config)
  const plan = planOfOperator('running-aggregate', { keyBy: ['id'], aggregates }, { schema })
  await fc.assert(
    fc.asyncProperty(fc.array(valuesRow, { minLength: 60, maxLength: 60 }), async (rows) => {
      const changes = rows.map((row, at): Change => ({ kind: '+I', row: toRow({ ...row, id: at % 30 }) }))
      const { reference, engine } = await everyWay(plan, changes, [7])
      for (const [way, found] of Object.entries(engine)) expect(found, way).toEqual(reference)
    }),
    { numRuns: Math.ceil(FEW / 2) },
  )
})

test('a count of about how many differ is off by a few percent at most', async () => {
  const aggregates = [{ fn: 'approx-count-distinct', of: 'b', as: 'about' }]
  const plan = planOfOperator(
    'sliding-window',
    { keyBy: [], size: '2s', slide: '1s', aggregates },
    {
      schema: { b: 'BIGINT', ts: 'TIMESTAMP(3)' },
      eventTime: 'ts',
    },
  )
  const rows = Array.from(
    { length: 9000 },
    (_, n): Change => ({ kind: '+I', row: [(n * 7919) % 3000, START + Math.floor(n / 4)] }),
  )
  const { reference, engine } = await everyWay(plan, rows, [3])
  for (const found of Object.values(engine)) expect(found).toEqual(reference)
  for (const { row } of reference.slice(1, -1)) expect(Math.abs((row[3] as number) - 3000)).toBeLessThan(0.03 * 3000)
})

/** What each group sees of a table with a primary key: a row that replaces another takes it out first. */
function replacements(steps: readonly (readonly [Values, boolean])[]): Map<Value, [Value, Event][]> {
  const table = new Map<Value, Values>()
  const events: [Value, Event][] = []
  for (const [row, keep] of steps) {
    const old = table.get(row.id)
    if (keep && old && show(toRow(old).map(String)) === show(toRow(row).map(String))) continue
    if (old) events.push([old.k, { sign: -1, row: old }])
    if (keep) events.push([row.k, { sign: 1, row }])
    if (keep) table.set(row.id, row)
    else table.delete(row.id)
  }
  return Map.groupBy(events, ([k]) => k)
}

/** A group begins anew when its last row has gone. */
function sinceEmpty(events: readonly Event[]): readonly Event[] {
  let [count, from] = [0, 0]
  for (const [at, { sign }] of events.entries()) {
    count += sign
    if (count === 0) from = at + 1
  }
  return events.slice(from)
}

const START = 1_767_261_600_000
const span = (from: number, to: number) => [START + 1000 * from, START + 1000 * to] as const
type Bounds = readonly [number, number]

/** Windows by brute force. */
const windows: Record<string, { config: { [key: string]: Json }; of(rows: readonly Values[]): readonly Bounds[] }> = {
  'sliding-window': {
    config: { size: '6s', slide: '2s' },
    of: () => Array.from({ length: 13 }, (_, i) => 2 * i - 4).map((from) => span(from, from + 6)),
  },
  'cumulate-window': {
    config: { size: '6s', step: '2s' },
    of: () => [0, 6, 12, 18].flatMap((from) => [2, 4, 6].map((length) => span(from, from + length))),
  },
  'session-window': {
    config: { gap: '2s' },
    of: (rows) => {
      const times = rows.map(({ ts }) => ts as number).sort((a, b) => a - b)
      const starts = times.filter((time, at) => at === 0 || time - times[at - 1]! > 2000)
      const last = (s: number) => times.filter((time) => time < (starts[s + 1] ?? Number.POSITIVE_INFINITY)).at(-1)!
      return starts.map((start, s) => [start, last(s) + 2000])
    },
  },
}

function within(rows: readonly Values[], bounds: readonly Bounds[]): [Bounds, Values[]][] {
  return bounds
    .map(([start, end]): [Bounds, Values[]] => [
      [start, end],
      rows.filter(({ ts }) => (ts as number) >= start && (ts as number) < end),
    ])
    .filter(([, rows]) => rows.length > 0)
}

describe('in windows that are put together from parts', () => {
  test.each(Object.entries(windows))('%s', async (operator, { config, of }) => {
    const given = { schema, eventTime: 'ts', delay: '60s' }
    // Windows that overlap do not add up distinct values.
    const possible = cases.filter(({ config }) => operator !== 'sliding-window' || config.as !== 'sdd')
    const aggregates = possible.map(({ config }) => config)
    const plan = planOfOperator(operator, { ...config, keyBy: ['k'], aggregates }, given)
    const type = outRow(plan, 'it/window')
    await fc.assert(
      fc.asyncProperty(histories, restores, async (rows, stops) => {
        const changes = rows.map((row): Change => ({ kind: '+I', row: toRow(row) }))
        const { reference, engine } = await everyWay(plan, changes, stops)
        for (const [way, found] of Object.entries(engine))
          expect(multiset(found, type), way).toEqual(multiset(reference, type))
        const groups = [...Map.groupBy(rows, ({ k }) => k)].flatMap(([k, rows]) =>
          within(rows, of(rows)).map(([[start, end], rows]) => ({ id: `${k} ${start} ${end}`, rows })),
        )
        const found = new Map(
          reference.map(({ row }) => [`${row[0]} ${row[1]} ${row[2]}`, rowToJson(row, type) as Record<string, Json>]),
        )
        // A growing window that has begun gives a result at every step, also without new rows.
        for (const { id, rows } of groups) {
          const events = rows.map((row): Event => ({ sign: 1, row }))
          for (const each of possible) check(found.get(id)![each.config.as]!, events, each, false)
        }
      }),
      { numRuns: FEW },
    )
  })
})
