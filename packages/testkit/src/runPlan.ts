import type { CallPrimitive, Plan, PlanNode, PrimitiveName } from '@millrace/algebra'
import { relationAt } from '@millrace/algebra'
import type { Change } from '@millrace/algebra/reference'
import { type Bindings, type Clock, Job, keyText, type LookupService, type Snapshot } from '@millrace/engine'
import type { Row } from '@millrace/language'
import { fromBatch, ManualClock, MemoryReader, MemoryWriter, toBatch } from './memory.ts'

export interface EngineOptions {
  /** Rows of a piece that a source hands over. */
  batchRows?: number
  /** Steps after which the job is saved, thrown away and restored elsewhere. */
  restoreAfter?: readonly number[]
  /** What rows are looked up in by key, where it is not the rows given for the node, and the clock by which it answers. */
  service?: Bindings['service']
  clock?: Clock
  /** Sees every row that leaves a port, when it does. */
  watch?(port: string, change: Change, job: Job): void
}

/** Runs a plan on the engine over given rows; gives every row that left every port, like the reference interpreter. */
export async function runPlan(
  plan: Plan,
  inputs: Readonly<Record<string, readonly Change[]>>,
  options: EngineOptions = {},
): Promise<Map<string, Change[]>> {
  const { restoreAfter = [], clock = new ManualClock() } = options
  const outputs = new Map<string, Change[]>()
  const begin = (snapshot?: Snapshot) => start(plan, inputs, { ...options, clock }, outputs, snapshot)
  let steps = 0
  await drive(await begin(), clock, async (job) => {
    if (!restoreAfter.includes(++steps)) return job
    const snapshot = await job.snapshot()
    await job.close()
    return begin(JSON.parse(JSON.stringify(snapshot, bytesAsText), textAsBytes) as Snapshot)
  })
  return outputs
}

/**
 * The plan with only the latest updates of rows that are worked on together, where nothing that has a state comes behind: that may see
 * another order of arrival. The plan itself when it has no such place.
 */
export function withLatestUpdates(plan: Plan): Plan {
  const before = new Set<string>()
  const nodes = plan.nodes.toReversed().map((node): PlanNode => {
    const { op } = node
    const updates = op.op === 'group' || op.op === 'rank' || op.op === 'deduplicate'
    const folded = updates && !before.has(node.id) ? ({ ...node, op: { ...op, updates: 'latest' } } as PlanNode) : node
    if (before.has(node.id) || !STATELESS.includes(op.op)) for (const input of node.inputs) before.add(input.node)
    return folded
  })
  return nodes.every((node) => plan.nodes.includes(node)) ? plan : { ...plan, nodes: nodes.toReversed() }
}

const STATELESS: readonly PrimitiveName[] = ['calc', 'union', 'sink']

/** How many steps a run takes, for choosing where to restore. */
export async function countSteps(
  plan: Plan,
  inputs: Readonly<Record<string, readonly Change[]>>,
  batchRows: number,
): Promise<number> {
  const clock = new ManualClock()
  let steps = 0
  await drive(await start(plan, inputs, { batchRows, clock }, new Map()), clock, async (job) => {
    steps++
    return job
  })
  return steps
}

/** Runs a job to its end and closes it; after a step, another one may go on in its place. */
async function drive(first: Job, clock: Clock, afterStep: (job: Job) => Promise<Job>): Promise<void> {
  let job = first
  while (!job.finished) {
    job.answers.settle()
    const stepped = !job.answers.full && job.comparable && job.step()
    if (stepped) job = await afterStep(job)
    for (const source of job.sources) if (!source.finished && source.waiting) await job.poll(source, 0)
    // Answers come between two steps too.
    if (job.answers.awaited) await Promise.race([job.answers.arrival(), clock.sleep(stepped ? 1 : 50)])
  }
  await job.close()
}

async function start(
  plan: Plan,
  inputs: Readonly<Record<string, readonly Change[]>>,
  { batchRows = 1024, watch, service, clock = new ManualClock() }: EngineOptions,
  outputs: Map<string, Change[]>,
  snapshot?: Snapshot,
): Promise<Job> {
  const job = new Job(plan, {
    reader: (node) => ({ reader: new MemoryReader(inputs[node.owner] ?? [], node.op.table.row, batchRows) }),
    table: (node) => ({
      load: async (put) => put(toBatch(inputs[node.owner] ?? [], node.op.table.row)),
    }),
    writer: (node) => new MemoryWriter(node.op.table.row),
    service: service ?? ((node) => rowsByKey(node.op, inputs[node.owner] ?? [])),
    clock,
    random: () => 0.5,
  })
  for (const node of plan.nodes) {
    for (const port of Object.keys(node.outputs)) {
      const { row } = relationAt(plan, { node: node.id, port })
      job.tap(`${node.id}.${port}`, (batch) => {
        const key = `${node.id}.${port}`
        const changes = fromBatch(batch, row)
        outputs.set(key, [...(outputs.get(key) ?? []), ...changes])
        for (const change of changes) watch?.(key, change, job)
      })
    }
  }
  await job.open(snapshot)
  return job
}

/** Looks up in rows that are given. */
function rowsByKey({ on }: CallPrimitive, given: readonly Change[]): LookupService {
  const rowsOf = (key: Row) =>
    given.map(({ row }) => row).filter((row) => keyText(on.map(({ right }) => row[right]!)) === keyText(key))
  return { keysPerRequest: 2, lookup: async (keys) => keys.map(rowsOf) }
}

const bytesAsText = (_: string, value: unknown) => (value instanceof Uint8Array ? { $bytes: [...value] } : value)
const textAsBytes = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && '$bytes' in value ? Uint8Array.from(value.$bytes as number[]) : value
