import { type Column, ColumnBuffer, type RowType } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { type Layout, layoutOf, loadCell, Records, releaseTexts, storeCell } from '../../state/layout.ts'

/** Words of a list of rows: the first and the last row (first word plus 1), how many there are, and one that is not used. */
export const LIST_WORDS = 4

/**
 * Rows in lists, in the order in which they came.
 *
 * Only the columns that are needed are kept. A list lies in three words of somebody else's record.
 */
export class RowStore {
  private readonly columns: readonly number[]
  private readonly width: number
  private readonly layout: Layout
  private readonly rows: Records
  private readonly next: number
  /** Number of the row, two words. */
  private readonly number: number
  private readonly buffers: ColumnBuffer[]
  private arrived = 0

  constructor(type: RowType, columns: readonly number[]) {
    this.columns = columns
    this.width = type.length
    this.layout = layoutOf(
      columns.map((column) => type[column]!),
      0,
    )
    this.number = this.layout.end
    this.next = this.layout.end + 2
    this.rows = new Records(this.layout.end + 4)
    this.buffers = this.layout.cells.map(({ kind }) => new ColumnBuffer(kind))
  }

  /** Adds a row of a batch to the end of a list. */
  append(ints: Int32Array, list: number, batch: Batch, i: number): void {
    const { rows } = this
    const row = rows.add()
    const { cells } = this.layout
    for (let c = 0; c < cells.length; c++) storeCell(rows, cells[c]!, batch.cols[this.columns[c]!]!, i, row)
    rows.doubles[(row + this.number) >> 1] = this.arrived++
    if (ints[list] === 0) ints[list] = row + 1
    else rows.ints[ints[list + 1]! - 1 + this.next] = row + 1
    ints[list + 1] = row + 1
    ints[list + 2]!++
  }

  /** The rows of a list as a batch with the columns of the input; those that are not kept are missing. Valid until the next call. */
  read(ints: Int32Array, list: number): Batch {
    const n = ints[list + 2]!
    const { cells } = this.layout
    for (const buffer of this.buffers) {
      buffer.clear()
      buffer.reserve(n)
    }
    let at = 0
    for (let row = ints[list]!; row !== 0; row = this.rows.ints[row - 1 + this.next]!) {
      for (let c = 0; c < cells.length; c++) loadCell(this.rows, cells[c]!, row - 1, this.buffers[c]!, at)
      at++
    }
    const cols = new Array<Column>(this.width)
    for (const [c, column] of this.columns.entries()) cols[column] = this.buffers[c]!.column()
    const [minTime, maxTime] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    return { cols, rows: n, n, sel: null, kinds: null, minTime, maxTime }
  }

  /** Writes the kept columns of the rows of a list, in order; `next` gives the place of each. */
  write(ints: Int32Array, list: number, into: readonly ColumnBuffer[], next: () => number): void {
    const { cells } = this.layout
    for (let row = ints[list]!; row !== 0; row = this.rows.ints[row - 1 + this.next]!) {
      const at = next()
      for (let c = 0; c < cells.length; c++) loadCell(this.rows, cells[c]!, row - 1, into[this.columns[c]!]!, at)
    }
  }

  /** Moves the rows of a list into another one, in the order in which they came. */
  merge(ints: Int32Array, into: number, from: number): void {
    const { ints: rows, doubles } = this.rows
    let [a, b] = [ints[into]!, ints[from]!]
    let [first, last] = [0, 0]
    while (a !== 0 || b !== 0) {
      const takeA = b === 0 || (a !== 0 && doubles[(a - 1 + this.number) >> 1]! < doubles[(b - 1 + this.number) >> 1]!)
      const row = takeA ? a : b
      if (takeA) a = rows[a - 1 + this.next]!
      else b = rows[b - 1 + this.next]!
      if (last === 0) first = row
      else rows[last - 1 + this.next] = row
      last = row
    }
    if (last !== 0) rows[last - 1 + this.next] = 0
    ints[into] = first
    ints[into + 1] = last
    ints[into + 2] = ints[into + 2]! + ints[from + 2]!
    ints.fill(0, from, from + 3)
  }

  /** Removes all rows of a list for which `keep`, asked in order, is false. */
  retain(ints: Int32Array, list: number, keep: (row: number, place: number) => boolean): void {
    const kept = ints.slice(list, list + 3)
    ints.fill(0, list, list + 3)
    let place = 0
    for (let row = kept[0]!; row !== 0; ) {
      const next = this.rows.ints[row - 1 + this.next]!
      if (keep(row - 1, place++)) this.link(ints, list, row)
      else this.remove(row - 1)
      row = next
    }
  }

  private link(ints: Int32Array, list: number, row: number): void {
    if (ints[list] === 0) ints[list] = row
    else this.rows.ints[ints[list + 1]! - 1 + this.next] = row
    ints[list + 1] = row
    ints[list + 2]!++
    this.rows.ints[row - 1 + this.next] = 0
  }

  private remove(row: number): void {
    releaseTexts(this.rows, this.layout, row)
    this.rows.remove(row)
  }

  clear(ints: Int32Array, list: number): void {
    this.retain(ints, list, () => false)
  }

  /** The value of a column of times in a row. */
  timeAt(row: number, column: number): number {
    return this.rows.doubles[(row + this.layout.cells[this.columns.indexOf(column)]!.at) >> 1]!
  }

  /** Largest value of a column of times in a list. */
  latest(ints: Int32Array, list: number, column: number): number {
    let latest = Number.NEGATIVE_INFINITY
    for (let row = ints[list]!; row !== 0; row = this.rows.ints[row - 1 + this.next]!)
      latest = Math.max(latest, this.timeAt(row - 1, column))
    return latest
  }

  save(writer: StateWriter): void {
    writer.number(this.arrived)
    this.rows.save(writer)
  }

  restore(reader: StateReader): void {
    this.arrived = reader.number()
    this.rows.load(reader)
  }
}
