import type { Batch } from '../batch.ts'

/** Rows that were chosen, with the record of each. */
export class Selected {
  rows = new Int32Array(1024)
  bases = new Int32Array(1024)
  n = 0

  /** Begins anew, with room for so many rows. */
  begin(capacity: number): void {
    this.n = 0
    if (capacity <= this.rows.length) return
    this.rows = new Int32Array(capacity)
    this.bases = new Int32Array(capacity)
  }

  add(row: number, base: number): void {
    this.rows[this.n] = row
    this.bases[this.n++] = base
  }

  /** The rows in which a condition column is true. */
  where(batch: Batch, condition: number, sel: Int32Array | null, n: number, bases: Int32Array): void {
    const { data, nulls } = batch.cols[condition] as { data: Uint8Array; nulls: Uint8Array | null }
    this.begin(n)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (data[i] === 1 && (nulls === null || nulls[i] === 0)) this.add(i, bases[j]!)
    }
  }

  /** The rows in which a column is not NULL. */
  present(batch: Batch, column: number, sel: Int32Array | null, n: number, bases: Int32Array): void {
    const { nulls } = batch.cols[column]!
    this.begin(n)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (nulls === null || nulls[i] === 0) this.add(i, bases[j]!)
    }
  }
}
