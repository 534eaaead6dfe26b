/**
 * Rows of a batch sorted into waves, in each of which every record appears at most once.
 *
 * Loops over a wave may read a record, change it and read it again for all rows at once, and yet every row sees what the rows before
 * it have left. Rows of one record keep their order.
 */
export class Waves {
  /** Rows by wave: positions in the batch. */
  readonly order: Int32Array
  /** Where each wave begins in `order`; the end of the last one behind them. */
  readonly starts: Int32Array
  count = 0
  private readonly wave: Int32Array
  /** Records seen in this batch and how often, found by hash. */
  private readonly seen: Int32Array
  private readonly times: Int32Array
  private readonly shift: number
  private readonly mask: number

  /** For at most `rows` rows, a power of two. */
  constructor(rows: number) {
    this.order = new Int32Array(rows)
    this.starts = new Int32Array(rows + 1)
    this.wave = new Int32Array(rows)
    this.seen = new Int32Array(4 * rows)
    this.times = new Int32Array(4 * rows)
    this.shift = Math.clz32(4 * rows) + 1
    this.mask = 4 * rows - 1
  }

  sort(bases: Int32Array, n: number): void {
    const { wave, starts, order } = this
    this.number(bases, n)
    for (let w = 1; w <= this.count; w++) starts[w] = starts[w]! + starts[w - 1]!
    // Filling from behind leaves every beginning where it belongs.
    for (let j = n - 1; j >= 0; j--) order[--starts[wave[j]! + 1]!] = j
    for (let w = 0; w < this.count; w++) starts[w] = starts[w + 1]!
    starts[this.count] = n
  }

  /** Gives every row the number of rows of its record before it, and counts the rows of each wave behind its place in `starts`. */
  private number(bases: Int32Array, n: number): void {
    const { seen, times, wave, starts, shift, mask } = this
    seen.fill(0)
    starts.fill(0)
    let most = -1
    for (let j = 0; j < n; j++) {
      const key = bases[j]! + 1
      let slot = Math.imul(key, 0x9e3779b1) >>> shift
      while (seen[slot] !== 0 && seen[slot] !== key) slot = (slot + 1) & mask
      const known = seen[slot] === key
      seen[slot] = key
      const number = known ? times[slot]! + 1 : 0
      times[slot] = number
      wave[j] = number
      starts[number + 1]!++
      if (number > most) most = number
    }
    this.count = most + 1
  }
}
