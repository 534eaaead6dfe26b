import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { type Layout, layoutOf, Records, releaseTexts, storeColumn } from '../../state/layout.ts'
import { FAR, touchLists } from '../../state/touch.ts'
import type { Candidates } from './candidates.ts'
import type { JoinKeys } from './keys.ts'
import type { Kept, Side, SideColumns } from './sides.ts'

const NEXT = 0
const KEY = 1
const PREVIOUS = 2
const PARTNERS = 3

/** Rows of a side that are never withdrawn: for each key a list, newest first. */
export class ListSide {
  readonly kept: Kept
  private readonly records: Records
  private readonly layout: Layout
  private readonly keys: JoinKeys
  /** Word of a key that has its newest row. */
  private readonly head: number
  private rows = new Int32Array(1024)
  private bases = new Int32Array(1024)
  /** Read and never used, so that reading ahead is not left out. */
  private touched = 0

  constructor(columns: SideColumns, keys: JoinKeys, side: Side) {
    this.layout = layoutOf(columns.row, PARTNERS + 1)
    this.records = new Records(this.layout.end)
    this.keys = keys
    this.head = keys.head(side)
    this.kept = { columns, records: this.records, cells: this.layout.cells, key: KEY, keys: keys.table }
  }

  get size(): number {
    return this.records.live
  }

  /** Reads the lists of keys ahead of `collect`. */
  readAhead(keys: Int32Array, n: number): void {
    const { records } = this
    if (records.count * records.words < FAR) return
    if (n > this.bases.length) this.resize(n)
    const heads = this.bases
    const keyInts = this.keys.table.records.ints
    for (let j = 0; j < n; j++) heads[j] = keys[j]! < 0 ? 0 : keyInts[keys[j]! + this.head]!
    this.touched ^= touchLists(records.ints, NEXT, heads, n)
  }

  private resize(n: number): void {
    this.rows = new Int32Array(n)
    this.bases = new Int32Array(n)
  }

  /** Adds the rows of a key as candidates of a row, in the order of arrival. */
  collect(key: number, row: number, own: number, into: Candidates): void {
    const { ints } = this.records
    const from = into.n
    let place = this.keys.table.records.ints[key + this.head]!
    while (place !== 0) {
      into.add(row, own, place)
      place = ints[place - 1 + NEXT]!
    }
    if (into.n > from + 1) into.reverse(from)
  }

  /** The same for rows whose first column, a time, is from `least` to `most`. */
  collectBetween(key: number, row: number, own: number, least: number, most: number, into: Candidates): void {
    const { ints, doubles } = this.records
    const { at } = this.layout.cells[0]!
    const from = into.n
    let place = this.keys.table.records.ints[key + this.head]!
    while (place !== 0) {
      const time = doubles[(place - 1 + at) >> 1]!
      if (time >= least && time <= most) into.add(row, own, place)
      place = ints[place - 1 + NEXT]!
    }
    if (into.n > from + 1) into.reverse(from)
  }

  partners(place: number): number {
    return this.records.ints[place - 1 + PARTNERS]!
  }
  setPartners(place: number, partners: number): void {
    this.records.ints[place - 1 + PARTNERS] = partners
  }
  keyOf(place: number): number {
    return this.records.ints[place - 1 + KEY]!
  }
  /** The newest row of a key, or 0. */
  first(key: number): number {
    return this.keys.table.records.ints[key + this.head]!
  }
  /** The row of the same key that came before, or 0. */
  next(place: number): number {
    return this.records.ints[place - 1 + NEXT]!
  }

  /** Keeps the selected rows that have a key (not −1); `places`, when given, takes where they are. */
  keepAll(
    batch: Batch,
    sel: Int32Array | null,
    n: number,
    keys: Int32Array,
    partners: Int32Array,
    places?: Int32Array,
  ): void {
    if (n > this.rows.length) this.resize(n)
    const { records, rows, bases } = this
    records.reserve(n)
    let count = 0
    for (let j = 0; j < n; j++) {
      if (places) places[j] = 0
      if (keys[j]! < 0) continue
      const base = records.add()
      this.link(base, keys[j]!, partners[j]!)
      if (places) places[j] = base + 1
      rows[count] = sel === null ? j : sel[j]!
      bases[count++] = base
    }
    const { kept } = this.kept.columns
    for (let c = 0; c < kept.length; c++)
      storeColumn(records, this.layout.cells[c]!, batch.cols[kept[c]!]!, rows, bases, count)
  }

  private link(base: number, key: number, partners: number): void {
    const { ints } = this.records
    const keyInts = this.keys.table.records.ints
    const next = keyInts[key + this.head]!
    ints[base + NEXT] = next
    ints[base + KEY] = key
    ints[base + PREVIOUS] = 0
    ints[base + PARTNERS] = partners
    if (next !== 0) ints[next - 1 + PREVIOUS] = base + 1
    keyInts[key + this.head] = base + 1
  }

  /** Forgets rows; their keys too, when they were the last ones. */
  removeAll(places: Int32Array, n: number): void {
    this.touchRows(places, n)
    for (let k = 0; k < n; k++) this.remove(places[k]!)
  }

  private touchRows(places: Int32Array, n: number): void {
    const { records } = this
    if (records.count * records.words < FAR) return
    const { ints } = records
    const keyInts = this.keys.table.records.ints
    let touched = 0
    for (let k = 0; k < n; k++) touched ^= ints[places[k]! - 1 + KEY]!
    for (let k = 0; k < n; k++) {
      const base = places[k]! - 1
      touched ^= keyInts[ints[base + KEY]! + this.head]! ^ ints[ints[base + PREVIOUS]!]!
    }
    this.touched ^= touched
  }

  private remove(place: number): void {
    const { ints } = this.records
    const base = place - 1
    const key = ints[base + KEY]!
    const [next, previous] = [ints[base + NEXT]!, ints[base + PREVIOUS]!]
    if (next !== 0) ints[next - 1 + PREVIOUS] = previous
    if (previous !== 0) ints[previous - 1 + NEXT] = next
    else this.keys.table.records.ints[key + this.head] = next
    if (previous === 0 && next === 0) this.keys.doom(key)
    this.free(base)
  }

  /** Forgets all rows of a key. */
  drop(key: number): void {
    let place = this.keys.table.records.ints[key + this.head]!
    while (place !== 0) {
      const next = this.next(place)
      this.free(place - 1)
      place = next
    }
    this.keys.table.records.ints[key + this.head] = 0
  }

  private free(base: number): void {
    releaseTexts(this.records, this.layout, base)
    this.records.remove(base)
  }

  /** The first column of a row, a time. */
  timeOf(place: number): number {
    return this.records.doubles[(place - 1 + this.layout.cells[0]!.at) >> 1]!
  }

  /** First words of all rows. */
  all(): Int32Array {
    return this.records.bases()
  }
  save(writer: StateWriter): void {
    this.records.save(writer)
  }
  load(reader: StateReader): void {
    this.records.load(reader)
  }
}
