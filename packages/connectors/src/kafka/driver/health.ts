import type { KafkaStatus } from './errors.ts'

/** Which parts of a source or sink cannot do their work now, summed up for the user as connected or not. */
export class Health<Part> {
  readonly #ailing = new Set<Part>()
  #since = Date.now()
  #lastError: string | undefined

  fail(parts: Iterable<Part>, error: Error): void {
    this.#lastError = error.message
    this.#change(() => {
      for (const part of parts) this.#ailing.add(part)
    })
  }

  recover(parts: Iterable<Part>): void {
    if (this.#ailing.size === 0) return
    this.#change(() => {
      for (const part of parts) this.#ailing.delete(part)
    })
  }

  status(): KafkaStatus {
    const connected = this.#ailing.size === 0
    return {
      connected,
      since: this.#since,
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    }
  }

  #change(change: () => void): void {
    const before = this.#ailing.size === 0
    change()
    if (before !== (this.#ailing.size === 0)) this.#since = Date.now()
  }
}
