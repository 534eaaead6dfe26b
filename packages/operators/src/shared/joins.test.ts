import { type OperatorDefinition, type Plan, relationAt } from '@millrace/algebra'
import { type Change, identity, interpretPlan, materialise } from '@millrace/algebra/reference'
import type { Json } from '@millrace/language'
import { build, parseDocument } from '@millrace/pipeline'
import { exampleDocument, multiset, RUNS, runPlan } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../catalogue.ts'

const schema = { id: 'INT', k: 'STRING', v: 'INT', ts: 'TIMESTAMP(3)' }
const rows = fc.array(
  fc
    .tuple(
      fc.nat(3),
      fc.option(fc.constantFrom('a', 'b'), { freq: 6, nil: null }),
      fc.option(fc.nat(2), { freq: 6, nil: null }),
      fc.integer({ min: 1, max: 80 }),
    )
    .map((row): Change => ({ kind: '+I', row })),
  { maxLength: 25 },
)
const restores = fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 2 })

/** A join of two sources with event time that rows may be late for. */
function planOf(type: string, config: Json, primaryKeys: Readonly<Record<string, string[]>> = {}): Plan {
  const operator = catalogue.find((definition) => definition.type === type) as OperatorDefinition
  const ports = Object.keys(operator.inputs)
  const given = Object.fromEntries(
    ports.map((port) => {
      const primaryKey = primaryKeys[port]
      return [port, { schema, eventTime: 'ts', delay: '4ms', rows: [], ...(primaryKey && { primaryKey }) }]
    }),
  )
  const { document, problems } = parseDocument(
    exampleDocument(operator, { title: '', config, given, expect: { out: [] } }),
  )
  const built = document && build(document, catalogue)
  if (!built?.plan) throw new Error(JSON.stringify([...problems, ...(built?.problems ?? [])], null, 1))
  return built.plan
}

const fields = (left: string, right: string) => [
  { from: left, field: 'id' },
  { from: left, field: 'v' },
  { from: right, field: 'id', as: 'other' },
  { from: right, field: 'v', as: 'w' },
]
const keys = { leftKeys: ['k'], rightKeys: ['k'] }
const interval = (kind: string, lower: string, upper: string) =>
  planOf('interval-join', { ...keys, kind, lower, upper, fields: fields('left', 'right') })
const window = (kind: string, over: { [name: string]: Json }) =>
  planOf('window-join', { ...keys, kind, window: over, fields: fields('left', 'right') })
const temporal = (kind: string) =>
  planOf('temporal-join', { ...keys, kind, fields: fields('rows', 'versions') }, { versions: ['k'] })
const stream = (kind: string, primaryKeys: Record<string, string[]>) =>
  planOf('stream-join', { ...keys, kind, condition: 'l.v <= r.v', fields: fields('left', 'right') }, primaryKeys)

/** More rows than fit into a batch, with more results still; some with NULL, and out of order by less than `disorder` milliseconds. */
function manyRows(seed: number, disorder: number): Change[] {
  let state = seed
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  return Array.from({ length: 1500 }, (_, i) => {
    const k = random(20) === 0 ? null : `key ${random(150)}`
    return {
      kind: '+I',
      row: [random(1200), k, random(9) === 0 ? null : random(5), 10 + Math.floor(i / 60) + random(disorder)],
    }
  })
}

/** Ports of the join with what left them: as it came, or what it leads to. */
function results(plan: Plan, outputs: ReadonlyMap<string, readonly Change[]>): Record<string, string[]> {
  const ports = Object.entries(plan.ports).filter(([name]) => name.startsWith('it.'))
  return Object.fromEntries(
    ports.map(([name, at]) => {
      const { row, changes } = relationAt(plan, at)
      const left = outputs.get(`${at.node}.${at.port}`) ?? []
      const lines =
        changes.mode === 'append' ? multiset(left, row) : materialise(left, row).map((r) => identity(r, row))
      return [name, lines.sort()]
    }),
  )
}

describe.each([
  ['interval, inner', interval('inner', '-5ms', '10ms')],
  ['interval, behind', interval('left', '3ms', '12ms')],
  ['interval, before', interval('full', '-12ms', '-3ms')],
  ['tumbling window, inner', window('inner', { type: 'tumbling', size: '10ms' })],
  ['sliding window, full', window('full', { type: 'sliding', size: '20ms', slide: '10ms' })],
  ['versions, inner', temporal('inner')],
  ['versions, left', temporal('left')],
  ['for ever, right', stream('right', {})],
  ['for ever, full, of tables', stream('full', { left: ['id'], right: ['id', 'k'] })],
] as const)('%s', (name, plan) => {
  const [first, second] = plan.nodes.filter(({ op }) => op.op === 'source').map(({ owner }) => owner) as [
    string,
    string,
  ]

  test('more rows and results than fit into a batch', async () => {
    // Late rows of an interval without 0 in it find what is left of partners that are later than they are: docs/differences.md.
    const disorder = /behind|before/.test(name) ? 4 : 6
    const inputs = { [first]: manyRows(1, disorder), [second]: manyRows(2, disorder) }
    const wanted = results(plan, interpretPlan(plan, inputs))
    expect(wanted['it.out']!.length).toBeGreaterThan(1024)
    expect(results(plan, await runPlan(plan, inputs, { batchRows: 1024 }))).toEqual(wanted)
    expect(results(plan, await runPlan(plan, inputs, { batchRows: 1024, restoreAfter: [3] })), 'restored').toEqual(
      wanted,
    )
  })

  test('results do not depend on how rows are batched, nor on restores', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, restores, async (left, right, restoreAfter) => {
        const inputs = { [first]: left, [second]: right }
        const wanted = results(plan, interpretPlan(plan, inputs))
        expect(results(plan, await runPlan(plan, inputs)), 'whole batches').toEqual(wanted)
        expect(results(plan, await runPlan(plan, inputs, { batchRows: 3 })), 'batches of 3').toEqual(wanted)
        const restored = await runPlan(plan, inputs, { batchRows: 2, restoreAfter })
        expect(results(plan, restored), `restored after ${restoreAfter}`).toEqual(wanted)
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })
})
