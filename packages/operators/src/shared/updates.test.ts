import { type Change, identity, interpretPlan, materialise } from '@millrace/algebra/reference'
import type { Json } from '@millrace/language'
import { planOfOperator, RUNS, runPlan } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const schema = { id: 'INT', k: 'STRING', v: 'INT', w: 'DOUBLE', t: 'TIMESTAMP(3)' }
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4, nil: null })
const row = fc.tuple(
  fc.nat(4),
  orNull(fc.constantFrom('a', 'b', 'längere Texte 😀')),
  orNull(fc.integer({ min: -3, max: 3 })),
  orNull(fc.integer({ min: -8, max: 8 }).map((n) => n / 4)),
  fc.integer({ min: 0, max: 20 }).map((second) => 1_700_000_000_000 + 1000 * second),
)
const appended: fc.Arbitrary<Change[]> = fc.array(
  row.map((row): Change => ({ kind: '+I', row })),
  { maxLength: 60 },
)
/** Rows of a table with a primary key: they come, are replaced and are deleted, also when they are not there. */
const replaced: fc.Arbitrary<Change[]> = fc.array(
  fc.tuple(row, fc.boolean()).map(([row, keep]): Change => ({ kind: keep ? '+I' : '-D', row })),
  { maxLength: 60 },
)

const aggregates = [
  { fn: 'count', as: 'n' },
  { fn: 'sum', of: 'v', where: 'w > 0', as: 's' },
  { fn: 'min', of: 'w', as: 'least' },
  { fn: 'count', of: 'v', distinct: true, as: 'd' },
  { fn: 'listagg', of: 'k', as: 'list' },
]
const order = [{ field: 'v', direction: 'desc' }, { field: 'w' }]

type Case = [what: string, type: string, config: Json, inputs: ('append' | 'replace')[]]
const both: Case[3] = ['append', 'replace']
const cases: Case[] = [
  ['groups', 'running-aggregate', { keyBy: ['k'], aggregates }, both],
  ['one group', 'running-aggregate', { keyBy: [], aggregates }, both],
  ['groups that are large enough', 'running-aggregate', { keyBy: ['k'], aggregates, having: 'COUNT(*) > 1' }, both],
  ['distinct keys', 'running-aggregate', { keyBy: ['k', 'v'] }, both],
  ['groups that are forgotten', 'running-aggregate', { keyBy: ['k'], aggregates, ttl: '1h' }, both],
  ['the best', 'top-n', { keyBy: ['k'], orderBy: order, limit: 1 }, both],
  ['the best three', 'top-n', { keyBy: ['k'], orderBy: order, limit: 3 }, both],
  ['the best three, ranked', 'top-n', { keyBy: [], orderBy: order, limit: 3, rankField: 'r' }, both],
  ['ranks 2 to 4', 'top-n', { keyBy: ['k'], orderBy: order, offset: 1, limit: 3 }, both],
  ['ranks 1 and 2 with ties', 'top-n', { keyBy: ['k'], orderBy: [order[0]!], limit: 2, ties: 'all' }, both],
  [
    'ranks 2 to 4 with ties, ranked',
    'top-n',
    { keyBy: [], orderBy: [order[0]!], offset: 1, limit: 3, ties: 'all', rankField: 'r' },
    both,
  ],
  ['the last by event time', 'deduplicate', { keyBy: ['k'], orderBy: 't', keep: 'last' }, ['append']],
  ['the last by arrival', 'deduplicate', { keyBy: ['k', 'id'], keep: 'last' }, ['append']],
  ['the last, forgotten', 'deduplicate', { keyBy: ['k'], keep: 'last', ttl: '1h' }, ['append']],
  ['the first by event time', 'deduplicate', { keyBy: ['k'], orderBy: 't', keep: 'first' }, ['append']],
]

describe.each(cases)('only the latest updates: %s', (_, type, config, inputs) => {
  describe.each(inputs)('of rows that %s', (input) => {
    const given = { schema, eventTime: 't', delay: '5s', ...(input === 'replace' && { primaryKey: ['id'] }) }
    const [every, latest] = ['every', 'latest'].map((updates) =>
      planOfOperator(type, { ...(config as object), updates } as Json, given),
    ) as [ReturnType<typeof planOfOperator>, ReturnType<typeof planOfOperator>]
    const port = every.ports['it.out']!
    const at = `${port.node}.${port.port}`
    const { row: resultType } = every.nodes.find(({ id }) => id === port.node)!.outputs[port.port]!
    const final = (changes: readonly Change[]) =>
      materialise(changes, resultType)
        .map((row) => identity(row, resultType))
        .sort()
    const histories = input === 'append' ? appended : replaced

    // A row that replaces another one is two changes, which come together.
    if (input === 'append')
      test('rows one by one give every change', async () => {
        const check = async (rows: Change[]) => {
          const changes = (await runPlan(latest, { 'given-in': rows }, { batchRows: 1 })).get(at) ?? []
          expect(changes).toEqual(interpretPlan(every, { 'given-in': rows }).get(at) ?? [])
        }
        await fc.assert(fc.asyncProperty(histories, check), { numRuns: RUNS })
      })

    test('several at once give fewer changes, also with restores, that come to the same', async () => {
      const check = async (rows: Change[], batchRows: number, restoreAfter: number[]) => {
        const changes = (await runPlan(latest, { 'given-in': rows }, { batchRows, restoreAfter })).get(at) ?? []
        const reference = interpretPlan(every, { 'given-in': rows }).get(at) ?? []
        expect(changes.length).toBeLessThanOrEqual(reference.length)
        expect(final(changes)).toEqual(final(reference))
      }
      const restores = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 })
      await fc.assert(fc.asyncProperty(histories, fc.integer({ min: 2, max: 70 }), restores, check), { numRuns: RUNS })
    })
  })
})

describe.each(cases.filter(([, , config]) => (config as { keyBy: string[] }).keyBy.length > 0))(
  '%s',
  (_, type, config, inputs) => {
    test.each(inputs)('more results at once than fit into a batch, of rows that %s', async (input) => {
      const given = { schema, eventTime: 't', delay: '5s', ...(input === 'replace' && { primaryKey: ['id'] }) }
      const [every, latest] = ['every', 'latest'].map((updates) =>
        planOfOperator(type, { ...(config as object), updates } as Json, given),
      ) as [ReturnType<typeof planOfOperator>, ReturnType<typeof planOfOperator>]
      const { node, port } = every.ports['it.out']!
      const at = `${node}.${port}`
      const { row: resultType } = every.nodes.find(({ id }) => id === node)!.outputs[port]!
      const final = (changes: readonly Change[]) =>
        materialise(changes, resultType)
          .map((row) => identity(row, resultType))
          .sort()
      // Each batch changes nearly as many groups as it has rows, and later rows are better than those before.
      const rows = Array.from(
        { length: 6000 },
        (_, i): Change => ({
          kind: '+I',
          row: [i % 2800, `key ${i % 1000}`, i, i % 7 === 0 ? null : i / 4, 1_700_000_000_000 + i],
        }),
      )
      const changes = (await runPlan(latest, { 'given-in': rows }, { batchRows: 1024 })).get(at) ?? []
      expect(final(changes)).toEqual(final(interpretPlan(every, { 'given-in': rows }).get(at) ?? []))
    })
  },
)

test('a group that is updated many times at once goes out once', async () => {
  const config = (updates: string): Json => ({ keyBy: ['k'], aggregates: [{ fn: 'count', as: 'n' }], updates })
  const rows = Array.from({ length: 100 }, (_, i): Change => ({ kind: '+I', row: [i, 'a', i, null, null] }))
  const counts = await Promise.all(
    ['every', 'latest'].map(async (updates) => {
      const plan = planOfOperator('running-aggregate', config(updates), { schema })
      const { node, port } = plan.ports['it.out']!
      return (await runPlan(plan, { 'given-in': rows })).get(`${node}.${port}`)!.length
    }),
  )
  expect(counts).toEqual([199, 1])
})
