import type { RowType } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { type Cell, Records } from '../../state/layout.ts'
import { compareRecords } from '../order.ts'
import { OrderWords } from './orderWords.ts'
import type { RankPrimitive } from './ranking.ts'

/** Words of a row: its first and last occurrence, each as a place (1 more than its first word). What follows is the owner's. */
const FIRST = 0
const LAST = 1
export const ROW_WORDS = 2
/** Words of an occurrence: its row, the next one of equal rows, its arrival as a double, and its order word. */
const ROW = 0
const NEXT = 1
const ARRIVAL = 2
const ORDER = 4
const WORDS = 6

/**
 * Rows that come and go, each found by its values, with an occurrence for every time that it is there.
 *
 * Occurrences have an order: that of a ranking, and of equal rows the one that came first goes first.
 */
export class KeptRows {
  /** Rows by all their values. */
  readonly table: KeyTable
  readonly occurrences = new Records(WORDS)
  private readonly words: OrderWords
  private readonly order: readonly { cell: Cell; descending: boolean }[]
  private readonly columns: readonly number[]
  private arrivals = 0

  /** `ownWords` are the owner's in the payload of a row, behind the first `ROW_WORDS`. */
  constructor(op: RankPrimitive, row: RowType, ownWords = 0) {
    this.columns = row.map((_, column) => column)
    this.table = new KeyTable(row, ROW_WORDS + ownWords)
    this.order = op.order.map(({ column, descending }) => ({ cell: this.table.key.cells[column]!, descending }))
    this.words = new OrderWords(op.order[0])
  }

  /** The records of the rows of a batch, made where missing. */
  probe(batch: Batch, bases: Int32Array): void {
    this.table.probe(batch, this.columns, batch.sel, batch.n, bases)
  }

  /** The order words of the rows of a batch. */
  wordsOf({ cols, sel, n }: Batch): Int32Array {
    return this.words.of(cols, sel, n)
  }

  /** Order of two occurrences; never 0 for different ones. */
  compare(a: number, b: number): number {
    const { doubles } = this.occurrences
    return this.compareRows(a, b) || doubles[(a + ARRIVAL) >> 1]! - doubles[(b + ARRIVAL) >> 1]!
  }

  /** The same of their rows: 0 when none is better. */
  compareRows(a: number, b: number): number {
    const { ints } = this.occurrences
    if (ints[a + ORDER] !== ints[b + ORDER]) return ints[a + ORDER]! > ints[b + ORDER]! ? -1 : 1
    const [rowA, rowB] = [ints[a + ROW]!, ints[b + ROW]!]
    for (let o = 0; o < this.order.length; o++) {
      const { cell, descending } = this.order[o]!
      const difference = compareRecords(this.table.records, cell, rowA, rowB)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }

  rowOf(occurrence: number): number {
    return this.occurrences.ints[occurrence + ROW]!
  }

  wordOf(occurrence: number): number {
    return this.occurrences.ints[occurrence + ORDER]!
  }

  /** A new occurrence of a row, behind its others. */
  arrive(row: number, word: number): number {
    const occurrence = this.occurrences.add()
    const { ints, doubles } = this.occurrences
    ints[occurrence + ROW] = row
    ints[occurrence + ORDER] = word
    doubles[(occurrence + ARRIVAL) >> 1] = this.arrivals++
    const rows = this.table.records.ints
    const at = row + this.table.payload
    if (rows[at + FIRST] === 0) rows[at + FIRST] = occurrence + 1
    else ints[rows[at + LAST]! - 1 + NEXT] = occurrence + 1
    rows[at + LAST] = occurrence + 1
    return occurrence
  }

  /** Takes the first occurrence of a row away, −1 when it has none; whoever is done with it gives it back. */
  leave(row: number): number {
    const rows = this.table.records.ints
    const at = row + this.table.payload + FIRST
    const first = rows[at]!
    if (first === 0) return -1
    rows[at] = this.occurrences.ints[first - 1 + NEXT]!
    return first - 1
  }

  /** Gives back those of some rows that have no occurrence; `bases` has others afterwards. */
  dropEmpty(bases: Int32Array, n: number): void {
    dropEmpty(this.table, bases, n)
  }

  save(writer: StateWriter): void {
    writer.number(this.arrivals)
    this.table.save(writer)
    this.occurrences.save(writer)
  }

  load(reader: StateReader): void {
    this.arrivals = reader.number()
    this.table.load(reader)
    this.occurrences.load(reader)
  }
}

/** Says in the second word of a payload that its record is about to be removed; what is 0 then otherwise. */
const LEAVING = -1

/** Removes those of some records whose payload begins with a 0, each once; `bases` has others afterwards. */
export function dropEmpty(table: KeyTable, bases: Int32Array, n: number): void {
  const { ints } = table.records
  let count = 0
  for (let j = 0; j < n; j++) {
    const base = bases[j]!
    const at = base + table.payload
    if (ints[at] !== 0 || ints[at + 1] === LEAVING) continue
    ints[at + 1] = LEAVING
    bases[count++] = base
  }
  table.removeAll(bases, count)
}
