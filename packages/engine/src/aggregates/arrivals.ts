import type { Batch } from '../batch.ts'

/**
 * Numbers rows in the order in which they come, over all tables of a task; 0 is no row.
 *
 * Rows of a batch may be added in any order and in several calls; their number is that of their place in the batch.
 */
export class Arrivals {
  /** Number of the next row. */
  next = 1
  private batch: Batch | undefined
  private first = 1
  private places = new Int32Array(0)

  /** Begins with a batch, or goes on with the one before. */
  begin(batch: Batch): void {
    if (batch === this.batch) return
    this.batch = batch
    this.first = this.next
    this.next += batch.n
    const { sel, rows } = batch
    if (sel === null) return
    if (this.places.length < rows) this.places = new Int32Array(Math.max(1024, rows))
    for (let j = 0; j < batch.n; j++) this.places[sel[j]!] = j
  }

  /** Number of a selected row of the batch. */
  of(row: number): number {
    return this.first + (this.batch!.sel === null ? row : this.places[row]!)
  }
}
