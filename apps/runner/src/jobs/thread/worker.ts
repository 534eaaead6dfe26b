/** The thread of one job: builds it from its plan, runs it, and tells the runner how it is. Nothing else runs here. */
import { parentPort, workerData } from 'node:worker_threads'
import {
  BigNumberWriter,
  type ConnectorContext,
  ConnectorProblem,
  lookups,
  readers,
  type SinkNode,
  TableWriter,
  tables,
  writers,
} from '@millrace/connectors'
import { type Bindings, Job, JobFailure, run, type Snapshot, type Writer } from '@millrace/engine'
import { UTC, zoneOf } from '@millrace/language'
import type { KeyedTable, SinkType, SourceType, WholeTable } from '@millrace/operators'
import { restoreFor, savedFor } from '../../checkpoints/restore.ts'
import { CheckpointStore } from '../../checkpoints/store.ts'
import { systemClock } from '../../clock.ts'
import { resolveInRoots } from '../../files/roots.ts'
import { createRedactor } from '../../security/redact.ts'
import type { FromThread, JobOrder, Restored, ToThread } from '../protocol.ts'
import { answer } from './answers.ts'
import { failureOf } from './failure.ts'
import { Log } from './log.ts'
import { type KeptSinks, NumbersReader } from './numbers.ts'
import { Taps } from './taps.ts'

/** Updates go out this often at most. */
const UPDATE_MS = 250

const order = workerData as JobOrder
const runner = parentPort!
const tell = (message: FromThread) => runner.postMessage(message)
const redact = createRedactor(order.secrets)
const log = new Log(systemClock.now)
const kept: KeptSinks = { tables: new Map(), numbers: new Map() }

const context: ConnectorContext = {
  clock: systemClock,
  zone: zoneOf(order.plan.timeZone) ?? UTC,
  connection(name) {
    if (!Object.hasOwn(order.connections, name)) throw new ConnectorProblem(`There is no connection \`${name}\`.`)
    return order.connections[name]!
  },
  resolvePath: (path, access) => resolveInRoots(order.roots, path, access),
  print: (line) => log.add('print', line),
  job: order.job,
}

const bindings: Bindings = {
  clock: systemClock,
  random: () => Math.random(),
  reader: (node) => guarded(node, () => readers[node.op.table.connector as SourceType](node, context)),
  table: (node) => guarded(node, () => tables[node.op.table.connector as WholeTable](node, context)),
  service: (node) => guarded(node, () => lookups[node.op.table.connector as KeyedTable](node, context)),
  writer: (node) => guarded(node, () => keep(node, openWriter(node))),
}

function openWriter(node: SinkNode): Writer {
  const print = (line: string) => log.add('print', line, node.owner)
  return writers[node.op.table.connector as SinkType](node, { ...context, print })
}

/** Names the node when its connector cannot even be made. */
function guarded<T>({ owner }: { owner: string }, make: () => T): T {
  try {
    return make()
  } catch (problem) {
    if (!(problem instanceof ConnectorProblem)) throw problem
    throw new JobFailure(owner, problem.message, { retryable: problem.retryable, cause: problem })
  }
}

function keep<T>(node: SinkNode, writer: T): T {
  if (writer instanceof TableWriter) kept.tables.set(node.owner, writer)
  if (writer instanceof BigNumberWriter) kept.numbers.set(node.owner, writer)
  return writer
}

/** The newest state that fits. */
function savedState(store: CheckpointStore): { snapshot: Snapshot; restored: Restored } | undefined {
  const found = savedFor(order.plan, store)
  if (!found) return undefined
  const { checkpoint, passedOver } = found
  const { epoch, at } = checkpoint.manifest
  return { snapshot: restoreFor(order.plan, checkpoint).snapshot, restored: { epoch, at, passedOver } }
}

async function work(): Promise<'finished' | 'stopped'> {
  const store = new CheckpointStore(order.checkpoints, { key: order.stateKey })
  const saved = savedState(store)
  const job = new Job(order.plan, bindings)
  const numbers = new NumbersReader(job, order, kept, systemClock)
  const taps = new Taps(job)
  const state = { stopping: false, owed: false }
  runner.on('message', (message: ToThread) => receive(message, job, taps, state))
  await job.open(saved?.snapshot)
  tell({ type: 'running', ...(saved && { restored: saved.restored }) })
  const update = () => {
    tell({ type: 'update', numbers: numbers.read(), rows: taps.take(), log: log.take() })
    state.owed = true
  }
  // Without an answer to the last update the runner is busy: numbers wait, and only the newest are told.
  const timer = setInterval(() => state.owed || update(), UPDATE_MS)
  try {
    const end = await run(job, {
      clock: systemClock,
      checkpointEvery: order.checkpointEveryMs,
      checkpoint: (snapshot) => save(store, snapshot),
      stopping: () => state.stopping,
    })
    await job.close()
    return end
  } finally {
    clearInterval(timer)
    update()
  }
}

async function save(store: CheckpointStore, snapshot: Snapshot): Promise<void> {
  const begun = systemClock.monotonic()
  const summary = await store.write(snapshot, order.plan, systemClock.now())
  tell({ type: 'checkpoint', checkpoint: { ...summary, ms: systemClock.monotonic() - begun } })
}

function receive(message: ToThread, job: Job, taps: Taps, state: { stopping: boolean; owed: boolean }): void {
  switch (message.type) {
    case 'stop':
      state.stopping = true
      return
    case 'received':
      state.owed = false
      return
    case 'tap':
      return taps.set(message.port, message.on)
    case 'ask': {
      const { id, question } = message
      const begun = systemClock.monotonic()
      answer(job, kept, question).then(
        (answered) => tell({ type: 'answer', id, answer: answered, ms: systemClock.monotonic() - begun }),
        (problem) => tell({ type: 'refused', id, message: redact((problem as Error).message) }),
      )
    }
  }
}

// The runner ends this thread when it has heard how it went, whatever is still open here.
work().then(
  (end) => tell({ type: 'ended', end }),
  (problem) => tell({ type: 'failed', failure: failureOf(problem, redact) }),
)
