import { type Plan, relationAt } from '@millrace/algebra'
import type { Change } from '@millrace/algebra/reference'
import { fromBatch, ManualClock, MemoryReader, MemoryWriter, planOfPipeline } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { Job, type Snapshot } from './job.ts'

const START = Date.UTC(2026, 0, 1)
const columns = { k: 'STRING', ts: 'TIMESTAMP(3)' }
const aggregates = [{ fn: 'count', as: 'n' }]

interface Window {
  id: string
  size: string
  from: string
}

/** Windows behind sources that are idle after 100 ms. */
function planOf(sources: readonly string[], windows: readonly Window[]): Plan {
  const table = { columns, eventTime: 'ts', watermarkDelay: '0s', rows: [] }
  const plan = planOfPipeline({
    tables: Object.fromEntries(sources.map((id) => [id, table])),
    pipeline: [{ id: 'all', op: 'union', inputs: { in: [...sources] }, config: {} }, ...windows.map(windowOf)],
  })
  for (const { op } of plan.nodes) if (op.op === 'source') Object.assign(op.table.time!, { idleAfter: 100 })
  return plan
}

const windowOf = ({ id, size, from }: Window) => ({
  id,
  op: 'tumbling-window',
  inputs: { in: from },
  config: { size, aggregates },
})

const first = { id: 'first', size: '1s', from: 'all' }
const second = { id: 'second', size: '2s', from: 'first' }

const rows = [0, 1000, 2000, 3000, 4000, 5000, 6000].map((ts): Change => ({ kind: '+I', row: ['a', START + ts] }))

/** A job whose sources all have the same rows, and the beginnings of the windows that a node gives. */
async function started(plan: Plan, window: string, snapshot?: Snapshot) {
  const clock = new ManualClock()
  const job = new Job(plan, {
    reader: (node) => ({ reader: new MemoryReader(rows, node.op.table.row, 1) }),
    writer: (node) => new MemoryWriter(node.op.table.row),
    clock,
    random: () => 0.5,
  })
  const given: number[] = []
  const { node, port } = plan.ports[`${window}.out`]!
  const { row } = relationAt(plan, { node, port })
  job.tap(`${node}.${port}`, (batch) => given.push(...fromBatch(batch, row).map(({ row }) => Number(row[0]) - START)))
  await job.open(snapshot)
  const next = async (source: number, count: number) => {
    for (let i = 0; i < count; i++) {
      const stage = job.sources[source]!
      await stage.poll(0)
      stage.step(stage.ready!, () => true)
    }
  }
  const silence = (until: number) => {
    clock.time = until
    job.tick()
  }
  return { job, given, next, silence }
}

const behind = planOf(['in'], [first, second])

/** Two rows, silence for longer than `idleAfter`, and more rows, with a restore in between or without one. */
test.each([false, true])('a job that was idle goes on with the next row; restored: %s', async (restored) => {
  const before = await started(behind, 'second')
  await before.next(0, 2)
  before.silence(101)
  const after = restored ? await started(behind, 'second', throughText(await before.job.snapshot())) : before
  await after.next(0, 3)
  expect(after.given).toEqual([0, 2000])
})

test('a job that is restored while it was idle stays so', async () => {
  const before = await started(behind, 'second')
  await before.next(0, 2)
  before.silence(101)
  const saved = await before.job.snapshot()
  const { job, silence } = await started(behind, 'second', throughText(saved))
  silence(50)
  expect((await job.snapshot()).gates).toEqual(saved.gates)
})

test('a node that is new after a restore does not wait for a source that is idle', async () => {
  const before = await started(planOf(['a', 'b'], [first]), 'first')
  await before.next(0, 2)
  before.silence(101)
  await before.next(0, 1)
  const other = { ...second, id: 'other', from: 'all' }
  const changed = planOf(['a', 'b'], [first, other])
  const after = await started(changed, 'other', throughText(await before.job.snapshot()))
  await after.next(0, 2)
  expect(after.given).toEqual([2000])
})

test('an event time in the middle is idle again when its input has woken and still nothing comes through', async () => {
  const table = { columns, eventTime: 'ts', watermarkDelay: '0s', rows: [] }
  const plan = planOfPipeline({
    tables: { a: table, b: table },
    pipeline: [
      { id: 'few', op: 'filter', inputs: { in: 'a' }, config: { condition: "ts = TIMESTAMP '2026-01-01 00:00:02'" } },
      { id: 'time', op: 'assign-event-time', inputs: { in: 'few' }, config: { field: 'ts', idleAfter: '200ms' } },
      { id: 'all', op: 'union', inputs: { in: ['time', 'b'] }, config: {} },
      { ...windowOf(second), inputs: { in: 'all' } },
    ],
  })
  for (const { op } of plan.nodes) if (op.op === 'source') Object.assign(op.table.time!, { idleAfter: 100 })
  const { given, next, silence } = await started(plan, 'second')
  await next(0, 3)
  await next(1, 2)
  silence(201)
  await next(0, 1)
  silence(202)
  await next(1, 4)
  expect(given).toEqual([0, 2000])
})

/** A snapshot as it comes back from where it was kept. */
const throughText = (snapshot: Snapshot): Snapshot => JSON.parse(JSON.stringify(snapshot, bytes), textAsBytes)

const bytes = (_: string, value: unknown) => (value instanceof Uint8Array ? { $bytes: [...value] } : value)
const textAsBytes = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && '$bytes' in value ? Uint8Array.from(value.$bytes as number[]) : value
