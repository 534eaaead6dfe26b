import type { Primitive } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import { type Batch, BatchBuilder } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { loadCell } from '../state/layout.ts'
import { compareRecords } from './order.ts'
import type { StateView, Task, TaskContext } from './task.ts'
import { TimedRows } from './timedRows.ts'
import { rowsView } from './view.ts'

type SortPrimitive = Extract<Primitive, { op: 'sort' }>

/**
 * Rows in the order of event time, when the watermark reaches them.
 *
 * A row is late when one of its time or a later one has been given (Flink's RowTimeSortOperator): behind the watermark alone it is not.
 */
export class SortTask implements Task {
  private readonly op: SortPrimitive
  private readonly row: RowType
  private readonly rows: TimedRows
  private readonly out: BatchBuilder
  private readonly emitLate: (batch: Batch) => void
  private timely = new Int32Array(1024)
  private lateRows = new Int32Array(1024)
  private given = Number.NEGATIVE_INFINITY

  constructor({ node, inputs, emit }: TaskContext<SortPrimitive>) {
    this.op = node.op
    this.row = inputs[0]!.row
    this.rows = new TimedRows(this.row, node.op.rowtime, (a, b) => this.compare(a, b))
    this.out = new BatchBuilder(node.outputs.out!.row, (batch) => emit('out', batch))
    this.emitLate = (batch) => emit('late', batch)
  }

  private compare(a: number, b: number): number {
    const { records, layout } = this.rows
    for (const { column, descending } of this.op.order) {
      const difference = compareRecords(records, layout.cells[column]!, a, b)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }

  process(batch: Batch): void {
    const { sel } = batch
    const { data } = batch.cols[this.op.rowtime] as { data: Float64Array }
    if (batch.n > this.timely.length) {
      this.timely = new Int32Array(batch.n)
      this.lateRows = new Int32Array(batch.n)
    }
    let [n, late] = [0, 0]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      if (data[i]! > this.given) this.timely[n++] = i
      else this.lateRows[late++] = i
    }
    this.rows.add(batch, this.timely, n, data)
    if (late > 0) this.emitLate({ ...batch, sel: this.lateRows, n: late })
  }

  watermark(time: number): void {
    const n = this.rows.take(time)
    for (let j = 0; j < n; j++) this.give(this.rows.due[j]!)
    this.out.flush()
  }

  private give(base: number): void {
    const { rows, out } = this
    const { cells } = rows.layout
    const row = out.next()
    for (let c = 0; c < cells.length; c++) loadCell(rows.records, cells[c]!, base, out.buffers[c]!, row)
    this.given = rows.timeOf(base)
    out.spans(this.given, this.given)
    rows.remove(base)
  }

  save(writer: StateWriter): void {
    writer.number(this.given)
    this.rows.save(writer)
  }
  restore(reader: StateReader): void {
    this.given = reader.number()
    this.rows.load(reader)
  }

  state(): StateView {
    const { records, layout } = this.rows
    return rowsView('waiting', this.row, records, layout.cells, () => records.bases())
  }
}
