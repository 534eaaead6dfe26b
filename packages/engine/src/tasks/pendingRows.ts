import type { Batch } from '../batch.ts'
import { type Layout, type Records, storeCell, storeColumn } from '../state/layout.ts'

/**
 * Rows of a batch that have their records, new ones, and are written into them together, column by column: several times as fast as row
 * by row.
 *
 * The owner calls `write` before anyone reads the records, and at the latest when it is done with the batch; before it compares rows,
 * `settle` is enough.
 */
export class PendingRows {
  private readonly records: Records
  private readonly layout: Layout
  private readonly compared: readonly number[]
  private readonly others: readonly number[]
  private batch: Batch | undefined
  private rows = new Int32Array(1024)
  private bases = new Int32Array(1024)
  private n = 0
  /** How many of them have what they are compared by. */
  private settled = 0

  /** `compared`: columns that rows are compared by before all are written. */
  constructor(records: Records, layout: Layout, compared: readonly number[] = []) {
    this.records = records
    this.layout = layout
    this.compared = [...new Set(compared)]
    this.others = layout.cells.map((_, column) => column).filter((column) => !compared.includes(column))
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
    this.rows[this.n] = row
    this.bases[this.n++] = base
  }

  /** Writes what rows are compared by. */
  settle(): void {
    for (; this.settled < this.n; this.settled++) this.settleRow(this.rows[this.settled]!, this.bases[this.settled]!)
  }

  private settleRow(row: number, base: number): void {
    const { cols } = this.batch!
    for (let c = 0; c < this.compared.length; c++) {
      const column = this.compared[c]!
      storeCell(this.records, this.layout.cells[column]!, cols[column]!, row, base)
    }
  }

  write(): void {
    if (this.n === 0) return
    if (this.settled === 0) this.writeColumns(this.compared)
    else this.settle()
    this.writeColumns(this.others)
    this.n = 0
    this.settled = 0
  }

  private writeColumns(columns: readonly number[]): void {
    const { cols } = this.batch!
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]!
      storeColumn(this.records, this.layout.cells[column]!, cols[column]!, this.rows, this.bases, this.n)
    }
  }
}
