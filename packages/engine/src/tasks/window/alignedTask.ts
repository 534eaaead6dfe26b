import type { AlignedWindow, Primitive } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import { Aggregation } from '../../aggregates/aggregation.ts'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { layoutOf } from '../../state/layout.ts'
import { NO_WATERMARK } from '../../watermark.ts'
import { RowGroups } from '../groups.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { createStore } from './createStore.ts'
import { WindowResults } from './results.ts'
import { Slices } from './slice.ts'
import { endDistance, firstWindowEnd, floorTo, lastWindowEnd, type Slicing, slicing } from './slicing.ts'
import { stateView } from './stateView.ts'
import { WallClock } from './wallClock.ts'
import type { WindowStore } from './windowStore.ts'

type WindowPrimitive = Extract<Primitive, { op: 'window' }>

/**
 * Tumbling, sliding and cumulating windows of event time, as SQL has them.
 *
 * Rows are added to slices; a window is given when the watermark reaches its last millisecond, put together from its slices, and a
 * slice is dropped with its last window. A row is late when all its windows have been given (Flink's
 * SliceSharedSyncStateWindowAggProcessor).
 */
export class AlignedTask implements Task {
  private readonly op: WindowPrimitive
  private readonly slicing: Slicing
  private readonly clock: WallClock
  private readonly store: WindowStore
  private readonly results: WindowResults
  private readonly keyRow: RowType
  private readonly slices: Slices
  private readonly emitLate: (batch: Batch) => void
  private readonly sorted = new RowGroups()
  private watermarkTime = NO_WATERMARK
  /** End of the earliest window that has not been given. */
  private nextEnd = Number.POSITIVE_INFINITY

  constructor({ node, inputs, emit, environment }: TaskContext<WindowPrimitive>) {
    const { window, key, aggregates, rowtime } = node.op
    const { row } = inputs[0]!
    this.op = node.op
    this.slicing = slicing(window as AlignedWindow)
    this.clock = new WallClock(row[rowtime!]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
    this.keyRow = key.map((column) => row[column]!)
    const aggregation = new Aggregation(aggregates, row, layoutOf(this.keyRow, 0).end, { environment })
    const emitResults = (batch: Batch) => emit('out', batch)
    this.results = new WindowResults(node.outputs.out!.row, key.length, aggregation, this.clock, emitResults)
    this.slices = new Slices(aggregation, key, this.keyRow)
    this.store = createStore(this.slicing, this.slices, this.results)
    this.emitLate = (batch) => emit('late', batch)
  }

  process(batch: Batch): void {
    if (batch.n === 0) return
    const start = this.onlySlice(batch)
    if (start !== undefined && this.clock.over(lastWindowEnd(start, this.slicing)) > this.watermarkTime)
      this.add(start, batch, batch.sel, batch.n)
    else this.addSorted(batch)
  }

  /** Beginning of the slice in which all rows of a batch lie, if there is one and it is part of a window. */
  private onlySlice({ minTime, maxTime }: Batch): number | undefined {
    if (!this.clock.steady(minTime, maxTime)) return undefined
    const { width, offset } = this.slicing
    const start = floorTo(this.clock.at(minTime), width, offset)
    return start === floorTo(this.clock.at(maxTime), width, offset) && Number.isFinite(start) ? start : undefined
  }

  /** Sorts rows by slice; late ones leave on the side. */
  private addSorted(batch: Batch): void {
    const { sorted, slicing } = this
    const { sel, n } = batch
    const times = this.clock.times(batch, this.op.rowtime!)
    sorted.begin(n)
    const late: number[] = []
    let [from, to, group, end] = [0, 0, -1, 0]
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const time = times[i]!
      if (time < from || time >= to) {
        from = floorTo(time, slicing.width, slicing.offset)
        to = from + slicing.width
        end = lastWindowEnd(time, slicing)
        group = this.clock.over(end) > this.watermarkTime ? sorted.group(from) : -1
      }
      sorted.put(j, group)
      if (group < 0 && (end !== NO_WATERMARK || this.isPast(batch, i))) late.push(i)
    }
    sorted.finish(sel, n)
    for (let g = 0; g < sorted.values.length; g++) {
      const rows = sorted.of(g)
      this.add(sorted.values[g]!, batch, rows, rows.length)
    }
    if (late.length > 0) this.emitLate({ ...batch, sel: Int32Array.from(late), n: late.length })
  }

  /** With a slide longer than the size some times lie in no window; their rows count nowhere, and are late when the time is over. */
  private isPast({ cols }: Batch, i: number): boolean {
    return (cols[this.op.rowtime!] as { data: Float64Array }).data[i]! <= this.watermarkTime
  }

  private add(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    const first = firstWindowEnd(start, this.slicing)
    const over = this.clock.over(first) <= this.watermarkTime
    this.store.add(start, batch, sel, n, over)
    const end = over ? this.firstOpenEnd(start, first) : first
    if (end < this.nextEnd) this.nextEnd = end
  }

  /** End of the first window of a slice that has not been given; its last one has not. */
  private firstOpenEnd(start: number, first: number): number {
    const distance = endDistance(this.slicing)
    let given = 0
    let open = (lastWindowEnd(start, this.slicing) - first) / distance
    while (open - given > 1) {
      const middle = Math.floor((given + open) / 2)
      if (this.clock.over(first + middle * distance) <= this.watermarkTime) given = middle
      else open = middle
    }
    return first + open * distance
  }

  watermark(time: number): void {
    // The watermark stays behind while windows are given, so that what they emit is not late anywhere.
    while (this.nextEnd !== Number.POSITIVE_INFINITY && this.clock.over(this.nextEnd) <= time) {
      const end = this.nextEnd
      this.store.give(end)
      this.nextEnd = this.store.nextEnd(end)
    }
    this.results.flush()
    this.watermarkTime = time
  }

  save(writer: StateWriter): void {
    writer.number(this.watermarkTime).number(this.nextEnd)
    this.store.save(writer)
  }

  restore(reader: StateReader): void {
    this.watermarkTime = reader.number()
    this.nextEnd = reader.number()
    this.store.restore(reader)
  }

  state(): StateView {
    return stateView(this.keyRow, this.op.aggregates, this.slices.aggregation, this.store.tables())
  }
}
