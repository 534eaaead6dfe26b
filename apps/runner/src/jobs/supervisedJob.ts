import type { NumberState } from '@millrace/connectors'
import type { EventKind } from '../storage/schema.ts'
import { JobThread } from './jobThread.ts'
import { type LiveNumbers, RateMeter } from './live.ts'
import { News } from './news.ts'
import type {
  Answers,
  CheckpointRecord,
  Failure,
  FromThread,
  JobOrder,
  LogEntry,
  Question,
  SampledRow,
} from './protocol.ts'
import { RestartDelay } from './restartDelay.ts'
import { SeriesKeeper } from './series.ts'
import { isActive, type JobState, type JobStatus } from './status.ts'

/** Checkpoints whose times and sizes are remembered. */
const MOST_CHECKPOINTS = 200
/** Rows of a watched port that somebody who comes later sees first. */
const MOST_ROWS = 200

/** What a job needs of the runner around it. */
export interface JobSurroundings {
  now(): number
  monotonic(): number
  random(): number
  /** What its thread is started with; asked anew for every start, since connections may have changed. */
  order(version: number): Promise<JobOrder>
  event(kind: EventKind, message: string, node?: string): void
  log(entries: readonly LogEntry[]): void
  /** It has come to an end by itself, or has been stopped. */
  over(end: 'finished' | 'stopped' | 'failed'): void
  /** For the log of the runner: what went wrong inside. */
  trouble(detail: string): void
}

export interface WatchedRows {
  /** Counts the rows that were seen, to tell which are new. */
  seen: number
  rows: SampledRow[]
}

/** One deployed pipeline: its thread, what it says of itself, and its way back after a failure. */
export class SupervisedJob {
  status: JobStatus
  numbers: LiveNumbers | undefined
  readonly news = new News()
  readonly series = new SeriesKeeper()
  checkpoints: CheckpointRecord[] = []
  readonly tables = new Map<string, { version: number; size: number }>()
  readonly bigNumbers = new Map<string, NumberState>()
  private readonly watched = new Map<string, WatchedRows & { watchers: number }>()
  private readonly around: JobSurroundings
  private thread: JobThread | undefined
  private rates = new RateMeter()
  private delay: RestartDelay
  private restartTimer: NodeJS.Timeout | undefined
  private ended: PromiseWithResolvers<void> | undefined
  /** Rows that earlier threads of this run have read. */
  private readBefore = 0

  constructor(status: JobStatus, around: JobSurroundings) {
    this.status = status
    this.around = around
    this.delay = new RestartDelay(around.random)
  }

  get active(): boolean {
    return isActive(this.status.state)
  }

  private become(state: JobState, more: Partial<JobStatus> = {}): void {
    this.status = { ...this.status, restartAt: null, ...more, state, since: this.around.now() }
    this.news.tell()
  }

  /** Begins a run of a version. */
  async begin(version: number, deployedAt: number): Promise<void> {
    this.delay = new RestartDelay(this.around.random)
    this.readBefore = 0
    this.tables.clear()
    this.bigNumbers.clear()
    this.become('starting', { version, deployedAt, restarts: 0, failure: null })
    await this.start()
  }

  private async start(): Promise<void> {
    this.rates = new RateMeter()
    this.numbers = undefined
    let order: JobOrder
    try {
      order = await this.around.order(this.status.version)
    } catch (problem) {
      return this.failed(orderFailure(problem as Error))
    }
    this.thread = new JobThread(order, {
      message: (message) => this.hear(message),
      died: (failure) => this.failed(failure),
    })
    for (const port of this.watched.keys()) this.thread.tap(port, true)
    // Somebody may have asked to stop while the order was made.
    if (this.status.state === 'stopping') this.thread.stop()
  }

  private hear(message: Parameters<ConstructorParameters<typeof JobThread>[1]['message']>[0]): void {
    switch (message.type) {
      case 'running':
        return this.running(message)
      case 'update':
        return this.update(message)
      case 'checkpoint':
        this.checkpoints.push(message.checkpoint)
        if (this.checkpoints.length > MOST_CHECKPOINTS) this.checkpoints.shift()
        return
      case 'ended':
        return this.finish(message.end)
      case 'failed':
        return this.failed(message.failure)
    }
  }

  private running({ restored }: Extract<FromThread, { type: 'running' }>): void {
    for (const sentence of restored?.passedOver ?? []) this.around.event('restored', sentence)
    if (restored) this.around.event('restored', `Went on from checkpoint ${restored.epoch}.`)
    else this.around.event('started', 'Started without earlier state.')
    if (this.status.state === 'starting') this.become('running')
  }

  private update({ numbers, rows, log }: Extract<FromThread, { type: 'update' }>): void {
    this.numbers = this.rates.next(numbers, this.stateBytes())
    this.series.add(this.numbers)
    for (const [node, table] of Object.entries(numbers.tables)) this.tables.set(node, table)
    for (const [node, state] of Object.entries(numbers.bigNumbers)) this.bigNumbers.set(node, state)
    for (const [port, seen] of Object.entries(rows)) this.show(port, seen)
    if (log.length > 0) this.around.log(log)
    this.news.tell()
  }

  /** By node of the document, from the last checkpoint. */
  private stateBytes(): Record<string, number> {
    const sizes: Record<string, number> = {}
    for (const [task, bytes] of Object.entries(this.checkpoints.at(-1)?.nodes ?? {})) {
      const owner = task.slice(0, task.indexOf('/'))
      sizes[owner] = (sizes[owner] ?? 0) + bytes
    }
    return sizes
  }

  private show(port: string, rows: readonly SampledRow[]): void {
    const watched = this.watched.get(port)
    if (!watched) return
    watched.seen += rows.length
    watched.rows = [...watched.rows, ...rows].slice(-MOST_ROWS)
  }

  /** Rows that this run has read from its sources. */
  get rowsRead(): number {
    const nodes = Object.entries(this.numbers?.nodes ?? {})
    const now = nodes.reduce((sum, [, node]) => sum + (node.held === null ? 0 : node.rowsOut), 0)
    return this.readBefore + now
  }

  private failed(failure: Failure): void {
    this.thread = undefined
    this.readBefore = this.rowsRead
    if (failure.ours) this.around.trouble(failure.detail)
    const { node, message, hint } = failure
    this.around.event('failed', message, node ?? undefined)
    const info = { node, message, hint, at: this.around.now() }
    const delay = this.status.state === 'stopping' ? undefined : this.delay.after(failure, this.around.monotonic())
    if (delay === undefined) {
      this.become('failed', { failure: info })
      this.ended?.resolve()
      return this.around.over('failed')
    }
    this.around.event('restarting', `Starts again in ${(delay / 1000).toFixed(1)} s.`)
    this.become('restarting', { failure: info, restartAt: this.around.now() + delay })
    this.restartTimer = setTimeout(() => {
      this.become('starting', { restarts: this.status.restarts + 1 })
      void this.start()
    }, delay)
  }

  private finish(end: 'finished' | 'stopped'): void {
    this.thread = undefined
    this.become(end)
    this.around.event(end, end === 'finished' ? 'The input has ended.' : 'Stopped with a checkpoint.')
    this.around.over(end)
    this.ended?.resolve()
  }

  /** Stops with a checkpoint; after `patienceMs` without one, so that the last one counts. */
  async stop(patienceMs: number): Promise<void> {
    if (!this.active) return
    clearTimeout(this.restartTimer)
    this.ended ??= Promise.withResolvers<void>()
    if (this.status.state === 'restarting') {
      this.finishWithout()
    } else if (this.status.state !== 'stopping') {
      this.become('stopping')
      this.around.event('stopping', 'Takes a last checkpoint.')
      this.thread?.stop()
    }
    const timer = setTimeout(() => void this.kill(), patienceMs)
    await this.ended.promise
    clearTimeout(timer)
    this.ended = undefined
  }

  /** No thread is there to ask, or it does not answer: what its last checkpoint holds stays. */
  private finishWithout(): void {
    this.thread = undefined
    this.become('stopped')
    this.around.event('stopped', 'Stopped; the last checkpoint counts.')
    this.around.over('stopped')
    this.ended?.resolve()
  }

  private async kill(): Promise<void> {
    await this.thread?.kill()
    this.finishWithout()
  }

  /** Ends the thread at once, without a word to anybody. */
  async abandon(): Promise<void> {
    clearTimeout(this.restartTimer)
    await this.thread?.kill()
    this.thread = undefined
  }

  /** Asks the running job; undefined when none runs. */
  ask<Q extends Question>(question: Q): Promise<Answers[Q['about']]> | undefined {
    return this.status.state === 'running' || this.status.state === 'stopping' ? this.thread?.ask(question) : undefined
  }

  /** Watches the rows of a port until the returned function is called. The first watcher opens the tap, the last one closes it. */
  watch(port: string): { rows(): WatchedRows; leave(): void } {
    const known = this.watched.get(port) ?? { seen: 0, rows: [], watchers: 0 }
    this.watched.set(port, known)
    known.watchers++
    if (known.watchers === 1) this.thread?.tap(port, true)
    return {
      rows: () => known,
      leave: () => {
        known.watchers--
        if (known.watchers > 0) return
        this.watched.delete(port)
        this.thread?.tap(port, false)
      },
    }
  }
}

function orderFailure(problem: Error): Failure {
  const { message, stack } = problem
  // A full or absent disk may be better in a moment; a document that is refused stays so.
  return { node: null, message, hint: null, retryable: 'syscall' in problem, ours: false, detail: stack ?? message }
}
