import { type Primitive, timerInstant } from '@millrace/algebra'
import {
  formatTimestamp,
  type Json,
  type Row,
  type RowType,
  readCell,
  rowToJson,
  toWallClock,
  type Zone,
} from '@millrace/language'
import { Aggregation, addRows, type DistinctValues } from '../aggregates/aggregation.ts'
import { type Batch, BatchBuilder } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import { layoutOf } from '../state/layout.ts'
import { NO_WATERMARK } from '../watermark.ts'
import { RowGroups } from './groups.ts'
import type { StateView, Task, TaskContext } from './task.ts'
import { firstWindowEnd, floorTo, lastWindowEnd, type Slicing, slicing } from './windows.ts'

type WindowPrimitive = Extract<Primitive, { op: 'window' }>

/** Groups of one slice: their aggregates, and the distinct values these have counted. */
interface Slice {
  start: number
  groups: KeyTable
  values: DistinctValues[]
}

/**
 * Tumbling and sliding windows of event time.
 *
 * Rows are added to slices; a window is given when the watermark reaches its last millisecond, put together from its slices, and a
 * slice is dropped with its last window. A row is late when all its windows have been given (Flink's SliceSharedWindowAggProcessor).
 */
export class WindowTask implements Task {
  private readonly op: WindowPrimitive
  private readonly slicing: Slicing
  private readonly aggregation: Aggregation
  private readonly keyRow: RowType
  private readonly out: BatchBuilder
  private readonly emitLate: (batch: Batch) => void
  private readonly slices = new Map<number, Slice>()
  private readonly spare: Slice[] = []
  private readonly sorted = new RowGroups()
  private bases = new Int32Array(1024)
  private clock = NO_WATERMARK
  /** End of the earliest window that has not been given. */
  private nextEnd = Number.POSITIVE_INFINITY
  /** Zone in which windows lie, when times are instants and it is not UTC. */
  private readonly zone: Zone | undefined
  private wall = new Float64Array(0)

  constructor({ node, inputs, emit, environment }: TaskContext<WindowPrimitive>) {
    const { row } = inputs[0]!
    this.op = node.op
    this.slicing = slicing(node.op.window)
    this.keyRow = node.op.key.map((column) => row[column]!)
    this.aggregation = new Aggregation(node.op.aggregates, row, layoutOf(this.keyRow, 0).end)
    this.out = new BatchBuilder(node.outputs.out!.row, (batch) => emit('out', batch))
    this.emitLate = (batch) => emit('late', batch)
    const local = row[node.op.rowtime]!.type.t === 'TIMESTAMP_LTZ' && environment.zone.name !== 'UTC'
    this.zone = local ? environment.zone : undefined
  }

  process(batch: Batch): void {
    if (batch.n === 0) return
    const { rowtime } = this.op
    const column = batch.cols[rowtime]! as { data: Float64Array }
    const times = this.zone ? this.wallClock(batch, column.data) : column.data
    const { width, offset } = this.slicing
    const single = !this.zone && floorTo(batch.minTime, width, offset) === floorTo(batch.maxTime, width, offset)
    if (single && this.windowsOpen(batch.minTime))
      this.add(floorTo(batch.minTime, width, offset), batch, batch.sel, batch.n)
    else this.addSorted(batch, times)
  }

  /** Whether the last window of a time has not been given yet. */
  private windowsOpen(time: number): boolean {
    return this.fireTime(lastWindowEnd(time, this.slicing)) > this.clock
  }

  /** The watermark at which a window is given: its last millisecond, as an instant. */
  private fireTime(end: number): number {
    return this.zone ? timerInstant(end - 1, this.zone) : end - 1
  }

  private wallClock({ rows, sel, n }: Batch, times: Float64Array): Float64Array {
    if (this.wall.length < rows) this.wall = new Float64Array(Math.max(rows, 1024))
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      this.wall[i] = toWallClock(times[i]!, this.zone!)
    }
    return this.wall
  }

  /** Sorts rows by slice; late ones leave on the side. */
  private addSorted(batch: Batch, times: Float64Array): void {
    const { sorted } = this
    const { sel, n } = batch
    const { width, offset } = this.slicing
    sorted.begin(n)
    const late: number[] = []
    let [from, to, group, open] = [0, 0, -1, false]
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const time = times[i]!
      if (time < from || time >= to) {
        from = floorTo(time, width, offset)
        to = from + width
        const end = lastWindowEnd(time, this.slicing)
        open = this.fireTime(end) > this.clock
        // With a slide longer than the size some times lie in no window at all; their rows count nowhere and are not late.
        group = open ? sorted.group(from) : -1
        if (end === Number.NEGATIVE_INFINITY) [group, open] = [-1, true]
      }
      sorted.put(j, group)
      if (!open) late.push(i)
    }
    sorted.finish(sel, n)
    for (let g = 0; g < sorted.values.length; g++) {
      const rows = sorted.of(g)
      this.add(sorted.values[g]!, batch, rows, rows.length)
    }
    if (late.length > 0) this.emitLate({ ...batch, sel: Int32Array.from(late), n: late.length })
  }

  private add(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    const slice = this.slices.get(start) ?? this.openSlice(start)
    if (n > this.bases.length) this.bases = new Int32Array(n)
    slice.groups.probe(batch, this.op.key, sel, n, this.bases)
    addRows(this.aggregation, slice.values, batch, sel, n, slice.groups.records, this.bases)
  }

  private openSlice(start: number): Slice {
    const slice = this.spare.pop() ?? this.createSlice()
    slice.start = start
    this.slices.set(start, slice)
    this.nextEnd = Math.min(this.nextEnd, this.firstOpenEnd(start))
    return slice
  }

  private createSlice(): Slice {
    return {
      start: 0,
      groups: new KeyTable(this.keyRow, this.aggregation.words),
      values: this.aggregation.createValues(),
    }
  }

  /** End of the first window of a slice that has not been given. */
  private firstOpenEnd(start: number): number {
    let end = firstWindowEnd(start, this.slicing)
    while (this.fireTime(end) <= this.clock) end += this.slicing.slide
    return end
  }

  watermark(time: number): void {
    // The clock stays behind while windows are given, so that what they emit is not late anywhere.
    while (this.nextEnd !== Number.POSITIVE_INFINITY && this.fireTime(this.nextEnd) <= time) {
      const end = this.nextEnd
      this.give(end)
      this.dropSlices(end)
      this.nextEnd = this.endAfter(end)
    }
    this.out.flush()
    this.clock = time
  }

  /** The next end of a window that has rows. */
  private endAfter(end: number): number {
    let next = Number.POSITIVE_INFINITY
    const { slide } = this.slicing
    for (const start of this.slices.keys()) {
      const first = firstWindowEnd(start, this.slicing)
      next = Math.min(next, first > end ? first : end + slide)
    }
    return next
  }

  private give(end: number): void {
    const slices = this.slicesOf(end)
    if (slices.length === 0) return
    const window = slices.length === 1 ? slices[0]! : this.merged(slices)
    this.emitWindow(window, end)
    if (slices.length > 1) this.release(window)
  }

  /** The slices of a window, latest first: the order in which Flink puts them together. */
  private slicesOf(end: number): Slice[] {
    const { size, width } = this.slicing
    const found: Slice[] = []
    if (this.slices.size * width <= size) {
      for (const slice of this.slices.values()) if (slice.start >= end - size && slice.start < end) found.push(slice)
      return found.sort((a, b) => b.start - a.start)
    }
    for (let start = end - width; start >= end - size; start -= width) {
      const slice = this.slices.get(start)
      if (slice) found.push(slice)
    }
    return found
  }

  private merged(slices: readonly Slice[]): Slice {
    const into = this.spare.pop() ?? this.createSlice()
    for (const slice of slices) this.mergeInto(into, slice)
    return into
  }

  private mergeInto(into: Slice, slice: Slice): void {
    const n = slice.groups.size
    const from = Int32Array.from(slice.groups.bases())
    const keys = slice.groups.readColumns().map((buffer) => buffer.column())
    const batch: Batch = { cols: keys, rows: n, n, sel: null, kinds: null, minTime: 0, maxTime: 0 }
    const to = new Int32Array(n)
    into.groups.probe(
      batch,
      keys.map((_, c) => c),
      null,
      n,
      to,
    )
    for (const [a, accumulator] of this.aggregation.accumulators.entries()) {
      if (!this.aggregation.isDistinct(a)) accumulator.merge(slice.groups.records, from, into.groups.records, to, n)
    }
    for (const [v, values] of into.values.entries()) values.merge(slice.values[v]!, to, into.groups.records)
  }

  private emitWindow({ groups }: Slice, end: number): void {
    const keys = this.keyRow.length
    const start = end - this.slicing.size
    const last = this.fireTime(end)
    const bases = Int32Array.from(groups.bases())
    for (let done = 0; done < bases.length; ) {
      const { from, count } = this.out.take(bases.length - done)
      const part = bases.subarray(done, done + count)
      const { buffers } = this.out
      groups.loadKeys(part, count, buffers, from)
      for (const [c, value] of [start, end, last].entries()) buffers[keys + c]!.data.fill(value, from, from + count)
      for (const [a, accumulator] of this.aggregation.accumulators.entries())
        accumulator.write(groups.records, part, count, buffers[keys + 3 + a]!, from)
      this.out.spans(last, last)
      done += count
    }
  }

  /** Drops the slices whose last window was the one that ended at `end`. */
  private dropSlices(end: number): void {
    for (const slice of this.slices.values()) {
      if (lastWindowEnd(slice.start, this.slicing) > end) continue
      this.slices.delete(slice.start)
      this.release(slice)
    }
  }

  /** Keeps the memory of a few slices for the next ones. */
  private release(slice: Slice): void {
    slice.groups.clear()
    for (const values of slice.values) values.clear()
    if (this.spare.length < 8) this.spare.push(slice)
  }

  save(writer: StateWriter): void {
    writer.number(this.clock).number(this.nextEnd).int(this.slices.size)
    for (const { start, groups, values } of this.slices.values()) {
      writer.number(start)
      groups.save(writer)
      for (const value of values) value.save(writer)
    }
  }

  restore(reader: StateReader): void {
    this.clock = reader.number()
    this.nextEnd = reader.number()
    const count = reader.int()
    for (let i = 0; i < count; i++) {
      const slice = this.createSlice()
      slice.start = reader.number()
      slice.groups.load(reader)
      for (const value of slice.values) value.load(reader)
      this.slices.set(slice.start, slice)
    }
  }

  state(): StateView {
    const results = this.op.aggregates.map(({ as, result }) => ({ name: as, ...result }))
    const tables = [...this.slices.values()].map(({ start, groups }) => ({
      name: formatTimestamp(start, 3),
      key: this.keyRow,
      value: results,
      size: groups.size,
    }))
    return { tables, scan: (name, from, limit) => this.scan(name, from, limit) }
  }

  private scan(name: string, from: number, limit: number): { key: Json; value: Json }[] {
    const slice = [...this.slices.values()].find(({ start }) => formatTimestamp(start, 3) === name)
    if (!slice) return []
    const bases = Int32Array.from(slice.groups.bases()).subarray(from, from + limit)
    const keys = this.keyRow
    const results = this.op.aggregates.map(({ as, result }) => ({ name: as, ...result }))
    const builder = new BatchBuilder([...keys, ...results], () => {})
    slice.groups.loadKeys(bases, bases.length, builder.buffers, 0)
    for (const [a, accumulator] of this.aggregation.accumulators.entries())
      accumulator.write(slice.groups.records, bases, bases.length, builder.buffers[keys.length + a]!, 0)
    return Array.from(bases, (_, row) => {
      const cell = (type: RowType, at: number): Row =>
        type.map((field, c) => readCell(builder.buffers[at + c]!.column(), row, field.type))
      return { key: rowToJson(cell(keys, 0), keys), value: rowToJson(cell(results, keys.length), results) }
    })
  }
}
