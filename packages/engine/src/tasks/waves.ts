import { isOneGroup } from '../aggregates/oneGroup.ts'

/**
 * Rows of a batch sorted into waves, in each of which every record appears at most once.
 *
 * Loops over a wave may read a record, change it and read it again for all rows at once, and yet every row sees what the rows before
 * it have left. Rows of one record keep their order. With times, rows of one record and one time belong together: they share a wave.
 */
export class Waves {
  /** Rows by wave: positions in the batch. */
  order: Int32Array
  /** Where each wave begins in `order`; the end of the last one behind them. */
  starts: Int32Array
  count = 0
  /** Whether several rows were sorted and all are of one record. */
  one = false
  private wave: Int32Array
  /** Records seen in this batch, found by hash, with their last wave and its time. */
  private seen: Int32Array
  private last: Int32Array
  private lastTime: Float64Array

  /** For `rows` rows at first, a power of two. */
  constructor(rows: number) {
    this.order = new Int32Array(rows)
    this.starts = new Int32Array(rows + 1)
    this.wave = new Int32Array(rows)
    this.seen = new Int32Array(4 * rows)
    this.last = new Int32Array(4 * rows)
    this.lastTime = new Float64Array(4 * rows)
  }

  sort(bases: Int32Array, n: number, times?: Float64Array): void {
    if (n > this.order.length) this.grow(n)
    this.one = isOneGroup(bases, n)
    if (times === undefined && this.one) return this.oneEach(n)
    const { wave, starts, order } = this
    this.number(bases, n, times)
    for (let w = 1; w <= this.count; w++) starts[w] = starts[w]! + starts[w - 1]!
    // Filling from behind leaves every beginning where it belongs.
    for (let j = n - 1; j >= 0; j--) order[--starts[wave[j]! + 1]!] = j
    for (let w = 0; w < this.count; w++) starts[w] = starts[w + 1]!
    starts[this.count] = n
  }

  /** The same where only the first wave will be looked at: every record once. */
  sortFirst(bases: Int32Array, n: number): void {
    this.one = isOneGroup(bases, n)
    if (!this.one) return this.sort(bases, n)
    this.order[0] = 0
    this.starts[0] = 0
    this.starts[1] = 1
    this.count = 1
  }

  /** Rows of one record are a wave each. */
  private oneEach(n: number): void {
    const { starts, order } = this
    for (let j = 0; j <= n; j++) starts[j] = j
    for (let j = 0; j < n; j++) order[j] = j
    this.count = n
  }

  /** Gives every row its wave, and counts the rows of each behind its place in `starts`. */
  private number(bases: Int32Array, n: number, times: Float64Array | undefined): void {
    const { seen, last, lastTime, wave, starts } = this
    const shift = Math.clz32(seen.length) + 1
    const mask = seen.length - 1
    seen.fill(0)
    starts.fill(0)
    let most = -1
    for (let j = 0; j < n; j++) {
      const key = bases[j]! + 1
      let slot = Math.imul(key, 0x9e3779b1) >>> shift
      while (seen[slot] !== 0 && seen[slot] !== key) slot = (slot + 1) & mask
      let number = 0
      if (seen[slot] === key)
        number = times !== undefined && times[j] === lastTime[slot] ? last[slot]! : last[slot]! + 1
      seen[slot] = key
      last[slot] = number
      if (times !== undefined) lastTime[slot] = times[j]!
      wave[j] = number
      starts[number + 1]!++
      if (number > most) most = number
    }
    this.count = most + 1
  }

  private grow(n: number): void {
    const rows = 2 ** (32 - Math.clz32(n - 1))
    this.order = new Int32Array(rows)
    this.starts = new Int32Array(rows + 1)
    this.wave = new Int32Array(rows)
    this.seen = new Int32Array(4 * rows)
    this.last = new Int32Array(4 * rows)
    this.lastTime = new Float64Array(4 * rows)
  }
}
