import { Worker } from 'node:worker_threads'
import type { FromPreview, PreviewOrder, PreviewOutcome, ToPreview } from './protocol.ts'

/** A thread that does not answer by then is ended. */
const PATIENCE_MS = 10_000
const HEAP_MB = 512
/** Previews that wait; more are refused. */
const MOST_WAITING = 20

interface Waiting {
  id: number
  key: string
  order: PreviewOrder
  resolve(outcome: PreviewOutcome | 'replaced'): void
}

const ended = (failure: { message: string; hint: string }): PreviewOutcome => ({
  ports: {},
  failure: { node: null, ...failure },
  cut: true,
})
const TOO_LONG = ended({ message: 'The preview took too long and was ended.', hint: 'Fewer rows are faster.' })
const TOO_LARGE = ended({
  message: 'The preview needed too much memory and was ended.',
  hint: 'Fewer rows, or shorter lists and texts, need less.',
})
const BROKEN = ended({ message: 'The preview has ended by a mistake of Millrace.', hint: 'Its terminal says which.' })

/**
 * Runs previews in a thread of their own, one after the other; the thread stays, so that the next one starts at once.
 *
 * Of those with the same key only the newest counts: an older one is ended, or never begun.
 */
export class Previews {
  private worker: Worker | undefined
  private running: (Waiting & { timer: NodeJS.Timeout }) | undefined
  private waiting: Waiting[] = []
  private lastId = 0
  private readonly trouble: (detail: string) => void
  private readonly heapMb: number

  constructor(trouble: (detail: string) => void, heapMb = HEAP_MB) {
    this.trouble = trouble
    this.heapMb = heapMb
  }

  /** Resolves with `replaced` when a newer one of the same key has come, and with nothing when there are too many. */
  run(key: string, order: PreviewOrder): Promise<PreviewOutcome | 'replaced' | undefined> {
    for (const old of this.waiting.filter((other) => other.key === key)) old.resolve('replaced')
    this.waiting = this.waiting.filter((other) => other.key !== key)
    if (this.waiting.length >= MOST_WAITING) return Promise.resolve(undefined)
    const { promise, resolve } = Promise.withResolvers<PreviewOutcome | 'replaced'>()
    this.waiting.push({ id: ++this.lastId, key, order, resolve })
    if (this.running?.key === key) this.tell({ type: 'cancel' })
    this.next()
    return promise
  }

  private next(): void {
    if (this.running) return
    const next = this.waiting.shift()
    if (!next) return
    const timer = setTimeout(() => this.giveUp(TOO_LONG), PATIENCE_MS)
    this.running = { ...next, timer }
    this.tell({ type: 'run', id: next.id, order: next.order })
  }

  private tell(message: ToPreview): void {
    this.worker ??= this.create()
    this.worker.postMessage(message)
  }

  private create(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: this.heapMb },
    })
    worker.on('message', ({ id, outcome }: FromPreview) => {
      if (this.running?.id === id) this.settle(outcome)
    })
    worker.on('error', (problem) => {
      this.trouble(`The thread of previews: ${(problem as Error).stack ?? problem}`)
      const { code } = problem as NodeJS.ErrnoException
      if (this.worker === worker) this.giveUp(code === 'ERR_WORKER_OUT_OF_MEMORY' ? TOO_LARGE : BROKEN)
    })
    worker.unref()
    return worker
  }

  private settle(outcome: PreviewOutcome): void {
    const { running } = this
    if (!running) return
    clearTimeout(running.timer)
    this.running = undefined
    const replaced = this.waiting.some(({ key }) => key === running.key)
    running.resolve(replaced ? 'replaced' : outcome)
    this.next()
  }

  private giveUp(outcome: PreviewOutcome): void {
    void this.worker?.terminate()
    this.worker = undefined
    this.settle(outcome)
  }

  async close(): Promise<void> {
    for (const { resolve } of this.waiting) resolve('replaced')
    this.waiting = []
    if (this.running) clearTimeout(this.running.timer)
    this.running?.resolve('replaced')
    this.running = undefined
    await this.worker?.terminate()
    this.worker = undefined
  }
}
