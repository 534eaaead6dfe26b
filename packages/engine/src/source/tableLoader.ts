import { rowsOfTable, type Table } from '@millrace/algebra'
import { ColumnBuffer, columnKind } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../batch.ts'

/** What a connector gives to look rows up in a table that fits into memory. */
export interface TableLoader {
  /** Hands over all rows that the table has now, in batches that are valid during the call. */
  load(put: (batch: Batch) => void): Promise<void>
}

/** A table whose rows are part of the plan. */
export class RowsLoader implements TableLoader {
  private readonly table: Table
  constructor(table: Table) {
    this.table = table
  }

  async load(put: (batch: Batch) => void): Promise<void> {
    const { row: type } = this.table
    const rows = rowsOfTable(this.table)
    for (let from = 0; from < rows.length; from += BATCH_ROWS) {
      const part = rows.slice(from, from + BATCH_ROWS)
      const buffers = type.map((field) => new ColumnBuffer(columnKind(field.type), BATCH_ROWS))
      for (const [at, row] of part.entries())
        for (const [c, field] of type.entries()) buffers[c]!.put(at, row[c]!, field.type)
      put({ ...NO_TIME, cols: buffers.map((buffer) => buffer.column()), rows: part.length, n: part.length })
    }
  }
}

const NO_TIME = { sel: null, kinds: null, minTime: Number.NEGATIVE_INFINITY, maxTime: Number.POSITIVE_INFINITY }
