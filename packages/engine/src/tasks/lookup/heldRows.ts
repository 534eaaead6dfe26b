import type { RowType } from '@millrace/language'
import { type Batch, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { gatherCells } from '../../state/gather.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import { type Layout, layoutOf, Records, releaseTexts, storeColumn } from '../../state/layout.ts'
import type { Kept } from '../join/sides.ts'

/** Words of a record before its columns: the kind of the row, and one that keeps doubles aligned. */
const KIND = 0
const OWN_WORDS = 2

/** Rows that are kept until their answers are there. A row is named by its place, the first word of its record and 1 more. */
export class HeldRows {
  readonly records: Records
  readonly layout: Layout
  /** The rows as one side of pairs. */
  readonly kept: Kept

  /** `keys` stands where a join has its keys; it is not read, since every column lies in the row. */
  constructor(row: RowType, keys: KeyTable) {
    this.layout = layoutOf(row, OWN_WORDS)
    this.records = new Records(this.layout.end)
    const place = new Map(row.map((_, cell) => [cell, { in: 'row' as const, cell }]))
    const columns = { keys: [], kept: [...row.keys()], row, place }
    this.kept = { columns, records: this.records, cells: this.layout.cells, key: KIND, keys }
  }

  get size(): number {
    return this.records.live
  }

  /** Copies the selected rows; gives their places. */
  keep({ cols, sel, n, kinds }: Batch): Int32Array {
    const { records, layout } = this
    records.reserve(n)
    const rows = new Int32Array(n)
    const bases = new Int32Array(n)
    for (let j = 0; j < n; j++) {
      rows[j] = sel === null ? j : sel[j]!
      bases[j] = records.add()
      records.ints[bases[j]! + KIND] = kinds === null ? INSERT : kinds[rows[j]!]!
    }
    for (const [c, cell] of layout.cells.entries()) storeColumn(records, cell, cols[c]!, rows, bases, n)
    return bases.map((base) => base + 1)
  }

  kindsOf(places: Int32Array): Uint8Array {
    return Uint8Array.from(places, (place) => this.records.ints[place - 1 + KIND]!)
  }

  /** Rows as a batch of inserts, valid as long as none is kept or released. */
  batch(places: Int32Array): Batch {
    const n = places.length
    const cols = gatherCells(this.records, this.layout.cells, places)
    const [minTime, maxTime] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    return { cols, rows: n, n, sel: null, kinds: null, minTime, maxTime }
  }

  release(places: Int32Array): void {
    for (const place of places) {
      releaseTexts(this.records, this.layout, place - 1)
      this.records.remove(place - 1)
    }
  }

  save(writer: StateWriter): void {
    this.records.save(writer)
  }
  load(reader: StateReader): void {
    this.records.load(reader)
  }
}
