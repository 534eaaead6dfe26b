/** The thread of previews: runs the beginning of every source through a plan, and shows what leaves each port. Nothing is written. */
import { parentPort } from 'node:worker_threads'
import { type ConnectorContext, ConnectorProblem, lookups, readers, tables } from '@millrace/connectors'
import { type Bindings, Job, JobFailure, run, type Writer } from '@millrace/engine'
import { UTC, zoneOf } from '@millrace/language'
import type { KeyedTable, SourceType, WholeTable } from '@millrace/operators'
import { systemClock } from '../clock.ts'
import { resolveInRoots } from '../files/roots.ts'
import { failureOf } from '../jobs/thread/failure.ts'
import { Taps } from '../jobs/thread/taps.ts'
import { createRedactor } from '../security/redact.ts'
import { FirstRows } from './firstRows.ts'
import type { FromPreview, PreviewOrder, PreviewOutcome, ToPreview } from './protocol.ts'

/** Sources that give less than wanted are waited for this long. */
const WAIT_MS = 2500
/** A preview ends after this, wherever it is. */
const MOST_MS = 5000

const nothing = async () => {}
const discard: Writer = {
  pending: 0,
  open: nothing,
  write: () => {},
  flush: nothing,
  prepare: async () => null,
  commit: nothing,
  close: nothing,
}

function bindingsOf({ plan, rows, connections, roots }: PreviewOrder): Bindings {
  const clock = systemClock
  const context: ConnectorContext = {
    clock,
    zone: zoneOf(plan.timeZone) ?? UTC,
    connection(name) {
      if (!Object.hasOwn(connections, name)) throw new ConnectorProblem(`There is no connection \`${name}\`.`)
      return connections[name]!
    },
    resolvePath: (path) => resolveInRoots(roots, path, 'read'),
    print: () => {},
    job: 'preview',
  }
  return {
    clock,
    random: () => Math.random(),
    reader: (node) =>
      guarded(node, () => {
        const opened = readers[node.op.table.connector as SourceType](node, context)
        return { ...opened, reader: new FirstRows(opened.reader, { rows, waitMs: WAIT_MS, clock }) }
      }),
    table: (node) => guarded(node, () => tables[node.op.table.connector as WholeTable](node, context)),
    service: (node) => guarded(node, () => lookups[node.op.table.connector as KeyedTable](node, context)),
    writer: () => discard,
  }
}

/** Names the node when its connector cannot even be made. */
function guarded<T>({ owner }: { owner: string }, make: () => T): T {
  try {
    return make()
  } catch (problem) {
    if (!(problem instanceof ConnectorProblem)) throw problem
    throw new JobFailure(owner, problem.message, { cause: problem })
  }
}

async function preview(order: PreviewOrder, cancelled: () => boolean): Promise<PreviewOutcome> {
  const redact = createRedactor(order.secrets)
  const outcome: PreviewOutcome = { ports: {}, failure: null, cut: false }
  const until = systemClock.monotonic() + MOST_MS
  let job: Job | undefined
  try {
    job = new Job(order.plan, bindingsOf(order))
    const taps = new Taps(job)
    for (const port of Object.keys(order.plan.ports)) taps.set(port, true)
    await job.open()
    const stopping = () => cancelled() || systemClock.monotonic() > until
    // The time may be over between two batches only; all state goes with the job.
    const end = await run(job, { clock: systemClock, stopping }).finally(() => {
      const rows = taps.take()
      const { nodes } = job!.metrics()
      for (const [port, at] of Object.entries(order.plan.ports))
        outcome.ports[port] = { count: nodes[at.node]?.rowsOut[at.port] ?? 0, rows: rows[port] ?? [] }
    })
    outcome.cut = end === 'stopped'
  } catch (problem) {
    const { node, message, hint } = failureOf(problem, redact)
    outcome.failure = { node, message, hint }
  }
  await job?.close().catch(() => undefined)
  return outcome
}

const runner = parentPort!
let newest = 0
let working: Promise<void> = Promise.resolve()

runner.on('message', (message: ToPreview) => {
  if (message.type === 'cancel') {
    newest++
    return
  }
  const { id, order } = message
  const mine = ++newest
  // One after the other: a newer one ends the one before.
  working = working.then(async () => {
    const outcome = await preview(order, () => newest !== mine)
    runner.postMessage({ id, outcome } satisfies FromPreview)
  })
})
