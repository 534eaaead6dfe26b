import type { Change } from '@millrace/algebra/reference'
import type { Json, Row, Value } from '@millrace/language'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const schema = { id: 'INT', k: 'STRING', v: 'INT', ts: 'TIMESTAMP(3)' }
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
/** Out of order, with ties. Before 1970 only an unbounded frame takes rows, so times begin after it. */
const rows: fc.Arbitrary<Change[]> = fc
  .array(
    fc.tuple(
      orNull(fc.constantFrom('a', 'b')),
      orNull(fc.integer({ min: -3, max: 3 })),
      fc.integer({ min: 1, max: 20 }),
    ),
    { maxLength: 40 },
  )
  .map((rows) => rows.map(([k, v, second], id) => ({ kind: '+I', row: [id, k, v, second * 500] })))
const restores = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })

const orderBy = [{ field: 'ts' }]
const counted = [
  { fn: 'count', as: 'n' },
  { fn: 'sum', of: 'v', as: 's' },
  { fn: 'min', of: 'v', where: 'id > 3', as: 'lo' },
  { fn: 'count', of: 'v', distinct: true, as: 'd' },
]
const configs: Record<string, { frame?: Json; aggregates: Json }> = {
  'the last three rows': { frame: { type: 'rows', preceding: 2 }, aggregates: counted },
  'the row alone': { frame: { type: 'rows', preceding: 0 }, aggregates: counted },
  'all rows before': { frame: { type: 'rows', preceding: 'unbounded' }, aggregates: counted },
  'the last second': { frame: { type: 'range', preceding: '1s' }, aggregates: counted },
  'all time before': { frame: { type: 'range', preceding: 'unbounded' }, aggregates: counted },
  'the rows before': {
    aggregates: [
      { fn: 'row-number', as: 'n' },
      { fn: 'lag', of: 'v', as: 'one' },
      { fn: 'lag', of: 'k', args: [3, "'none'"], as: 'three' },
      { fn: 'lag', of: 'v', args: [2, 'id'], as: 'two' },
    ],
  },
}

const time = (row: Row) => row[3] as number
const text = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort()

/** The rows of the frame of `sorted[at]`, among the rows of its key. */
function frameOf(name: string, sorted: readonly Row[], at: number): readonly Row[] {
  const now = time(sorted[at]!)
  switch (name) {
    case 'the last three rows':
      return sorted.slice(Math.max(0, at - 2), at + 1)
    case 'the row alone':
      return [sorted[at]!]
    case 'the last second':
      return sorted.filter((row) => time(row) >= now - 1000 && time(row) <= now)
    case 'all time before':
      return sorted.filter((row) => time(row) <= now)
    default:
      return sorted.slice(0, at + 1)
  }
}

function results(name: string, sorted: readonly Row[], at: number): Value[] {
  const frame = frameOf(name, sorted, at)
  if (name === 'the rows before')
    return [
      at + 1,
      at < 1 ? null : sorted[at - 1]![2]!,
      at < 3 ? 'none' : sorted[at - 3]![1]!,
      at < 2 ? sorted[at]![0]! : sorted[at - 2]![2]!,
    ]
  const values = frame.map((row) => row[2]).filter((value) => value !== null) as number[]
  const later = frame.flatMap((row) => ((row[0] as number) > 3 && row[2] !== null ? [row[2] as number] : []))
  return [
    frame.length,
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0),
    later.length === 0 ? null : Math.min(...later),
    new Set(values).size,
  ]
}

function expected(name: string, all: readonly Row[]): Row[] {
  const groups = new Map<Value, Row[]>()
  for (const row of all) groups.set(row[1]!, [...(groups.get(row[1]!) ?? []), row])
  return [...groups.values()].flatMap((rows) => {
    const sorted = rows.toSorted((a, b) => time(a) - time(b))
    return sorted.map((row, at) => [...row, ...results(name, sorted, at)])
  })
}

describe.each(Object.keys(configs))('%s', (name) => {
  const config: Json = { keyBy: ['k'], orderBy, ...configs[name]! }
  const nullable = name === 'the rows before'

  test('the engine gives the rows of the reference interpreter, late ones too', async () => {
    const plan = planOfOperator('over-window', config, { schema, eventTime: 'ts', delay: '1s' })
    await fc.assert(
      fc.asyncProperty(rows, restores, async (all, restoreAfter) => {
        const given = nullable ? all.map(({ kind, row }): Change => ({ kind, row: withoutNull(row) })) : all
        for (const port of ['it.out', 'it.late']) {
          const { reference, engine } = await everyWay(plan, given, restoreAfter, port)
          for (const [way, changes] of Object.entries(engine))
            expect(text(changes.map(({ row }) => row)), `${port} ${way}`).toEqual(text(reference.map(({ row }) => row)))
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('each row has what its frame gives', async () => {
    const plan = planOfOperator('over-window', config, { schema, eventTime: 'ts', delay: '1h' })
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const given = nullable ? all.map(({ kind, row }): Change => ({ kind, row: withoutNull(row) })) : all
        const { engine } = await everyWay(plan, given, [])
        const wanted = expected(
          name,
          given.map(({ row }) => row),
        )
        expect(text(engine['whole batches']!.map(({ row }) => row))).toEqual(text(wanted))
      }),
      { numRuns: RUNS },
    )
  })
})

/** A default that is never NULL asks for values that never are. */
const withoutNull = ([id, k, v, ts]: Row): Row => [id!, k ?? 'c', v ?? 9, ts!]

test('a NULL where lag promises a value fails the job', async () => {
  const config = { orderBy, aggregates: [{ fn: 'lag', of: 'v', args: [1, 0], as: 'before' }] }
  const plan = planOfOperator('over-window', config, { schema, eventTime: 'ts' })
  const row = (id: number, v: number | null): Change => ({ kind: '+I', row: [id, 'a', v, 1000 * id] })
  await expect(everyWay(plan, [row(1, null), row(2, 3)], [])).rejects.toThrow('The value of lag is NULL')
})
