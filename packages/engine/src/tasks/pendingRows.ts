import type { Batch } from '../batch.ts'
import { type Layout, type Records, storeCell, storeColumn } from '../state/layout.ts'

/**
 * Rows of a batch that have their records and are written into them together, column by column: several times as fast as row by row.
 *
 * Some columns are written at once, because rows that follow are compared with them. The owner calls `write` before anyone reads the
 * others, and at the latest when it is done with the batch.
 */
export class PendingRows {
  private readonly records: Records
  private readonly layout: Layout
  private readonly early: readonly number[]
  private readonly late: readonly number[]
  private batch: Batch | undefined
  private rows = new Int32Array(1024)
  private bases = new Int32Array(1024)
  private n = 0

  /** `early`: columns that are written at once. */
  constructor(records: Records, layout: Layout, early: readonly number[]) {
    this.records = records
    this.layout = layout
    this.early = [...new Set(early)]
    this.late = layout.cells.map((_, column) => column).filter((column) => !early.includes(column))
  }

  /** The batch of the rows that follow. */
  begin(batch: Batch): void {
    this.batch = batch
    if (batch.n <= this.rows.length) return
    this.rows = new Int32Array(batch.n)
    this.bases = new Int32Array(batch.n)
  }

  /** A row of the batch and its record; at most one for each row that is selected. */
  add(row: number, base: number): void {
    const { cols } = this.batch!
    for (let c = 0; c < this.early.length; c++) {
      const column = this.early[c]!
      storeCell(this.records, this.layout.cells[column]!, cols[column]!, row, base)
    }
    this.rows[this.n] = row
    this.bases[this.n++] = base
  }

  write(): void {
    if (this.n === 0) return
    const { cols } = this.batch!
    for (let c = 0; c < this.late.length; c++) {
      const column = this.late[c]!
      storeColumn(this.records, this.layout.cells[column]!, cols[column]!, this.rows, this.bases, this.n)
    }
    this.n = 0
  }
}
