import { type Change, materialise } from '@millrace/algebra/reference'
import type { Json, Row } from '@millrace/language'
import { build, parseDocument } from '@millrace/pipeline'
import { everyWay, planOfOperator, RUNS } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../catalogue.ts'

const schema = { id: 'INT', k: 'STRING', v: 'DOUBLE', w: 'STRING' }
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5, nil: null })
const row = fc.tuple(
  fc.nat(5),
  orNull(fc.constantFrom('a', 'b')),
  orNull(fc.integer({ min: -2, max: 2 }).map((n) => n / 2)),
  orNull(fc.constantFrom('', 'a', 'ä', '😀', '￿')),
)
const appended: fc.Arbitrary<Change[]> = fc.array(
  row.map((row): Change => ({ kind: '+I', row })),
  { maxLength: 40 },
)
/** More rows than are gone through one by one where a row takes its rank. */
const many: fc.Arbitrary<Change[]> = fc.array(
  row.map((row): Change => ({ kind: '+I', row })),
  { minLength: 45, maxLength: 80 },
)
/** Rows of a table with a primary key: they come, are replaced and are deleted, also when they are not there. */
const replaced: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(row, fc.boolean()).map(([row, keep]): Change => ({ kind: keep ? '+I' : '-D', row })),
  { maxLength: 40 },
)
const restores = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })

const order = [
  { field: 'v', direction: 'desc' },
  { field: 'w', direction: 'asc' },
]
const utf8 = (text: string) => Buffer.from(text, 'utf8')

/** Larger v first, then smaller w by its bytes; NULL is the lowest. */
function compare(a: Row, b: Row): number {
  const [v, w] = [a[2] as number | null, b[2] as number | null]
  if (v !== w) return v === null ? 1 : w === null ? -1 : w - v
  const [x, y] = [a[3] as string | null, b[3] as string | null]
  if (x === y) return 0
  return x === null ? -1 : y === null ? 1 : Buffer.compare(utf8(x), utf8(y))
}

/** The rows that are there, in the order in which they came; a row that replaces another one comes anew. */
function left(changes: readonly Change[], keyed: boolean): Row[] {
  if (!keyed) return changes.map(({ row }) => row)
  const rows = new Map<unknown, Row>()
  for (const { kind, row } of changes) {
    const same = JSON.stringify(rows.get(row[0])) === JSON.stringify(row)
    if (kind === '+I' && same) continue
    rows.delete(row[0])
    if (kind === '+I') rows.set(row[0], row)
  }
  return [...rows.values()]
}

interface Ranks {
  keyBy: string[]
  from: number
  to: number
  ranked: boolean
  ties: boolean
}

function best(rows: readonly Row[], { keyBy, from, to, ranked, ties }: Ranks): string[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = keyBy.length === 0 ? '' : JSON.stringify(row[1])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
    .flatMap((rows) =>
      rows
        .sort(compare)
        .map((row, i) => ({ row, rank: ties ? rows.findIndex((other) => compare(other, row) === 0) + 1 : i + 1 }))
        .filter(({ rank }) => rank >= from && rank <= to)
        .map(({ row, rank }) => [...row, rank])
        .map((row) => JSON.stringify(ranked ? row : row.slice(0, -1))),
    )
    .sort()
}

describe.each([
  ['the best of all', { keyBy: [], limit: 1 }],
  ['the best three of each key', { keyBy: ['k'], limit: 3 }],
  ['the best three of each key, ranked', { keyBy: ['k'], limit: 3, rankField: 'rank' }],
  ['ranks 2 to 4', { keyBy: [], offset: 1, limit: 3 }],
  ['the best forty, ranked', { keyBy: [], limit: 40, rankField: 'rank' }],
  ['rank 3, ranked', { keyBy: ['k'], offset: 2, limit: 1, rankField: 'rank' }],
  ['the two best ranks of each key, with ties', { keyBy: ['k'], limit: 2, ties: 'all', rankField: 'rank' }],
  ['rank 2 with ties', { keyBy: [], offset: 1, limit: 1, ties: 'all' }],
  ['ranks 2 to 5, with ties', { keyBy: [], offset: 1, limit: 4, ties: 'all', rankField: 'rank' }],
] as [string, { keyBy: string[]; limit: number; offset?: number; ties?: 'all'; rankField?: string }][])(
  '%s',
  (_, config) => {
    describe.each([
      ['appending rows', undefined, config.limit > 32 ? many : appended],
      ['rows that are replaced and deleted', ['id'], replaced],
    ] as const)('of %s', (_, primaryKey, histories) => {
      const given = { schema, ...(primaryKey && { primaryKey }) }
      const plan = planOfOperator('top-n', { ...config, orderBy: order } as Json, given)
      const { row: type } = plan.nodes.find(({ id }) => id === 'it/rank')!.outputs.out!
      const from = (config.offset ?? 0) + 1
      const ranks: Ranks = {
        keyBy: config.keyBy,
        from,
        to: from + config.limit - 1,
        ranked: config.rankField !== undefined,
        ties: config.ties === 'all',
      }

      test('the engine gives the changes of the reference interpreter, and these lead to the best rows', async () => {
        await fc.assert(
          fc.asyncProperty(histories, restores, async (rows, restoreAfter) => {
            const { reference, engine } = await everyWay(plan, rows, restoreAfter)
            for (const [way, changes] of Object.entries(engine)) expect(changes, way).toEqual(reference)
            expect(
              materialise(reference, type)
                .map((row) => JSON.stringify(row))
                .sort(),
            ).toEqual(best(left(rows, primaryKey !== undefined), ranks))
          }),
          { numRuns: RUNS },
        )
      })
    })
  },
)

test.each([
  ['more ranks than are kept', { limit: 10_001 }, 'rank-limit', 'limit', /smaller limit/],
  ['a name that is there already', { rankField: 'v' }, 'duplicate-field', 'rankField', /another name/],
] as [string, object, string, string, RegExp][])(
  '%s: refused, with the place and what helps',
  (_, config, code, path, hint) => {
    const source = { type: 'file-source', config: { path: 'x', schema: [{ name: 'v', type: 'DOUBLE' }] } }
    const { document } = parseDocument({
      millrace: 1,
      name: 'test',
      nodes: {
        source,
        it: { type: 'top-n', config: { orderBy: [{ field: 'v' }], limit: 1, ...config } },
        out: { type: 'discard-sink', config: {} },
      },
      edges: [
        { from: 'source.out', to: 'it.in' },
        { from: 'it.out', to: 'out.in' },
      ],
    })
    const { problems } = build(document!, catalogue)
    expect(problems).toEqual([expect.objectContaining({ node: 'it', code, path, hint: expect.stringMatching(hint) })])
  },
)
