import type { AlignedWindow, Primitive } from '@millrace/algebra'
import type { Column } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import type { Task, TaskContext } from '../task.ts'
import { floorTo, type Slicing, slicing } from './slicing.ts'
import { WallClock } from './wallClock.ts'

type AssignPrimitive = Extract<Primitive, { op: 'assign' }>

/** Adds window columns; a batch leaves once for each of the windows that a row has. Keeps nothing. */
export class AssignTask implements Task {
  private readonly rowtime: number
  private readonly slicing: Slicing
  private readonly clock: WallClock
  private readonly emit: (batch: Batch) => void
  private start = new Float64Array(1024)
  private end = new Float64Array(1024)
  private last = new Float64Array(1024)
  private rows = new Int32Array(1024)

  constructor({ node, inputs, environment, emit }: TaskContext<AssignPrimitive>) {
    this.rowtime = node.op.rowtime
    this.slicing = slicing(node.op.window as AlignedWindow)
    this.clock = new WallClock(inputs[0]!.row[this.rowtime]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
    this.emit = (batch) => emit('out', batch)
  }

  process(batch: Batch): void {
    const { kind, size, slide, width } = this.slicing
    if (batch.rows > this.start.length) this.resize(batch.rows)
    const times = this.clock.times(batch, this.rowtime)
    if (kind === 'cumulate') for (let end = width; end <= size; end += width) this.emitWindow(batch, times, 0, end)
    // Latest window first, as Flink gives them.
    else for (let back = 0; back < size; back += slide) this.emitWindow(batch, times, back, size)
  }

  /** Rows with the window that begins `back` before their last one and is `length` long, as far as they lie in it. */
  private emitWindow(batch: Batch, times: Float64Array, back: number, length: number): void {
    const { slide, offset } = this.slicing
    const { sel } = batch
    let n = 0
    let [minTime, maxTime] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    let [end, time] = [Number.NaN, 0]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      const from = floorTo(times[i]!, slide, offset) - back
      if (from + length <= times[i]!) continue
      if (from + length !== end) {
        end = from + length
        time = this.clock.resultTime(end)
      }
      this.start[i] = from
      this.end[i] = end
      this.last[i] = time
      this.rows[n++] = i
      if (time < minTime) minTime = time
      if (time > maxTime) maxTime = time
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
