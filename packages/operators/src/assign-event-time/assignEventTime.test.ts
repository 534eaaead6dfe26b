import { type Change, interpretPlan } from '@millrace/algebra/reference'
import type { Json } from '@millrace/language'
import { build, parseDocument } from '@millrace/pipeline'
import { multiset, planOfPipeline, RUNS, runPlan } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogue } from '../catalogue.ts'

const schema = [
  { name: 'k', type: 'INT' },
  { name: 'at', type: 'TIMESTAMP(3)' },
]
const window = { keyBy: ['k'], size: '4s', aggregates: [{ fn: 'count', as: 'n' }] }

/** Rows into windows, by a time that the source has or that is assigned on the way. */
function planOf(
  source: { [key: string]: Json },
  between: Record<string, { type: string; config: { [key: string]: Json } }>,
) {
  const chain = ['in', ...Object.keys(between), 'w', 'out']
  const { document } = parseDocument({
    millrace: 1,
    name: 'times',
    nodes: {
      in: { type: 'file-source', config: { path: 'given.ndjson', schema, ...source } },
      ...between,
      w: { type: 'tumbling-window', config: window },
      out: { type: 'discard-sink', config: {} },
      late: { type: 'discard-sink', config: {} },
    },
    edges: [
      ...chain.slice(1).map((to, i) => ({ from: `${chain[i]}.out`, to: `${to}.in` })),
      { from: 'w.late', to: 'late.in' },
    ],
  })
  const { plan, problems } = build(document!, catalogue)
  if (!plan) throw new Error(JSON.stringify(problems))
  return plan
}

const eventTime = { field: 'at', delay: '2s' }
const atSource = planOf({ eventTime }, {})
const onTheWay = planOf(
  { eventTime: { field: 'at', delay: '100s' } },
  {
    positive: { type: 'filter', config: { condition: 'k >= 0' } },
    time: { type: 'assign-event-time', config: eventTime },
  },
)
const row = fc.tuple(
  fc.nat(2),
  fc.nat(15).map((second) => 1_767_261_600_000 + 1000 * second),
)
const restores = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 })

test('windows and late rows are those of a source with the same time and delay', async () => {
  const { row: type } = atSource.nodes.find(({ id }) => id === 'w/window')!.outputs.out!
  const ports = ['w/window.out', 'w/window.late']
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), restores, async (rows, restoreAfter) => {
      const given = { in: rows.map((row): Change => ({ kind: '+I', row })) }
      const wanted = interpretPlan(atSource, given)
      const ways = {
        reference: interpretPlan(onTheWay, given),
        engine: await runPlan(onTheWay, given),
        'batches of 3': await runPlan(onTheWay, given, { batchRows: 3 }),
        restored: await runPlan(onTheWay, given, { batchRows: 2, restoreAfter }),
      }
      for (const [way, found] of Object.entries(ways))
        for (const port of ports) {
          const of = port.endsWith('late') ? schema.map((_, i) => atSource.nodes[0]!.outputs.out!.row[i]!) : type
          expect(multiset(found.get(port) ?? [], of), `${way} ${port}`).toEqual(multiset(wanted.get(port) ?? [], of))
        }
    }),
    { numRuns: RUNS },
  )
})

test('a row without a time ends the job when nothing takes it', async () => {
  const given = { in: [{ kind: '+I', row: [1, null] }] as Change[] }
  const plan = planOf({}, { time: { type: 'assign-event-time', config: eventTime } })
  await expect(runPlan(plan, given)).rejects.toThrow('The event time `at` of a row is NULL.')
})

test('rows without a time may be given another one: the windows behind end with the input', async () => {
  const plan = planOfPipeline({
    tables: { in: { columns: { k: 'INT', at: 'TIMESTAMP(3)', seen: 'TIMESTAMP(3)' }, rows: [] } },
    pipeline: [
      { id: 'timed', op: 'assign-event-time', inputs: { in: 'in' }, config: { field: 'at' } },
      { id: 'seen', op: 'assign-event-time', inputs: { in: 'timed.failed' }, config: { field: 'seen' } },
      { id: 'w', op: 'tumbling-window', inputs: { in: 'seen' }, config: window },
      { id: 'out', op: 'discard-sink', inputs: { in: 'w' }, config: {} },
    ],
  })
  const given: Change[] = [
    { kind: '+I', row: [1, null, 500] },
    { kind: '+I', row: [1, 0, 600] },
    { kind: '+I', row: [1, null, 700] },
  ]
  const port = plan.ports['w.out']!
  const counts = (outputs: ReadonlyMap<string, readonly Change[]>) =>
    outputs.get(`${port.node}.${port.port}`)?.map(({ row }) => row.at(-1))
  expect(counts(interpretPlan(plan, { in: given }))).toEqual([2])
  expect(counts(await runPlan(plan, { in: given }))).toEqual([2])
})
