import { Worker } from 'node:worker_threads'
import type { Answers, Failure, FromThread, JobOrder, Question, ToThread } from './protocol.ts'

/** An answer that takes longer is not waited for. */
const ANSWER_MS = 10_000
/** Questions that may be open at once. */
const MOST_QUESTIONS = 100
/** Of values of JavaScript; state lies outside of it, in arrays of bytes. */
const HEAP_MB = 2048

export interface ThreadListener {
  message(message: Exclude<FromThread, { type: 'answer' | 'refused' }>): void
  /** The thread has died without saying why. */
  died(failure: Failure): void
}

/** A question that a job did not answer. */
export class Unanswered extends Error {}

/** A job's thread as the runner sees it. */
export class JobThread {
  private readonly worker: Worker
  private readonly listener: ThreadListener
  private readonly open = new Map<number, { resolve: (answer: never) => void; reject: (problem: Error) => void }>()
  private lastQuestion = 0
  private over = false

  constructor(order: JobOrder, listener: ThreadListener) {
    this.listener = listener
    // No environment: a job needs nothing of it, and nothing of it can leak.
    this.worker = new Worker(new URL('./thread/worker.ts', import.meta.url), {
      workerData: order,
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    this.worker.on('message', (message: FromThread) => this.receive(message))
    this.worker.on('error', (problem) => this.die(problem instanceof Error ? problem : new Error(String(problem))))
    this.worker.on('exit', () => this.die(new Error('The thread of the job has ended.')))
  }

  private receive(message: FromThread): void {
    if (this.over) return
    if (message.type === 'answer' || message.type === 'refused') return this.settle(message)
    if (message.type === 'update') this.tell({ type: 'received' })
    if (message.type === 'ended' || message.type === 'failed') this.end()
    this.listener.message(message)
  }

  private settle(message: Extract<FromThread, { type: 'answer' | 'refused' }>): void {
    const asked = this.open.get(message.id)
    this.open.delete(message.id)
    if (message.type === 'answer') asked?.resolve(message.answer as never)
    else asked?.reject(new Unanswered(message.message))
  }

  private die(problem: Error): void {
    if (this.over) return
    this.end()
    const memory = (problem as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY'
    this.listener.died({
      node: null,
      message: memory ? 'The job ran out of memory.' : `Millrace made a mistake: ${problem.message}`,
      hint: memory ? 'Keep less state: shorter windows, fewer keys, smaller tables.' : null,
      retryable: true,
      ours: true,
      detail: problem.stack ?? problem.message,
    })
  }

  private end(): void {
    this.over = true
    for (const { reject } of this.open.values()) reject(new Unanswered('The job has ended.'))
    this.open.clear()
    void this.worker.terminate()
  }

  private tell(message: ToThread): void {
    this.worker.postMessage(message)
  }

  /** Asks the job to end with a checkpoint. */
  stop(): void {
    this.tell({ type: 'stop' })
  }

  tap(port: string, on: boolean): void {
    this.tell({ type: 'tap', port, on })
  }

  ask<Q extends Question>(question: Q): Promise<Answers[Q['about']]> {
    if (this.over || this.open.size >= MOST_QUESTIONS)
      return Promise.reject(new Unanswered('The job has too much to answer.'))
    const id = ++this.lastQuestion
    const { promise, resolve, reject } = Promise.withResolvers<Answers[Q['about']]>()
    const timer = setTimeout(() => this.settle({ type: 'refused', id, message: 'The job does not answer.' }), ANSWER_MS)
    this.open.set(id, { resolve: resolve as (answer: never) => void, reject })
    this.tell({ type: 'ask', id, question })
    return promise.finally(() => clearTimeout(timer))
  }

  /** Ends the thread at once; what it did since its last checkpoint is done again. */
  async kill(): Promise<void> {
    this.over = true
    await this.worker.terminate()
  }
}
