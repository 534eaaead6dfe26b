/** Operators that look at single rows, or only count them: over rows with NULLs that come, are replaced and are deleted. */
import { type Change, materialise } from '@millrace/algebra/reference'
import type { Json, Row } from '@millrace/language'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const schema = { id: 'INT', k: 'STRING', v: 'INT', list: 'ARRAY<INT>' }
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
const row = fc.tuple(
  fc.nat(5),
  orNull(fc.constantFrom('', 'a', 'ä😀b', 'longer text')),
  orNull(fc.integer({ min: -3, max: 3 })),
  orNull(fc.array(orNull(fc.nat(3)), { maxLength: 3 })),
)
const appended: fc.Arbitrary<Change[]> = fc.array(
  row.map((row): Change => ({ kind: '+I', row: row as Row })),
  { maxLength: 30 },
)
/** Rows of a table with a primary key: they come, are replaced and are deleted, also when they are not there. */
const replaced: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(row, fc.boolean()).map(([row, keep]): Change => ({ kind: keep ? '+I' : '-D', row: row as Row })),
  { maxLength: 30 },
)
const restores = fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 2 })

/** What is left of a table by primary key, in the order in which it came; a row that replaces another one comes anew. */
function left(changes: readonly Change[]): Row[] {
  const rows = new Map<unknown, Row>()
  for (const { kind, row } of changes) {
    if (kind === '+I' && text(rows.get(row[0]) ?? []) === text(row)) continue
    rows.delete(row[0])
    if (kind === '+I') rows.set(row[0], row)
  }
  return [...rows.values()]
}

const text = (row: Row) => JSON.stringify(row)
const sorted = (rows: readonly Row[]) => rows.map(text).sort()

describe.each([
  ['rows that only come', appended, undefined],
  ['rows that are replaced and deleted', replaced, ['id']],
] as const)('%s', (_, histories, primaryKey) => {
  /** The engine gives at a port what the reference gives, and what that comes to is what a function makes of the rows that are left. */
  async function expectRows(type: string, config: Json, port: string, of: (rows: readonly Row[]) => Row[]) {
    const plan = planOfOperator(type, config, { schema, ...(primaryKey && { primaryKey: [...primaryKey] }) }, port)
    const at = plan.ports[`it.${port}`]!
    const { row: result, changes: mode } = plan.nodes.find(({ id }) => id === at.node)!.outputs[at.port]!
    // What replaces by key may go on like that: the key is the first column.
    const final = (given: readonly Change[]) => (mode.mode === 'upsert' ? left(given) : materialise(given, result))
    const check = async (changes: Change[], restoreAfter: number[]) => {
      const { reference, engine } = await everyWay(plan, changes, restoreAfter, `it.${port}`)
      for (const [way, given] of Object.entries(engine)) expect(given, way).toEqual(reference)
      const rows = primaryKey ? left(changes) : changes.map(({ row }) => row)
      expect(sorted(final(reference))).toEqual(sorted(of(rows)))
    }
    await fc.assert(fc.asyncProperty(histories, restores, check), { numRuns: RUNS })
  }

  const isTrue = (value: boolean | null) => value === true
  const compare = (v: unknown, than: (v: number) => boolean) => (v === null ? null : than(v as number))
  const positive = ([, , v]: Row) => isTrue(compare(v, (v) => v > 0))
  const even = ([, , v]: Row) => isTrue(compare(v, (v) => v % 2 === 0))
  const branches = [
    { port: 'positive', when: 'v > 0' },
    { port: 'even', when: 'MOD(v, 2) = 0' },
  ]

  test.each([
    ['positive', 'first-match', positive],
    ['even', 'first-match', (row) => even(row) && !positive(row)],
    ['rest', 'first-match', (row) => !even(row) && !positive(row)],
    ['positive', 'all', positive],
    ['even', 'all', even],
    ['rest', 'all', (row) => !even(row) && !positive(row)],
  ] as [string, string, (row: Row) => boolean][])('split: the route `%s`, %s', (port, mode, takes) =>
    expectRows('split', { branches, otherwise: 'rest', mode }, port, (rows) => rows.filter(takes)),
  )

  test('filter keeps what is true, and not what is unknown', () =>
    expectRows('filter', { condition: 'v > 0' }, 'out', (rows) => rows.filter(positive)))

  test('compute puts fields in place and behind', () =>
    expectRows(
      'compute',
      {
        columns: [
          { as: 'v', expr: 'v + 1' },
          { as: 'n', expr: 'CHAR_LENGTH(k)' },
        ],
      },
      'out',
      (rows) =>
        rows.map(([id, k, v, list]) => [
          id!,
          k!,
          v === null ? null : (v as number) + 1,
          list!,
          k === null ? null : [...(k as string)].length,
        ]),
    ))

  test.each(['inner', 'left'])('flat-map, %s: elements with their numbers', (kind) =>
    expectRows('flat-map', { unnest: 'list', as: ['element'], ordinality: 'n', kind }, 'out', (rows) =>
      rows.flatMap((row) => {
        const elements = (row[3] ?? []) as (number | null)[]
        if (elements.length === 0) return kind === 'left' ? [[...row, null, null]] : []
        return elements.map((element, i) => [...row, element, i + 1])
      }),
    ),
  )

  test('mask-fields hides what is there, and NULL stays NULL', () =>
    expectRows(
      'mask-fields',
      { fields: [{ field: 'k', method: { type: 'keep', first: 1, last: 1 } }] },
      'out',
      (rows) =>
        rows.map(([id, k, v, list]) => {
          const characters = k === null ? [] : [...(k as string)]
          // A text of which nothing would be hidden is hidden as a whole.
          const stays = (i: number) => characters.length > 2 && (i === 0 || i === characters.length - 1)
          const hidden = characters.map((c, i) => (stays(i) ? c : '*'))
          return [id!, k === null ? null : hidden.join(''), v!, list!]
        }),
    ))

  test('sample keeps all rows of a value or none, whatever happens to them', async () => {
    const given = { schema, ...(primaryKey && { primaryKey: [...primaryKey] }) }
    const plan = planOfOperator('sample', { fraction: 0.5, keyBy: ['k'] }, given)
    const { row: result } = plan.nodes.find(({ id }) => id === plan.ports['it.out']!.node)!.outputs.out!
    const fate = new Map<unknown, boolean>()
    const check = async (changes: Change[], restoreAfter: number[]) => {
      const { reference, engine } = await everyWay(plan, changes, restoreAfter)
      for (const [way, given] of Object.entries(engine)) expect(given, way).toEqual(reference)
      const kept = sorted(materialise(reference, result))
      const rows = primaryKey ? left(changes) : changes.map(({ row }) => row)
      const isKept = (k: unknown) => kept.some((row) => JSON.parse(row)[1] === k)
      for (const [, k] of rows) if (!fate.has(k)) fate.set(k, isKept(k))
      expect(kept).toEqual(sorted(rows.filter(([, k]) => fate.get(k))))
    }
    await fc.assert(fc.asyncProperty(histories, restores, check), { numRuns: RUNS })
    expect(new Set(fate.values())).toEqual(new Set([true, false]))
  })

  test('limit lets the first rows of each group through, and later ones when those are gone', () =>
    expectRows('limit', { keyBy: ['k'], limit: 2, offset: 1 }, 'out', (rows) => {
      const groups = Map.groupBy(rows, ([, k]) => k)
      return [...groups.values()].flatMap((rows) => rows.slice(1, 3))
    }))
})
