import { ColumnBuffer } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import { gatherCell } from '../../state/gather.ts'
import type { Layout, Records } from '../../state/layout.ts'

/** Columns that are gathered from records, with room for as many rows as are worked on at once. */
export class Gathered {
  private readonly buffers: readonly ColumnBuffer[]
  private readonly cells: Layout['cells']
  private readonly empty: ColumnBuffer = new ColumnBuffer('i32', 1)
  private places = new Int32Array(BATCH_ROWS)

  constructor({ cells }: Layout, columns: readonly number[], rows: number) {
    this.cells = cells
    this.buffers = cells.map(({ kind }, c) => (columns.includes(c) ? new ColumnBuffer(kind, rows) : this.empty))
  }

  /** The rows as a batch; valid until the next one, and as long as the records do not change. */
  batch(records: Records, bases: Int32Array, n: number): Batch {
    if (n > this.places.length) this.places = new Int32Array(n)
    for (let j = 0; j < n; j++) this.places[j] = bases[j]! + 1
    const cols = this.buffers.map((buffer, c) => {
      if (buffer === this.empty) return buffer.column()
      buffer.clear()
      buffer.reserve(n)
      return gatherCell(records, this.cells[c]!, this.places, n, buffer)
    })
    return { cols, rows: n, n, sel: null, kinds: null, minTime: 0, maxTime: 0 }
  }
}
