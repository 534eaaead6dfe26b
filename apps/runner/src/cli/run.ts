import { isAbsolute, resolve } from 'node:path'
import { type Plan, relationAt } from '@millrace/algebra'
import {
  BigNumberWriter,
  type ConnectorContext,
  createDecoder,
  FileWriter,
  lookups,
  openLines,
  readers,
  type SinkNode,
  type SourceNode,
  TableWriter,
  tables,
  writers,
} from '@millrace/connectors'
import { type Bindings, Job, JobFailure, run as runJob, type Snapshot, type Writer } from '@millrace/engine'
import { UTC, zoneOf } from '@millrace/language'
import type { KeyedTable, SinkType, SourceType, WholeTable } from '@millrace/operators'
import { CheckpointProblem } from '../checkpoints/manifest.ts'
import { restoreFor } from '../checkpoints/restore.ts'
import { CheckpointStore } from '../checkpoints/store.ts'
import { systemClock } from '../clock.ts'
import { Connections } from './connections.ts'
import { load } from './load.ts'
import { problemText, summary } from './problems.ts'
import { Progress } from './progress.ts'
import { ChangeFile, FinalFile, type RowFile } from './rowFile.ts'
import { UsageProblem } from './usage.ts'

export interface RunArguments {
  file: string
  source: Readonly<Record<string, string>>
  sink: Readonly<Record<string, string>>
  tap: Readonly<Record<string, string>>
  final: boolean
  connections: string | undefined
  checkpoints: string | undefined
  quiet: boolean
}

/** Runs a pipeline on this thread; ends with 0, or with 1 and the reason on standard error. */
export async function run(given: RunArguments): Promise<number> {
  const { raw, document, plan: built, problems, folder } = load(given.file)
  const plan = built && withFiles(built, given.source)
  const errors = problems.filter(({ severity }) => severity === 'error')
  for (const problem of plan ? problems.filter(({ code }) => code !== 'output-not-connected') : problems)
    console.error(problemText(problem, raw))
  if (!plan || !document) {
    console.error(summary(errors))
    return 1
  }
  checkNames(plan, given)
  const context: ConnectorContext = {
    clock: systemClock,
    zone: zoneOf(plan.timeZone) ?? UTC,
    connection: connectionsOf(given.connections),
    resolvePath: (path) => (isAbsolute(path) ? path : resolve(folder, path)),
    print: (line) => {
      progress?.clear()
      process.stdout.write(`${line}\n`)
    },
    job: jobName(document.name),
  }
  const store = given.checkpoints === undefined ? undefined : new CheckpointStore(given.checkpoints)
  let progress: Progress | undefined
  const files: RowFile[] = []
  const kept: (TableWriter | BigNumberWriter)[] = []
  let job: Job | undefined
  try {
    const snapshot = store && savedState(store, plan)
    job = new Job(plan, bindings(context, given, files, kept))
    progress = new Progress(job, document.edges, given.quiet)
    for (const [port, path] of Object.entries(given.tap))
      files.push(tap(job, plan, port, path, given.final, snapshot !== undefined))
    if (snapshot) console.error(`Going on from checkpoint ${snapshot.epoch} in ${store!.directory}.`)
    await job.open(snapshot)
    const end = await interruptible((stopping) =>
      runJob(job!, {
        clock: systemClock,
        checkpointEvery: document.settings.checkpoint.every,
        ...(store && { checkpoint: async (taken) => void (await store.write(taken, plan, systemClock.now())) }),
        tick: () => progress?.tick(),
        stopping,
      }),
    )
    await job.close()
    for (const file of files) file.close()
    progress.clear()
    for (const writer of kept) showKept(writer)
    if (!given.quiet) for (const line of progress.summary()) console.error(line)
    if (end === 'stopped')
      console.error(
        store
          ? `Stopped. The same command goes on from ${store.directory}.`
          : 'Stopped. With --checkpoints DIR a later run can go on where this one stopped.',
      )
    return 0
  } catch (problem) {
    progress?.clear()
    // A connection that stays open would keep this process alive; what went wrong first is what is told.
    await job?.close().catch(() => {})
    return report(problem)
  }
}

function report(problem: unknown): number {
  if (problem instanceof JobFailure) {
    console.error(`error in ${problem.node}: ${problem.message}`)
    if (problem.hint) console.error(`  → ${problem.hint}`)
    return 1
  }
  if (problem instanceof CheckpointProblem) {
    console.error(`error: ${problem.message}`)
    return 1
  }
  throw problem
}

/** The newest checkpoint. Only nodes that mean the same as before can go on from it; files in place of connectors may differ. */
function savedState(store: CheckpointStore, plan: Plan): Snapshot | undefined {
  const checkpoint = store.newest()
  if (!checkpoint) return undefined
  const { tasks, sources, sinks } = checkpoint.manifest
  const { snapshot, verdicts } = restoreFor(plan, checkpoint)
  for (const [node, verdict] of verdicts) {
    if (verdict !== 'changed' || (!(node in tasks) && (node in sources || node in sinks))) continue
    throw new CheckpointProblem(
      `The node \`${node}\` has changed since the checkpoint ${checkpoint.folder}; its state does not fit any more. Start with an empty --checkpoints folder, or change the node back.`,
    )
  }
  return { ...snapshot, sources, sinks }
}

/** Sources whose rows come from a file end with it. */
function withFiles(plan: Plan, source: Readonly<Record<string, string>>): Plan {
  const nodes = plan.nodes.map((node) =>
    node.op.op === 'source' && source[node.owner] !== undefined
      ? { ...node, op: { ...node.op, table: { ...node.op.table, bounded: true } } }
      : node,
  )
  return { ...plan, nodes }
}

/** Names on the command line must be those of nodes and ports. */
function checkNames(plan: Plan, { source, sink, tap }: RunArguments): void {
  const of = (op: 'source' | 'sink') => plan.nodes.filter((node) => node.op.op === op).map(({ owner }) => owner)
  for (const name of Object.keys(source))
    if (!of('source').includes(name))
      throw new UsageProblem(
        `--source ${name}: there is no source of this name. The sources are: ${of('source').join(', ')}`,
      )
  for (const name of Object.keys(sink))
    if (!of('sink').includes(name))
      throw new UsageProblem(
        `--sink ${name}: there is no sink of this name. The sinks are: ${of('sink').join(', ') || 'none'}`,
      )
  for (const port of Object.keys(tap))
    if (!plan.ports[port])
      throw new UsageProblem(
        `--tap ${port}: there is no such port. The ports are: ${Object.keys(plan.ports).join(', ')}`,
      )
}

function connectionsOf(path: string | undefined): ConnectorContext['connection'] {
  const connections = path === undefined ? Connections.none() : Connections.fromFile(path)
  return (name) => connections.get(name)
}

/** Letters, digits and dashes of a name, for identities outside. */
const jobName = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'pipeline'

/** What a sink has kept is shown when the job ends: the rows of a table, or a number, as lines of JSON. */
function showKept(writer: TableWriter | BigNumberWriter): void {
  if (writer instanceof TableWriter) {
    for (const line of writer.table.lines()) process.stdout.write(`${line}\n`)
    return
  }
  const { label, value, unit } = writer.number.state
  process.stdout.write(`${JSON.stringify({ label, value, unit })}\n`)
}

function bindings(
  context: ConnectorContext,
  { source, sink, final }: RunArguments,
  files: RowFile[],
  kept: (TableWriter | BigNumberWriter)[],
): Bindings {
  return {
    clock: systemClock,
    random: () => Math.random(),
    reader: (node) =>
      source[node.owner] === undefined
        ? readers[node.op.table.connector as SourceType](node, context)
        : rowsOf(node, source[node.owner]!, context),
    table: (node) => tables[node.op.table.connector as WholeTable](node, context),
    service: (node) => lookups[node.op.table.connector as KeyedTable](node, context),
    writer: (node) => (sink[node.owner] === undefined ? opened(node) : sinkFile(node, sink[node.owner]!, final, files)),
  }

  function opened(node: SinkNode): Writer {
    const writer = writers[node.op.table.connector as SinkType](node, context)
    if (writer instanceof TableWriter || writer instanceof BigNumberWriter) kept.push(writer)
    return writer
  }
}

/** The rows of a file in place of a connector, by field or as the connector would find them: row type and event time stay. */
function rowsOf(node: SourceNode, path: string, context: ConnectorContext) {
  const format = { type: 'ndjson' } as const
  return openLines(path, format, false, context, () =>
    createDecoder(format, node.op.table, context.zone, { named: true }),
  )
}

function sinkFile(node: SinkNode, path: string, final: boolean, files: RowFile[]): Writer {
  const { table, changes, key } = node.op
  if (!final) return new FileWriter(path, table.row, changes !== 'append')
  const file = new FinalFile(
    path,
    table.row,
    changes === 'upsert' ? { mode: 'upsert', key: key ?? [] } : { mode: 'retract' },
  )
  files.push(file)
  const nothing = async () => {}
  return {
    pending: 0,
    open: nothing,
    write: (batch) => file.write(batch),
    flush: nothing,
    prepare: async () => null,
    commit: nothing,
    close: nothing,
  }
}

function tap(job: Job, plan: Plan, port: string, path: string, final: boolean, goesOn: boolean): RowFile {
  const at = plan.ports[port]!
  const { row, changes } = relationAt(plan, at)
  const file = final ? new FinalFile(path, row, changes) : new ChangeFile(path, row, changes, goesOn)
  job.tap(`${at.node}.${at.port}`, (batch) => file.write(batch))
  return file
}

/** While the work goes on, the first Ctrl-C asks it to stop; one that comes well after it ends the process at once. */
async function interruptible<T>(work: (stopping: () => boolean) => Promise<T>): Promise<T> {
  let askedAt: number | undefined
  const ask = () => {
    // A terminal and the tools in between may pass the same signal on several times.
    if (askedAt !== undefined && performance.now() - askedAt > 1000) process.exit(130)
    askedAt ??= performance.now()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, ask)
  try {
    return await work(() => askedAt !== undefined)
  } finally {
    for (const signal of signals) process.off(signal, ask)
  }
}
