import { type Batch, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { type Layout, layoutOf, Records, releaseTexts, storeColumn } from '../../state/layout.ts'
import { DueQueue } from '../dueQueue.ts'
import type { JoinKeys } from './keys.ts'
import type { Kept, SideColumns } from './sides.ts'

/** Which row came before which, as a double. */
const ARRIVAL = 0
const KEY = 2
const KIND = 3
const OWNER_WORDS = 4

/** Rows that wait for the watermark to reach their time. Each holds on to its key. */
export class WaitingRows {
  readonly kept: Kept
  private readonly records: Records
  private readonly layout: Layout
  private readonly keys: JoinKeys
  private readonly queue = new DueQueue()
  private arrivals = 0
  private bases = new Int32Array(1024)

  /** The time must be the first of the kept columns. */
  constructor(columns: SideColumns, keys: JoinKeys) {
    this.layout = layoutOf(columns.row, OWNER_WORDS)
    this.records = new Records(this.layout.end)
    this.keys = keys
    this.kept = { columns, records: this.records, cells: this.layout.cells, key: KEY, keys: keys.table }
  }

  get size(): number {
    return this.records.live
  }

  /** Places of the rows that were taken last. */
  get due(): Int32Array {
    return this.queue.due
  }

  timeOf(place: number): number {
    return this.records.doubles[(place - 1 + this.layout.cells[0]!.at) >> 1]!
  }
  keyOf(place: number): number {
    return this.records.ints[place - 1 + KEY]!
  }
  kindOf(place: number): number {
    return this.records.ints[place - 1 + KIND]!
  }

  /** Keeps some rows of a batch; `keys` are theirs, in the same order, −1 for none. */
  add(batch: Batch, rows: Int32Array, n: number, keys: Int32Array, times: Float64Array): void {
    if (n > this.bases.length) this.bases = new Int32Array(n)
    this.records.reserve(n)
    for (let j = 0; j < n; j++) {
      const kind = batch.kinds === null ? INSERT : batch.kinds[rows[j]!]!
      this.bases[j] = this.begin(keys[j]!, kind)
      this.queue.add(times[rows[j]!]!, this.bases[j]! + 1)
    }
    const { kept } = this.kept.columns
    for (let c = 0; c < kept.length; c++)
      storeColumn(this.records, this.layout.cells[c]!, batch.cols[kept[c]!]!, rows, this.bases, n)
  }

  private begin(key: number, kind: number): number {
    const base = this.records.add()
    const { ints, doubles } = this.records
    doubles[(base + ARRIVAL) >> 1] = this.arrivals++
    ints[base + KEY] = key
    ints[base + KIND] = kind
    if (key >= 0) this.keys.table.records.ints[key + this.keys.own]!++
    return base
  }

  /** Takes the rows up to a time, in the order in which they came; their places are in `due`. Returns how many. */
  take(time: number): number {
    const n = this.queue.take(time)
    this.order(n)
    return n
  }

  private order(n: number): void {
    const { due } = this
    const { doubles } = this.records
    const arrival = (place: number) => doubles[(place - 1 + ARRIVAL) >> 1]!
    for (let j = 1; j < n; j++) {
      if (arrival(due[j]!) >= arrival(due[j - 1]!)) continue
      due.subarray(0, n).sort((a, b) => arrival(a) - arrival(b))
      return
    }
  }

  /** Forgets rows; their keys too, when nothing else needs them. */
  remove(places: Int32Array): void {
    for (const place of places) {
      const base = place - 1
      const key = this.records.ints[base + KEY]!
      releaseTexts(this.records, this.layout, base)
      this.records.remove(base)
      if (key < 0) continue
      this.keys.table.records.ints[key + this.keys.own]!--
      this.keys.doom(key)
    }
  }

  all(): Int32Array {
    return this.records.bases()
  }
  save(writer: StateWriter): void {
    writer.number(this.arrivals)
    this.records.save(writer)
  }
  load(reader: StateReader): void {
    this.arrivals = reader.number()
    this.records.load(reader)
    for (const base of this.all()) this.queue.add(this.timeOf(base + 1), base + 1)
  }
}
