import type { Batch } from '../batch.ts'

/** Rows that were chosen, with the record of each. What they are chosen from must not change while they are used. */
export class Selected {
  rows: Int32Array = new Int32Array(1024)
  bases: Int32Array = new Int32Array(1024)
  n = 0
  private ownRows = this.rows
  private ownBases = this.bases

  /** Begins anew, with room for so many rows. */
  begin(capacity: number): void {
    this.n = 0
    if (capacity > this.ownRows.length) {
      this.ownRows = new Int32Array(capacity)
      this.ownBases = new Int32Array(capacity)
    }
    this.rows = this.ownRows
    this.bases = this.ownBases
  }

  add(row: number, base: number): void {
    this.rows[this.n] = row
    this.bases[this.n++] = base
  }

  /** The rows in which a condition column is true. No branch depends on it, as it is often as random as the data. */
  where(batch: Batch, condition: number, sel: Int32Array | null, n: number, from: Int32Array): void {
    const { data, nulls } = batch.cols[condition] as { data: Uint8Array; nulls: Uint8Array | null }
    this.begin(n)
    const { rows, bases } = this
    let count = 0
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      rows[count] = i
      bases[count] = from[j]!
      count += nulls === null ? data[i]! : data[i]! & (1 ^ nulls[i]!)
    }
    this.n = count
  }

  /** The rows in which a column is not NULL. */
  present(batch: Batch, column: number, sel: Int32Array | null, n: number, from: Int32Array): void {
    const { nulls } = batch.cols[column]!
    if (nulls === null && sel !== null) {
      this.rows = sel
      this.bases = from
      this.n = n
      return
    }
    this.begin(n)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (nulls === null || nulls[i] === 0) this.add(i, from[j]!)
    }
  }

  /** Those of other chosen rows whose word has a bit. */
  withBit(others: Selected, positions: Int32Array, n: number, words: Int32Array, shift: number): void {
    this.begin(n)
    const { rows, bases } = this
    let count = 0
    for (let k = 0; k < n; k++) {
      const j = positions[k]!
      rows[count] = others.rows[j]!
      bases[count] = others.bases[j]!
      count += (words[j]! >>> shift) & 1
    }
    this.n = count
  }
}
