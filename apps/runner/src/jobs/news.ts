/** Tells that something is new, never what: a listener who comes late sees the newest only, and nothing is queued for a slow one. */
export class News {
  private version = 0
  private readonly waiting = new Set<() => void>()

  tell(): void {
    this.version++
    for (const wake of [...this.waiting]) wake()
  }

  get seen(): number {
    return this.version
  }

  /** Resolves when there is news after `seen`, or when the listener has gone. */
  async after(seen: number, signal: AbortSignal): Promise<void> {
    if (this.version !== seen || signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    this.waiting.add(wake)
    signal.addEventListener('abort', wake)
    await promise
    this.waiting.delete(wake)
    signal.removeEventListener('abort', wake)
  }
}
