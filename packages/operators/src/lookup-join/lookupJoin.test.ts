import type { Change } from '@millrace/algebra/reference'
import type { Json, Row } from '@millrace/language'
import { build, parseDocument } from '@millrace/pipeline'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../catalogue.ts'

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
const key = orNull(fc.constantFrom('a', 'b', '', 'längere Texte 😀'))
const number = orNull(fc.nat(3))
const tables = fc.array(fc.record({ code: key, v: number }), { maxLength: 8 })
const rows = fc.array(
  fc.tuple(fc.nat(4), key, number).map((row): Change => ({ kind: '+I', row })),
  { maxLength: 30 },
)
const restores = fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 2 })

const config = (kind: string, table: readonly { [field: string]: Json }[], condition: boolean) => ({
  table: { type: 'rows', rows: [...table] },
  schema: [
    { name: 'code', type: 'STRING' },
    { name: 'v', type: 'INT' },
  ],
  kind,
  leftKeys: ['k'],
  rightKeys: ['code'],
  ...(condition && { condition: 'l.n <= r.v' }),
  fields: [
    { from: 'in', field: 'id' },
    { from: 'table', field: 'code' },
    { from: 'table', field: 'v' },
  ],
})

/** The same by looking at every row of the table. */
function expected(
  kind: string,
  table: readonly { code: unknown; v: unknown }[],
  condition: boolean,
  given: readonly Row[],
) {
  return given
    .flatMap(([id, k, n]) => {
      const found = table.filter(
        ({ code, v }) =>
          code !== null && code === k && (!condition || (n !== null && v !== null && (n as number) <= (v as number))),
      )
      if (found.length === 0) return kind === 'left' ? [[id, null, null]] : []
      return found.map(({ code, v }) => [id, code, v])
    })
    .map((row) => JSON.stringify(row))
    .sort()
}

describe.each([
  ['inner', false],
  ['inner', true],
  ['left', false],
  ['left', true],
] as const)('%s, with a condition: %s', (kind, condition) => {
  test('every row has what the table says about its key', async () => {
    await fc.assert(
      fc.asyncProperty(tables, rows, restores, async (table, given, restoreAfter) => {
        const schema = { id: 'INT', k: 'STRING', n: 'INT' }
        const plan = planOfOperator('lookup-join', config(kind, table, condition), { schema })
        const { reference, engine } = await everyWay(plan, given, restoreAfter)
        const wanted = expected(
          kind,
          table,
          condition,
          given.map(({ row }) => row),
        )
        for (const [way, changes] of Object.entries({ reference, ...engine }))
          expect(changes.map(({ row }) => JSON.stringify(row)).sort(), way).toEqual(wanted)
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })
})

/** What is wrong with a pipeline of a source, this operator and a sink. */
function problemsOf(change: { [name: string]: Json }, source: { [name: string]: Json } = {}) {
  const schema = [
    { name: 'id', type: 'INT' },
    { name: 'k', type: 'STRING' },
    { name: 'n', type: 'INT' },
  ]
  const { document } = parseDocument({
    millrace: 1,
    name: 'test',
    nodes: {
      in: { type: 'file-source', config: { path: 'in', schema, ...source } },
      it: { type: 'lookup-join', config: { ...config('inner', [{ code: 'a', v: 1 }], false), ...change } },
      out: { type: 'discard-sink', config: {} },
    },
    edges: [
      { from: 'in.out', to: 'it.in' },
      { from: 'it.out', to: 'out.in' },
    ],
  })
  return build(document!, catalogue).problems.map(({ code, path }) => `${code} ${path}`)
}

test('mistakes are named with their place', () => {
  expect(problemsOf({})).toEqual([])
  expect(problemsOf({ table: { type: 'rows', rows: [{ code: 'a', v: 'x' }, { cod: 'b' }] } })).toEqual([
    'table-row table.rows[0].v',
    'table-row table.rows[1].cod',
  ])
  expect(problemsOf({ rightKeys: ['kode'] })).toEqual(['field-not-found rightKeys[0]'])
  expect(problemsOf({ leftKeys: ['k', 'n'] })).toEqual(['join-keys rightKeys'])
  expect(problemsOf({ leftKeys: ['n'] })).toEqual(['key-types rightKeys[0]'])
})

test('rows that may be withdrawn and a table that changes are warned of', () => {
  const table = { type: 'file', path: 'table.csv', format: { type: 'csv' }, reload: '1m' }
  expect(problemsOf({ table })).toEqual([])
  expect(problemsOf({ table }, { primaryKey: ['id'] })).toEqual(['lookup-of-updates table.reload'])
})
