/** Columns of every type through the engine: passed on, computed with, as keys and values of state, saved and restored at any step. */
import type { Change } from '@millrace/algebra/reference'
import { formatType, type RowType, toJson } from '@millrace/language'
import { cellOf, PLAIN_TYPES } from '@millrace/language/testing'
import { everyWay, planOfOperator } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const START = Date.UTC(2026, 0, 1)
/** Intervals are no columns of a source. */
const COLUMN_TYPES = PLAIN_TYPES.filter(({ t }) => !t.startsWith('INTERVAL'))
const TYPES = COLUMN_TYPES.map((type, i) => ({ name: `c${i}`, type, nullable: true }))
const NESTED: RowType = [
  { name: 'list', type: { t: 'ARRAY', of: { type: { t: 'BIGINT' }, nullable: true } }, nullable: true },
  {
    name: 'map',
    type: {
      t: 'MAP',
      key: { type: { t: 'VARCHAR', length: 2147483647 }, nullable: false },
      value: { type: { t: 'DECIMAL', precision: 20, scale: 4 }, nullable: true },
    },
    nullable: true,
  },
  {
    name: 'nested',
    type: {
      t: 'ROW',
      fields: [
        { name: 'at', type: { t: 'TIMESTAMP', precision: 3 }, nullable: true },
        { name: 'bytes', type: { t: 'VARBINARY', length: 2147483647 }, nullable: true },
      ],
    },
    nullable: true,
  },
]
const ALL: RowType = [...TYPES, ...NESTED]

const schemaOf = (fields: RowType) =>
  Object.fromEntries([...fields.map(({ name, type }) => [name, formatType(type)]), ['at', 'TIMESTAMP(3)']])

const histories = (fields: RowType) =>
  fc
    .array(fc.tuple(...fields.map(cellOf), fc.nat(30)), { minLength: 1, maxLength: 8 })
    // Some rows come again, so that keys have more than one.
    .chain((rows) => fc.tuple(fc.constant(rows), fc.array(fc.nat(rows.length - 1), { maxLength: 6 })))
    .map(([rows, again]) =>
      [...rows, ...again.map((i) => rows[i]!)].map(
        (row): Change => ({ kind: '+I', row: [...row.slice(0, -1), START + 1000 * Number(row.at(-1))] }),
      ),
    )
const restores = fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 2 })

const shown = (changes: readonly Change[]) =>
  changes.map(({ kind, row }) => JSON.stringify([kind, row], (_, value) => readable(value)))

/** Values that JSON does not tell apart. */
function readable(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number' && (Object.is(value, -0) || !Number.isFinite(value)))
    return Object.is(value, -0) ? '-0' : String(value)
  return value instanceof Uint8Array ? [...value] : value
}

function expectEveryWay(type: string, config: Parameters<typeof planOfOperator>[1], fields: RowType, runs: number) {
  const plan = planOfOperator(type, config, { schema: schemaOf(fields), eventTime: 'at', delay: '5s' })
  return fc.assert(
    fc.asyncProperty(histories(fields), restores, async (rows, restoreAfter) => {
      const { reference, engine } = await everyWay(plan, rows, restoreAfter)
      for (const [way, changes] of Object.entries(engine))
        expect({ way, rows: shown(changes).sort() }).toEqual({ way, rows: shown(reference).sort() })
    }),
    { numRuns: runs },
  )
}

describe('all columns', () => {
  test('pass through a filter', () => expectEveryWay('filter', { condition: 'c3 IS NULL OR c3 >= 0' }, ALL, 20))

  test('are computed with and read', () =>
    expectEveryWay(
      'compute',
      {
        columns: [
          ...TYPES.filter(({ type }) => type.t !== 'VARBINARY').map(({ name }) => ({
            as: `${name}_text`,
            expr: `CAST(${name} AS STRING)`,
          })),
          { as: 'first', expr: 'list[1]' },
          { as: 'b', expr: 'nested.bytes' },
          { as: 'size', expr: 'CARDINALITY(`map`)' },
        ],
      },
      ALL,
      20,
    ))
})

describe.each(TYPES.map((field) => [formatType(field.type), field] as const))('%s', (_, field) => {
  const fields: RowType = [field, { name: 'v', type: { t: 'INT' }, nullable: true }]

  test('is the key of a window', () =>
    expectEveryWay(
      'tumbling-window',
      { keyBy: [field.name], size: '10s', aggregates: [{ fn: 'count', as: 'n' }] },
      fields,
      10,
    ))

  test('is a value of state', () =>
    expectEveryWay(
      'running-aggregate',
      {
        keyBy: ['v'],
        aggregates: [
          { fn: 'count', of: field.name, distinct: true, as: 'n' },
          { fn: 'last-value', of: field.name, as: 'last' },
        ],
      },
      fields,
      10,
    ))
})

test('a value is the same in JSON after the engine has passed it on', async () => {
  const plan = planOfOperator('filter', { condition: 'TRUE' }, { schema: schemaOf(ALL), eventTime: 'at', delay: '5s' })
  await fc.assert(
    fc.asyncProperty(histories(ALL), async (rows) => {
      const { engine } = await everyWay(plan, rows, [])
      const json = (changes: readonly Change[]) =>
        changes.map(({ row }) => JSON.stringify(ALL.map(({ type }, i) => toJson(row[i]!, type))))
      expect(json(engine['whole batches']!)).toEqual(json(rows))
    }),
    { numRuns: 15 },
  )
})
