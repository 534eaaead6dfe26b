import type { Plan } from '@millrace/algebra'
import type { NumberState, TablePage, TableQuery } from '@millrace/connectors'
import type { Diagnostic, Json } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { CheckpointProblem } from '../checkpoints/manifest.ts'
import { compareState, savedFor } from '../checkpoints/restore.ts'
import { signaturesOf } from '../checkpoints/signature.ts'
import type { ConnectionStore } from '../connections/store.ts'
import type { Root } from '../files/roots.ts'
import { Problem } from '../problem.ts'
import type { PipelineStore } from '../storage/pipelines.ts'
import type { RunRecord, RunStore } from '../storage/runs.ts'
import { CheckedPipelines, connectionsOf } from './checkedPipelines.ts'
import { type NodeOutlook, outlookOf, promisesOf, type SinkPromise, sidePortsOf } from './deployPlan.ts'
import { JobFiles } from './jobFiles.ts'
import { News } from './news.ts'
import type { JobOrder, LogEntry } from './protocol.ts'
import { type JobStatus, statusAfter, statusOfNew } from './status.ts'
import { type JobSurroundings, SupervisedJob } from './supervisedJob.ts'

/** How long a job may take for its last checkpoint, when somebody waits for it. */
const STOP_MS = 30_000

export interface JobManagerParts {
  pipelines: PipelineStore
  runs: RunStore
  connections: ConnectionStore
  roots: readonly Root[]
  /** One folder for each pipeline. */
  directory: string
  stateKey: Uint8Array
  now(): number
  monotonic(): number
  random(): number
  /** For the log of the runner. */
  trouble(detail: string): void
}

/** What a deployment would do. */
export interface DeployOutlook {
  problems: Diagnostic[]
  /** False when an error stands in the way. */
  possible: boolean
  /** The version that was deployed last. */
  from: number | null
  /** Whether anything goes on from a checkpoint; a run that has finished begins anew. */
  goesOn: boolean
  /** Why the saved state cannot be read, so that only a deployment that begins anew is possible; null when it can, or there is none. */
  unreadable: string | null
  nodes: NodeOutlook[]
  sinks: SinkPromise[]
}

/** All jobs of this runner: deploys, supervises, stops and brings them back. */
export class JobManager {
  private readonly parts: JobManagerParts
  private readonly documents: CheckedPipelines
  private readonly files: JobFiles
  private readonly jobs = new Map<string, SupervisedJob>()
  /** Number of the run that each pipeline is in, or was. */
  private readonly runOf = new Map<string, number>()
  /** Tells when a pipeline was deployed for the first time. */
  private readonly created = new News()
  /** The last thing asked of each pipeline: one after the other. */
  private readonly queues = new Map<string, Promise<unknown>>()
  /** Notes under way, so that closing can wait for them. */
  private readonly writing = new Set<Promise<unknown>>()
  private closing = false

  constructor(parts: JobManagerParts) {
    this.parts = parts
    this.documents = new CheckedPipelines(parts.pipelines)
    this.files = new JobFiles(parts.directory, parts.stateKey)
  }

  /** Brings back what ran when the runner ended, and remembers how everything else stands. */
  async recover(): Promise<void> {
    await this.parts.runs.interrupt()
    for (const { id } of await this.parts.pipelines.list()) {
      const job = await this.remember(id)
      if (job?.desired === 'running') await this.queued(id, () => this.bringBack(id, job.job))
    }
  }

  /** How the job of a pipeline stands that was deployed before; nothing where it never was. */
  async remember(id: string): Promise<{ job: SupervisedJob; desired: 'running' | 'stopped' } | undefined> {
    const deployment = await this.parts.runs.deployment(id)
    if (!deployment) return undefined
    const { desired } = deployment
    const known = this.jobs.get(id)
    if (known) return { job: known, desired }
    const [last] = await this.parts.runs.history(id, 1)
    const job = this.create(id, statusAfter(deployment, last))
    job.checkpoints = this.files.checkpoints(id).list().toReversed()
    return { job, desired }
  }

  private async bringBack(id: string, job: SupervisedJob): Promise<void> {
    const { version, deployedAt } = job.status
    await this.beginRun(id, version)
    this.event(id, 'recovered', 'The runner has started again, and so does the job.')
    await job.begin(version, deployedAt)
  }

  private async beginRun(id: string, version: number): Promise<void> {
    this.runOf.set(id, await this.parts.runs.begin(id, version))
  }

  find(id: string): SupervisedJob | undefined {
    return this.jobs.get(id)
  }

  private create(id: string, status: JobStatus): SupervisedJob {
    const job = new SupervisedJob(status, this.surroundings(id))
    this.jobs.set(id, job)
    this.created.tell()
    return job
  }

  /** The job of a pipeline, as soon as it was deployed; undefined when the listener has gone before. */
  async whenDeployed(id: string, signal: AbortSignal): Promise<SupervisedJob | undefined> {
    for (;;) {
      const { seen } = this.created
      const job = this.jobs.get(id)
      if (job || signal.aborted) return job
      await this.created.after(seen, signal)
    }
  }

  private surroundings(id: string): JobSurroundings {
    const { now, monotonic, random, runs } = this.parts
    return {
      now,
      monotonic,
      random,
      order: (version) => this.order(id, version),
      event: (kind, message, node) => this.event(id, kind, message, node),
      log: (entries) => this.write(runs.log(id, entries)),
      over: (end) => this.over(id, end),
      trouble: (detail) => this.parts.trouble(`Job of pipeline ${id}: ${detail}`),
    }
  }

  private event(id: string, ...[kind, message, node]: Parameters<JobSurroundings['event']>): void {
    const run = this.runOf.get(id)
    const job = this.jobs.get(id)
    if (run === undefined) return
    this.write(this.parts.runs.event(id, run, kind, message, node))
    if (job) this.write(this.parts.runs.progress(run, { restarts: job.status.restarts, rowsRead: job.rowsRead }))
    if (kind === 'failed') this.write(this.parts.runs.log(id, [errorLine(this.parts.now(), message, node)]))
  }

  private over(id: string, end: 'finished' | 'stopped' | 'failed'): void {
    const run = this.runOf.get(id)
    // A runner that ends leaves its jobs to the next one.
    if (run !== undefined) this.write(this.parts.runs.end(run, this.closing ? 'interrupted' : end))
    if (!this.closing) this.write(this.parts.runs.setDesired(id, 'stopped'))
  }

  private write(work: Promise<unknown>): void {
    const kept = work
      .catch((problem) => this.parts.trouble(`A note about a job was not kept: ${(problem as Error).message}`))
      .finally(() => this.writing.delete(kept))
    this.writing.add(kept)
  }

  /** What has been noted so far is on the disk. */
  private async settled(): Promise<void> {
    await Promise.all(this.writing)
  }

  /** One thing after the other for each pipeline. */
  private queued<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(id) ?? Promise.resolve()
    const next = before.then(work, work)
    const settled = next
      .catch(() => undefined)
      .finally(() => {
        if (this.queues.get(id) === settled) this.queues.delete(id)
      })
    this.queues.set(id, settled)
    return next
  }

  /** What a thread is started with. Secrets are opened here and go to the thread only. */
  private async order(id: string, version: number): Promise<JobOrder> {
    const { document, plan } = await this.documents.get(id, version)
    const { connections, secrets } = await this.parts.connections.openAll(connectionsOf(plan))
    return {
      job: id,
      plan,
      edges: document.edges,
      sidePorts: sidePortsOf(document, catalogue),
      checkpointEveryMs: document.settings.checkpoint.every,
      checkpoints: this.files.checkpoints(id).directory,
      stateKey: this.parts.stateKey,
      connections,
      secrets,
      roots: this.parts.roots,
    }
  }

  /** What a deployment would do, without doing it. */
  async plan(id: string, version: number): Promise<DeployOutlook> {
    const { checked, problems } = await this.documents.build(id, version)
    const from = this.jobs.get(id)?.status.version ?? null
    if (!checked) return { problems, possible: false, from, goesOn: false, unreadable: null, nodes: [], sinks: [] }
    const { document, plan } = checked
    const { before, unreadable } = await this.readSaved(id, plan)
    const bytes = before === undefined ? {} : (this.files.checkpoints(id).list()[0]?.nodes ?? {})
    return {
      problems,
      possible: true,
      from,
      goesOn: before !== undefined,
      unreadable,
      nodes: outlookOf(document, plan, compareState(before ?? {}, plan), bytes),
      sinks: promisesOf(document, catalogue),
    }
  }

  private async readSaved(
    id: string,
    plan: Plan,
  ): Promise<{ before?: Readonly<Record<string, Json>>; unreadable: string | null }> {
    try {
      const before = await this.savedMeaning(id, plan)
      return { ...(before !== undefined && { before }), unreadable: null }
    } catch (problem) {
      if (problem instanceof CheckpointProblem) return { unreadable: problem.message }
      throw problem
    }
  }

  /** What the state means that the next deployment would go on from. A running job writes it with a last checkpoint. */
  private async savedMeaning(id: string, plan: Plan): Promise<Readonly<Record<string, Json>> | undefined> {
    const job = this.jobs.get(id)
    if (!job || job.status.state === 'finished') return undefined
    if (job.active) return signaturesOf((await this.documents.get(id, job.status.version)).plan)
    return savedFor(plan, this.files.checkpoints(id), 'manifest')?.checkpoint.manifest.signatures
  }

  /** Runs a version in place of what ran before; state goes over to the nodes that it still fits, unless `fresh` is asked for. */
  deploy(id: string, version: number, fresh: boolean): Promise<DeployOutlook> {
    return this.queued(id, async () => {
      const { plan } = await this.documents.get(id, version)
      await this.checkConnections(connectionsOf(plan))
      const before = this.jobs.get(id)
      const anew = fresh || before?.status.state === 'finished'
      if (anew && !before?.active) this.files.checkpoints(id).clear()
      const outlook = await this.plan(id, version)
      if (outlook.unreadable !== null) throw new Problem('not-valid', outlook.unreadable)
      if (before?.active) await this.replace(id, before)
      if (anew) this.files.checkpoints(id).clear()
      const at = this.parts.now()
      const job = before ?? this.create(id, statusOfNew(version, at))
      await this.parts.runs.deploy(id, version)
      await this.beginRun(id, version)
      this.event(id, 'deployed', `Version ${version} was deployed.`)
      await job.begin(version, at)
      return outlook
    })
  }

  private async replace(id: string, job: SupervisedJob): Promise<void> {
    await job.stop(STOP_MS)
    await this.settled()
    const run = this.runOf.get(id)
    if (run !== undefined && job.status.state === 'stopped') await this.parts.runs.setOutcome(run, 'replaced')
  }

  private async checkConnections(names: readonly string[]): Promise<void> {
    const known = new Set((await this.parts.connections.list()).map(({ name }) => name))
    const missing = names.find((name) => !known.has(name))
    if (missing === undefined) return
    throw new Problem('not-valid', `There is no connection \`${missing}\`.`, {
      hint: 'Add it under *Connections*, or choose another one.',
    })
  }

  stop(id: string): Promise<void> {
    return this.queued(id, async () => {
      const job = this.jobs.get(id)
      if (!job?.active) throw new Problem('not-running', 'This pipeline is not running.')
      await job.stop(STOP_MS)
      await this.settled()
    })
  }

  /** Stops the job of a pipeline that is removed. Its checkpoints stay, in case it is brought back. */
  retire(id: string): Promise<void> {
    return this.queued(id, async () => {
      const job = this.jobs.get(id)
      if (job?.active) await job.stop(STOP_MS)
      await this.settled()
    })
  }

  /** Forgets what a pipeline has on the disk. */
  purge(id: string): void {
    this.jobs.delete(id)
    this.files.remove(id)
  }

  /** Runs, newest first; what the one under way has done is told as it is now. */
  async history(id: string, limit: number): Promise<RunRecord[]> {
    const stored = await this.parts.runs.history(id, limit)
    const job = this.jobs.get(id)
    const now = this.runOf.get(id)
    if (!job) return stored
    const { rowsRead } = job
    return stored.map((run) => (run.id === now ? { ...run, rowsRead, restarts: job.status.restarts } : run))
  }

  /** A page of a table: of the running job, or of the last checkpoint. */
  async table(id: string, node: string, query: TableQuery): Promise<TablePage> {
    const job = this.jobs.get(id)
    const page = (await job?.ask({ about: 'table', node, query })) ?? (job && this.files.table(id, node)?.page(query))
    if (page) return page
    throw new Problem('not-found', `The node \`${node}\` keeps no table yet.`, { hint: 'Deploy the pipeline.' })
  }

  /** Of the running job, or of the last checkpoint. */
  findBigNumber(id: string, node: string): NumberState | undefined {
    const job = this.jobs.get(id)
    return job?.bigNumbers.get(node) ?? (job && this.files.bigNumber(id, node))
  }

  bigNumber(id: string, node: string): NumberState {
    const number = this.findBigNumber(id, node)
    if (number) return number
    throw new Problem('not-found', `The node \`${node}\` shows no number yet.`, { hint: 'Deploy the pipeline.' })
  }

  /** Stops all jobs with a checkpoint; they come back with the next start. */
  async close(patienceMs: number): Promise<void> {
    this.closing = true
    await Promise.all([...this.jobs.values()].map((job) => job.stop(patienceMs)))
    await this.settled()
  }

  /** Ends all threads at once. */
  async abandon(): Promise<void> {
    this.closing = true
    await Promise.all([...this.jobs.values()].map((job) => job.abandon()))
  }
}

const errorLine = (at: number, line: string, node: string | undefined): LogEntry => ({
  at,
  level: 'error',
  line,
  ...(node !== undefined && { node }),
})
