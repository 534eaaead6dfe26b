const SMALLEST = 64 * 1024
/** Above this the buffer is given back when a round used less than a quarter of it. */
const KEPT = 8 * 1024 * 1024

/** A buffer that grows by doubling and is used again round after round, so that steady work allocates nothing. */
export class GrowingBytes {
  bytes = new Uint8Array(SMALLEST)
  length = 0

  /** Makes room for `extra` bytes behind `length`; earlier bytes keep their place, though not their buffer. */
  reserve(extra: number): void {
    const needed = this.length + extra
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.length))
    this.bytes = grown
  }

  append(part: Uint8Array): void {
    this.reserve(part.length)
    this.bytes.set(part, this.length)
    this.length += part.length
  }

  clear(): void {
    if (this.bytes.length > KEPT && this.length < this.bytes.length / 4) this.bytes = new Uint8Array(SMALLEST)
    this.length = 0
  }
}
