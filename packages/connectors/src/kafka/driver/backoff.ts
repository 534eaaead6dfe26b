import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from './clock.ts'
import { KafkaError } from './errors.ts'

/** Waiting times that double up to a bound, each shortened by up to a fifth so that many clients do not return at once. */
export class Backoff {
  readonly #firstMs: number
  readonly #mostMs: number
  #nextMs: number

  constructor({ firstMs, mostMs }: { firstMs: number; mostMs: number }) {
    this.#firstMs = firstMs
    this.#mostMs = mostMs
    this.#nextMs = firstMs
  }

  next(): number {
    const waitMs = this.#nextMs
    this.#nextMs = Math.min(waitMs * 2, this.#mostMs)
    return waitMs * (1 - Math.random() / 5)
  }

  reset(): void {
    this.#nextMs = this.#firstMs
  }
}

export interface RetryOptions {
  firstMs: number
  mostMs: number
  /** By the monotonic clock; the last failure is thrown when the next try would begin later. */
  deadline: number
  /** Which failures waiting may mend; by default those that say so of themselves. */
  worthwhile?: (error: unknown) => boolean
}

/** Tries until it succeeds, fails in a way that waiting does not mend, or runs out of time. */
export async function retry<T>(task: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { deadline, worthwhile = isRetryable } = options
  const backoff = new Backoff(options)
  for (;;) {
    try {
      return await task()
    } catch (error) {
      const waitMs = backoff.next()
      if (!worthwhile(error) || monotonicMs() + waitMs > deadline) throw error
      await sleep(waitMs)
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof KafkaError && error.retryable
}
