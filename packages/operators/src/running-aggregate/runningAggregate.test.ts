import { type Change, materialise } from '@millrace/algebra/reference'
import type { Row } from '@millrace/language'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const schema = { id: 'INT', k: 'STRING', v: 'INT', w: 'DOUBLE' }
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
const row = fc.tuple(
  fc.nat(4),
  orNull(fc.constantFrom('a', 'b', 'längere Texte 😀')),
  orNull(fc.integer({ min: -3, max: 3 })),
  orNull(fc.integer({ min: -8, max: 8 }).map((n) => n / 4)),
)
const appended: fc.Arbitrary<Change[]> = fc.array(
  row.map((row): Change => ({ kind: '+I', row })),
  { maxLength: 40 },
)
/** Rows of a table with a primary key: they come, are replaced and are deleted, also when they are not there. */
const replaced: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(row, fc.boolean()).map(([row, keep]): Change => ({ kind: keep ? '+I' : '-D', row })),
  { maxLength: 40 },
)
const restores = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })

const aggregates = [
  { fn: 'count', as: 'n' },
  { fn: 'count', of: 'v', as: 'c' },
  { fn: 'sum', of: 'v', where: 'w > 0', as: 's' },
  { fn: 'sum', of: 'w', as: 'sw' },
  { fn: 'avg', of: 'v', as: 'a' },
]

/** The same from the rows that are left, in plain code. */
function expected(rows: readonly Row[], groups: boolean): string[] {
  const byKey = new Map<string, Row[]>()
  for (const row of rows) {
    const key = groups ? JSON.stringify(row[1]) : 'all'
    byKey.set(key, [...(byKey.get(key) ?? []), row])
  }
  return [...byKey.values()]
    .map((rows) => {
      const column = (c: number, of = rows) => of.map((row) => row[c]).filter((value) => value !== null) as number[]
      const sum = (values: number[]) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0))
      const values = column(2)
      const mean = values.length === 0 ? null : Math.trunc(sum(values)! / values.length)
      const positive = rows.filter((row) => row[3] !== null && (row[3] as number) > 0)
      const results = [rows.length, values.length, sum(column(2, positive)), sum(column(3)), mean]
      return text(groups ? [rows[0]![1]!, ...results] : results)
    })
    .sort()
}

const text = (row: Row) => JSON.stringify(row.map((value) => (value === 0 ? 0 : value)))

/** What is left of a table by primary key. */
function left(changes: readonly Change[]): Row[] {
  const rows = new Map<unknown, Row>()
  for (const { kind, row } of changes) {
    if (kind === '-D') rows.delete(row[0])
    else rows.set(row[0], row)
  }
  return [...rows.values()]
}

/** At no time does a group have two rows. */
function expectOneRowPerGroup(changes: readonly Change[], keys: number): void {
  const there = new Map<string, Row>()
  for (const { kind, row } of changes) {
    const key = JSON.stringify(row.slice(0, keys))
    if (kind === '+I' || kind === '+U') {
      expect(there.has(key), 'a row is there already').toBe(false)
      there.set(key, row)
    } else {
      expect(there.get(key)).toEqual(row)
      there.delete(key)
    }
  }
}

describe.each([
  ['appending rows, by key', ['k'], undefined, appended],
  ['appending rows, all together', [], undefined, appended],
  ['rows that are replaced and deleted, by key', ['k'], ['id'], replaced],
  ['rows that are replaced and deleted, all together', [], ['id'], replaced],
] as const)('%s', (_, keyBy, primaryKey, histories) => {
  const given = { schema, ...(primaryKey && { primaryKey }) }
  const plan = planOfOperator('running-aggregate', { keyBy: [...keyBy], aggregates }, given)
  const { row: type } = plan.nodes.find(({ id }) => id === 'it/group')!.outputs.out!

  test('the engine gives the changes of the reference interpreter, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(histories, restores, async (rows, restoreAfter) => {
        const { reference, engine } = await everyWay(plan, rows, restoreAfter)
        for (const [way, changes] of Object.entries(engine)) expect(changes, way).toEqual(reference)
      }),
      { numRuns: RUNS },
    )
  })

  test('what the changes lead to is what the rows that are left give', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (rows) => {
        const { engine } = await everyWay(plan, rows, [])
        const changes = engine['whole batches']!
        const there = primaryKey ? left(rows) : rows.map(({ row }) => row)
        expect(materialise(changes, type).map(text).sort()).toEqual(expected(there, keyBy.length > 0))
        expectOneRowPerGroup(changes, keyBy.length)
      }),
      { numRuns: RUNS },
    )
  })
})

test('what several aggregates ask for is computed once, but for what is another value each time', () => {
  const computedOf = (...conditions: string[]) => {
    const plan = planOfOperator(
      'running-aggregate',
      { aggregates: conditions.map((where, i) => ({ fn: 'count', where, as: `n${i}` })) },
      { schema },
    )
    const { op } = plan.nodes.find(({ id }) => id === 'it/arguments')!
    return op.op === 'calc' ? op.fields.length - Object.keys(schema).length : 0
  }
  expect(computedOf('v > 0', 'w > 0', 'v>0', '(v > 0)')).toBe(2)
  expect(computedOf('RAND() > 0.5', 'RAND() > 0.5')).toBe(2)
})
