import type { AlignedWindow, Primitive } from '@millrace/algebra'
import { type Column, ColumnBuffer, columnKind } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import { gatherBatch } from '../join/pairs.ts'
import type { Task, TaskContext } from '../task.ts'
import { floorTo, type Slicing, slicing } from './slicing.ts'
import { WallClock } from './wallClock.ts'

type AssignPrimitive = Extract<Primitive, { op: 'assign' }>

/**
 * Adds window columns; a row leaves once for each of its windows. Keeps nothing.
 *
 * In every window rows stay in the order in which they came. A batch leaves as it is, once for each window of a row, where that
 * keeps the order; otherwise rows are copied.
 */
export class AssignTask implements Task {
  private readonly rowtime: number
  private readonly slicing: Slicing
  private readonly clock: WallClock
  private readonly emit: (batch: Batch) => void
  private readonly copies: readonly ColumnBuffer[]
  private start = new Float64Array(BATCH_ROWS)
  private end = new Float64Array(BATCH_ROWS)
  private time = new Float64Array(BATCH_ROWS)
  private rows = new Int32Array(BATCH_ROWS)
  private lastEnd = Number.NaN
  private lastTime = 0
  /** Rows that have been chosen and not left yet, and the bounds of their times. */
  private n = 0
  private minTime = Number.POSITIVE_INFINITY
  private maxTime = Number.NEGATIVE_INFINITY

  constructor({ node, inputs, environment, emit }: TaskContext<AssignPrimitive>) {
    const { row } = inputs[0]!
    this.rowtime = node.op.rowtime
    this.slicing = slicing(node.op.window as AlignedWindow)
    this.clock = new WallClock(row[this.rowtime]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
    this.emit = (batch) => emit('out', batch)
    this.copies = row.map(({ type }) => new ColumnBuffer(columnKind(type), BATCH_ROWS))
  }

  process(batch: Batch): void {
    const { kind, size, slide, width } = this.slicing
    if (batch.rows > this.start.length) this.resize(batch.rows)
    const times = this.clock.times(batch, this.rowtime)
    if (kind === 'cumulate') for (let end = width; end <= size; end += width) this.emitWindow(batch, times, 0, end)
    else if (kind === 'sliding' && !this.isOneStretch(batch, times)) this.emitCopies(batch, times)
    // Latest window first, as Flink gives them.
    else for (let back = 0; back < size; back += slide) this.emitWindow(batch, times, back, size)
  }

  /** Whether the latest window of all rows begins at one time: then each pass over the batch has the rows of one window. */
  private isOneStretch({ sel, n }: Batch, times: Float64Array): boolean {
    const { slide, offset } = this.slicing
    const from = n === 0 ? 0 : floorTo(times[sel === null ? 0 : sel[0]!]!, slide, offset)
    for (let j = 1; j < n; j++) {
      const time = times[sel === null ? j : sel[j]!]!
      if (time < from || time >= from + slide) return false
    }
    return true
  }

  /** Rows with the window that begins `back` before their last one and is `length` long, as far as they lie in it. */
  private emitWindow(batch: Batch, times: Float64Array, back: number, length: number): void {
    const { slide, offset } = this.slicing
    const { sel } = batch
    this.begin()
    let [last, from] = [Number.NaN, Number.NaN]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      const time = times[i]!
      // Neighbours mostly have the same window.
      if (!(time >= last && time < last + slide)) {
        last = floorTo(time, slide, offset)
        from = last - back
      }
      if (from + length <= time) continue
      this.setBounds(i, from, from + length)
      this.rows[this.n++] = i
    }
    const { n, minTime, maxTime } = this
    if (n > 0) this.emit({ ...batch, cols: [...batch.cols, ...this.bounds()], sel: this.rows, n, minTime, maxTime })
  }

  /** Row after row with each of its windows. */
  private emitCopies(batch: Batch, times: Float64Array): void {
    const { slide, offset, size } = this.slicing
    const { sel } = batch
    this.begin()
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      for (let from = floorTo(times[i]!, slide, offset); from + size > times[i]!; from -= slide) {
        if (this.n === BATCH_ROWS) this.flushCopies(batch)
        this.setBounds(this.n, from, from + size)
        this.rows[this.n++] = i + 1
      }
    }
    this.flushCopies(batch)
  }

  private flushCopies(batch: Batch): void {
    const { n, rows, copies, minTime, maxTime } = this
    if (n === 0) return
    for (const copy of copies) copy.clear()
    const cols = batch.cols.map((column, c) => gatherBatch(column, rows, n, copies[c]!, false))
    const kinds = batch.kinds && Uint8Array.from({ length: n }, (_, j) => batch.kinds![rows[j]! - 1]!)
    this.emit({ cols: [...cols, ...this.bounds()], rows: n, n, sel: null, kinds, minTime, maxTime })
    this.begin()
  }

  private begin(): void {
    this.n = 0
    this.minTime = Number.POSITIVE_INFINITY
    this.maxTime = Number.NEGATIVE_INFINITY
  }

  private setBounds(row: number, start: number, end: number): void {
    if (end !== this.lastEnd) {
      this.lastEnd = end
      this.lastTime = this.clock.resultTime(end)
    }
    const time = this.lastTime
    this.start[row] = start
    this.end[row] = end
    this.time[row] = time
    if (time < this.minTime) this.minTime = time
    if (time > this.maxTime) this.maxTime = time
  }

  private bounds(): Column[] {
    return [this.start, this.end, this.time].map((data) => ({ k: 'f64', nulls: null, data }))
  }

  private resize(rows: number): void {
    this.start = new Float64Array(rows)
    this.end = new Float64Array(rows)
    this.time = new Float64Array(rows)
    this.rows = new Int32Array(rows)
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
}
