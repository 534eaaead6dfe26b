import type { Primitive } from '@millrace/algebra'
import type { Column } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Task, TaskContext } from './task.ts'
import { floorTo, type Slicing, slicing } from './windows.ts'

type AssignPrimitive = Extract<Primitive, { op: 'assign' }>

/** Adds window columns; a batch leaves once for each of the windows that a row has. Keeps nothing. */
export class AssignTask implements Task {
  private readonly op: AssignPrimitive
  private readonly slicing: Slicing
  private readonly emit: (batch: Batch) => void
  private start = new Float64Array(1024)
  private end = new Float64Array(1024)
  private last = new Float64Array(1024)
  private rows = new Int32Array(1024)

  constructor({ node, emit }: TaskContext<AssignPrimitive>) {
    this.op = node.op
    this.slicing = slicing(node.op.window)
    this.emit = (batch) => emit('out', batch)
  }

  process(batch: Batch): void {
    const { size, slide } = this.slicing
    if (batch.rows > this.start.length) this.resize(batch.rows)
    // Latest window first, as Flink gives them.
    for (let back = 0; back < Math.ceil(size / slide); back++) this.emitWindow(batch, back)
  }

  /** Rows with their last window but `back`. */
  private emitWindow(batch: Batch, back: number): void {
    const { size, slide, offset } = this.slicing
    const { data } = batch.cols[this.op.rowtime] as { data: Float64Array }
    const { sel } = batch
    let n = 0
    let [minTime, maxTime] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      const from = floorTo(data[i]!, slide, offset) - back * slide
      const to = from + size
      if (to <= data[i]!) continue
      this.start[i] = from
      this.end[i] = to
      this.last[i] = to - 1
      this.rows[n++] = i
      if (to - 1 < minTime) minTime = to - 1
      if (to - 1 > maxTime) maxTime = to - 1
    }
    if (n === 0) return
    const added: Column[] = [this.start, this.end, this.last].map((data) => ({ k: 'f64', nulls: null, data }))
    this.emit({ ...batch, cols: [...batch.cols, ...added], sel: this.rows, n, minTime, maxTime })
  }

  private resize(rows: number): void {
    this.start = new Float64Array(rows)
    this.end = new Float64Array(rows)
    this.last = new Float64Array(rows)
    this.rows = new Int32Array(rows)
  }

  watermark(): void {}
  save(): void {}
  restore(): void {}
}
