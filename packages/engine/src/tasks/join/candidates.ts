import { BATCH_ROWS } from '../../batch.ts'
import type { PairCondition } from './condition.ts'
import type { Source } from './pairs.ts'
import type { Side } from './sides.ts'

/**
 * Rows with the kept rows that may be their partners, row after row.
 *
 * `row` is the number of a row among those at hand, `own` its place (in a batch: its number and 1 more), `other` the place of the
 * kept row.
 */
export class Candidates {
  n = 0
  row = new Int32Array(2 * BATCH_ROWS)
  own = new Int32Array(2 * BATCH_ROWS)
  other = new Int32Array(2 * BATCH_ROWS)

  clear(): void {
    this.n = 0
  }

  add(row: number, own: number, other: number): void {
    if (this.n === this.row.length) this.grow()
    this.row[this.n] = row
    this.own[this.n] = own
    this.other[this.n++] = other
  }

  /** Puts what was added since `from`, newest first, into the order of arrival. */
  reverse(from: number): void {
    this.other.subarray(from, this.n).reverse()
  }

  /** Keeps the pairs for which a condition is true. */
  filter(condition: PairCondition, own: Source, other: Source, side: Side): void {
    const total = this.n
    const sources = side === 0 ? ([own, other] as const) : ([other, own] as const)
    this.n = 0
    for (let from = 0; from < total; from += BATCH_ROWS) {
      const to = Math.min(total, from + BATCH_ROWS)
      const [owns, others] = [this.own.subarray(from, to), this.other.subarray(from, to)]
      const count = condition.test(sources, side === 0 ? [owns, others] : [others, owns], to - from)
      const { passed } = condition
      for (let p = 0; p < count; p++) this.keep(from + passed[p]!)
    }
  }

  private keep(at: number): void {
    this.row[this.n] = this.row[at]!
    this.own[this.n] = this.own[at]!
    this.other[this.n++] = this.other[at]!
  }

  private grow(): void {
    this.row = grown(this.row)
    this.own = grown(this.own)
    this.other = grown(this.other)
  }
}

function grown(old: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(2 * old.length)
  next.set(old)
  return next
}
