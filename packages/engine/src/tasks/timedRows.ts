import type { RowType } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { type Layout, layoutOf, Records, releaseTexts, storeColumn } from '../state/layout.ts'
import { DueQueue } from './dueQueue.ts'

/** Which row came before which, as a double. */
const ARRIVAL = 0
const KEY = 2
/** Next row of a list of the owner, as a place. */
const NEXT = 3
const WAITING = 4
const OWNER_WORDS = 6

/** Order of two rows of one time; the owner's, by their first words. */
export type CompareRows = (a: number, b: number) => number

/** Rows that wait for the watermark to reach their time, and rows that have been given and are still needed. */
export class TimedRows {
  readonly records: Records
  readonly layout: Layout
  private readonly time: number
  private readonly queue = new DueQueue()
  private readonly compare: CompareRows
  private arrivals = 0
  private bases = new Int32Array(1024)

  constructor(row: RowType, rowtime: number, compare: CompareRows = () => 0) {
    this.layout = layoutOf(row, OWNER_WORDS)
    this.records = new Records(this.layout.end)
    this.time = this.layout.cells[rowtime]!.at
    this.compare = compare
  }

  /** First words of the rows that were taken last. */
  get due(): Int32Array {
    return this.queue.due
  }

  timeOf(base: number): number {
    return this.records.doubles[(base + this.time) >> 1]!
  }
  keyOf(base: number): number {
    return this.records.ints[base + KEY]!
  }

  /** Keeps some rows of a batch; `keys` are theirs, in the same order, when there are any. */
  add(batch: Batch, rows: Int32Array, n: number, times: Float64Array, keys?: Int32Array): void {
    const { records } = this
    if (n > this.bases.length) this.bases = new Int32Array(n)
    records.reserve(n)
    for (let j = 0; j < n; j++) {
      const base = records.add()
      records.doubles[(base + ARRIVAL) >> 1] = this.arrivals++
      if (keys) records.ints[base + KEY] = keys[j]!
      records.ints[base + WAITING] = 1
      this.bases[j] = base
      this.queue.add(times[rows[j]!]!, base)
    }
    const { cells } = this.layout
    for (let c = 0; c < cells.length; c++) storeColumn(records, cells[c]!, batch.cols[c]!, rows, this.bases, n)
  }

  /** Takes the rows up to a time, in the order of time, of the owner, and of arrival; they are in `due`. Returns how many. */
  take(time: number): number {
    const n = this.queue.take(time)
    this.order(n)
    const { due } = this
    for (let j = 0; j < n; j++) this.records.ints[due[j]! + WAITING] = 0
    return n
  }

  /** The queue gives equal times in any order; mostly nothing is to be done. */
  private order(n: number): void {
    const { due } = this
    const { doubles } = this.records
    const compare = (a: number, b: number) =>
      this.timeOf(a) - this.timeOf(b) ||
      this.compare(a, b) ||
      doubles[(a + ARRIVAL) >> 1]! - doubles[(b + ARRIVAL) >> 1]!
    for (let j = 1; j < n; j++) {
      if (compare(due[j - 1]!, due[j]!) <= 0) continue
      due.subarray(0, n).sort(compare)
      return
    }
  }

  next(base: number): number {
    return this.records.ints[base + NEXT]!
  }
  link(base: number, next: number): void {
    this.records.ints[base + NEXT] = next
  }

  remove(base: number): void {
    releaseTexts(this.records, this.layout, base)
    this.records.remove(base)
  }

  isWaiting(base: number): boolean {
    return this.records.ints[base + WAITING] === 1
  }

  save(writer: StateWriter): void {
    writer.number(this.arrivals)
    this.records.save(writer)
  }
  load(reader: StateReader): void {
    this.arrivals = reader.number()
    this.records.load(reader)
    for (const base of this.records.bases()) if (this.isWaiting(base)) this.queue.add(this.timeOf(base), base)
  }
}
