import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { type Layout, layoutOf, Records, releaseTexts, storeCell } from '../../state/layout.ts'
import { NO_WATERMARK } from '../../watermark.ts'
import type { JoinKeys } from './keys.ts'
import type { Kept, SideColumns } from './sides.ts'

const NEXT = 0
const KEY = 1
/** 1 where nothing is valid from the time of the version on. */
const GONE = 2
const OWNER_WORDS = 4

/** A row came when the version of its time had been replaced and forgotten. */
export const TOO_LATE = -1

/**
 * For each key its versions, newest first: each is valid from its time on, inclusive, until that of the next.
 *
 * Of versions of equal time the later one counts. Of those up to the watermark only the newest counts; the others are forgotten when a
 * version of their key comes next.
 */
export class Versions {
  readonly kept: Kept
  clock = NO_WATERMARK
  private readonly records: Records
  private readonly layout: Layout
  private readonly keys: JoinKeys
  private readonly head: number

  /** The time must be the first of the kept columns. */
  constructor(columns: SideColumns, keys: JoinKeys) {
    this.layout = layoutOf(columns.row, OWNER_WORDS)
    this.records = new Records(this.layout.end)
    this.keys = keys
    this.head = keys.head(1)
    this.kept = { columns, records: this.records, cells: this.layout.cells, key: KEY, keys: keys.table }
  }

  get size(): number {
    return this.records.live
  }

  private timeOf(place: number): number {
    return this.records.doubles[(place - 1 + this.layout.cells[0]!.at) >> 1]!
  }

  /** The version of a key that is valid at a time; 0 when there is none. */
  at(key: number, time: number): number {
    const { ints } = this.records
    for (let place = this.keys.table.records.ints[key + this.head]!; place !== 0; ) {
      const since = this.timeOf(place)
      if (since <= time) return ints[place - 1 + GONE] === 1 ? 0 : place
      if (since <= this.clock) return TOO_LATE
      place = ints[place - 1 + NEXT]!
    }
    return 0
  }

  /** Puts a version at its time; false when it comes too late, because a newer one is up to the watermark. */
  put(batch: Batch, row: number, key: number, time: number, gone: boolean): boolean {
    const { ints } = this.records
    let after = 0
    let place = this.keys.table.records.ints[key + this.head]!
    while (place !== 0 && this.timeOf(place) > time) {
      if (this.timeOf(place) <= this.clock) return false
      after = place
      place = ints[place - 1 + NEXT]!
    }
    if (place !== 0 && this.timeOf(place) === time) this.overwrite(batch, row, place, gone)
    else this.insert(batch, row, key, after, gone)
    this.forget(key)
    return true
  }

  private overwrite(batch: Batch, row: number, place: number, gone: boolean): void {
    releaseTexts(this.records, this.layout, place - 1)
    this.store(batch, row, place - 1, gone)
  }

  private insert(batch: Batch, row: number, key: number, after: number, gone: boolean): void {
    const base = this.records.add()
    const [links, word] =
      after === 0 ? [this.keys.table.records.ints, key + this.head] : [this.records.ints, after - 1 + NEXT]
    const { ints } = this.records
    ints[base + NEXT] = links[word]!
    ints[base + KEY] = key
    links[word] = base + 1
    this.store(batch, row, base, gone)
  }

  private store(batch: Batch, row: number, base: number, gone: boolean): void {
    const { kept } = this.kept.columns
    this.records.ints[base + GONE] = gone ? 1 : 0
    for (let c = 0; c < kept.length; c++)
      storeCell(this.records, this.layout.cells[c]!, batch.cols[kept[c]!]!, row, base)
  }

  /** Forgets what the newest version up to the watermark has replaced. */
  private forget(key: number): void {
    const { ints } = this.records
    let place = this.keys.table.records.ints[key + this.head]!
    while (place !== 0 && this.timeOf(place) > this.clock) place = ints[place - 1 + NEXT]!
    if (place === 0) return
    let old = ints[place - 1 + NEXT]!
    ints[place - 1 + NEXT] = 0
    while (old !== 0) {
      const next = ints[old - 1 + NEXT]!
      releaseTexts(this.records, this.layout, old - 1)
      this.records.remove(old - 1)
      old = next
    }
  }

  all(): Int32Array {
    return this.records.bases()
  }
  save(writer: StateWriter): void {
    writer.number(this.clock)
    this.records.save(writer)
  }
  load(reader: StateReader): void {
    this.clock = reader.number()
    this.records.load(reader)
  }
}
