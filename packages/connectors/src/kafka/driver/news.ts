/** Wakes one waiting caller when something has happened, or when the time is up. */
export class News {
  #wake: (() => void) | undefined

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        resolve()
      }
      this.#wake = done
    })
  }

  arrive(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}
