/** Flink's defaults of the exponential-delay restart strategy. */
export const RESTARTS = {
  initialMs: 1000,
  mostMs: 60_000,
  multiplier: 1.5,
  /** Share by which a delay differs at random, so that many jobs do not come back at once. */
  jitter: 0.1,
  /** A job that ran this long without failing begins anew with the first delay. */
  resetAfterMs: 3_600_000,
} as const

/** A mistake of Millrace fails again in the same way, most likely: this many in a row are enough. */
export const MOST_OWN_MISTAKES = 5

/** How long to wait before the next start of a job that has failed. */
export class RestartDelay {
  private next: number = RESTARTS.initialMs
  private lastFailure: number | undefined
  private mistakes = 0
  private readonly random: () => number

  constructor(random: () => number) {
    this.random = random
  }

  /** The delay after a failure at a time of a clock that never goes back; undefined when the job should not be tried again. */
  after(failure: { retryable: boolean; ours: boolean }, now: number): number | undefined {
    if (!failure.retryable) return undefined
    if (this.lastFailure !== undefined && now - this.lastFailure >= this.next + RESTARTS.resetAfterMs) this.reset()
    this.lastFailure = now
    this.mistakes = failure.ours ? this.mistakes + 1 : 0
    if (this.mistakes > MOST_OWN_MISTAKES) return undefined
    const delay = this.next
    this.next = Math.min(RESTARTS.mostMs, this.next * RESTARTS.multiplier)
    return delay * (1 + RESTARTS.jitter * (2 * this.random() - 1))
  }

  private reset(): void {
    this.next = RESTARTS.initialMs
    this.mistakes = 0
  }
}
