/** Below this much that is no longer used, nothing is asked for. */
const SPARE = 256 * 1024 * 1024
/** More than the growth after which V8 collects (64 MiB, `kExternalAllocationSoftLimit`); it is never touched and so takes no room. */
const HINT = 128 * 1024 * 1024

/**
 * Memory that the platform's collector does not count.
 *
 * What nobody uses any more of it would stay until the collector ran for another reason. So when as much has been added as was in use
 * after the last time, and `SPARE`, the collector is given a reason: a block that it does count, dropped at once. It then looks for
 * unused memory a few times in all while a state grows to any size, not at each growth.
 */
export class Pressure {
  /** Bytes that were added and not yet found unused. */
  bytes = 0
  private limit = SPARE
  private readonly sizes = new WeakMap<object, { bytes: number }>()
  private readonly unused = new FinalizationRegistry<{ bytes: number }>((size) => {
    this.bytes -= size.bytes
    this.limit = 2 * this.bytes + SPARE
  })

  /** A memory has so many bytes more than it had. */
  add(memory: object, bytes: number): void {
    const size = this.sizes.get(memory)
    if (size) size.bytes += bytes
    else this.begin(memory, bytes)
    this.bytes += bytes
    if (this.bytes > this.limit) this.ask()
  }

  private begin(memory: object, bytes: number): void {
    const size = { bytes }
    this.sizes.set(memory, size)
    this.unused.register(memory, size)
  }

  private ask(): void {
    this.limit = 2 * this.bytes + SPARE
    try {
      new ArrayBuffer(HINT)
    } catch (problem) {
      if (!(problem instanceof RangeError)) throw problem
    }
  }
}
