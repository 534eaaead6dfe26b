import type { Primitive } from '@millrace/algebra'
import type { Column, RowType } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import { type Layout, layoutOf, Records, releaseTexts, storeCell } from '../state/layout.ts'
import { compareCells, compareRecords } from './order.ts'
import type { OrderWords } from './topN/orderWords.ts'

type RankPrimitive = Extract<Primitive, { op: 'rank' }>

/** First word of a row with ties: the next one of the rows that are as good as the last rank, as a place (1 more than its first word). */
const NEXT = 0

/**
 * The best rows of each group of one window.
 *
 * Payload of a group: how many rows have a rank of their own, then these, best first, then their order words. With ties there follow, as
 * places, the first and the last of the rows that are as good as the last rank and come behind it.
 */
export class RankedWindow {
  readonly groups: KeyTable
  readonly rows: Records
  readonly layout: Layout
  private readonly op: RankPrimitive
  private readonly words: OrderWords
  private bases = new Int32Array(64)

  /** `words` are those of the order. */
  constructor(op: RankPrimitive, row: RowType, keyRow: RowType, words: OrderWords) {
    this.op = op
    this.words = words
    this.layout = layoutOf(row, op.ties ? 2 : 0)
    this.groups = new KeyTable(keyRow, 1 + 2 * op.to + (op.ties ? 2 : 0))
    this.rows = new Records(this.layout.end)
  }

  /** Adds rows of a batch, as far as they are among the best. */
  add(batch: Batch, rows: Int32Array): void {
    if (rows.length > this.bases.length) this.bases = new Int32Array(2 * rows.length)
    this.groups.probe(batch, this.op.key, rows, rows.length, this.bases)
    const words = this.words.of(batch.cols, rows, rows.length)
    for (let j = 0; j < rows.length; j++) this.offer(this.bases[j]! + this.groups.payload, words[j]!, batch, rows[j]!)
  }

  /** `at` is the count of a group, `word` the order word of the row. */
  private offer(at: number, word: number, batch: Batch, i: number): void {
    const { ints } = this.groups.records
    const { to, ties } = this.op
    const count = ints[at]!
    if (count === to) {
      if (word < ints[at + to + count]!) return
      const order = this.compare(word, batch.cols, i, at + count)
      if (order === 0 && ties) return this.tie(at, this.store(batch, i))
      if (!this.goesBefore(order)) return
    }
    const end = count === to ? count - 1 : count
    let rank = end
    while (rank > 0 && this.goesBefore(this.compare(word, batch.cols, i, at + rank))) rank--
    const overtaken = count === to ? ints[at + count]! : -1
    ints.copyWithin(at + rank + 2, at + rank + 1, at + end + 1)
    ints.copyWithin(at + to + rank + 2, at + to + rank + 1, at + to + end + 1)
    ints[at + rank + 1] = this.store(batch, i)
    ints[at + to + rank + 1] = word
    if (overtaken < 0) ints[at] = count + 1
    else this.overtake(at, overtaken)
  }

  /** Order of a row of a batch and the kept one that is named at a place: negative when it is better. */
  private compare(word: number, cols: readonly Column[], i: number, place: number): number {
    const { ints } = this.groups.records
    const { order, to } = this.op
    if (word !== ints[place + to]) return word > ints[place + to]! ? -1 : 1
    const base = ints[place]!
    for (let o = 0; o < order.length; o++) {
      const { column, descending } = order[o]!
      const difference = compareCells(cols[column]!, i, this.rows, this.layout.cells[column]!, base)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }

  private goesBefore(order: number): boolean {
    return order < 0 || (order === 0 && this.op.latest === true)
  }

  private store(batch: Batch, i: number): number {
    const { cells } = this.layout
    const base = this.rows.add()
    for (let c = 0; c < cells.length; c++) storeCell(this.rows, cells[c]!, batch.cols[c]!, i, base)
    return base
  }

  /** A row that is as good as the last rank goes behind those that are. */
  private tie(at: number, base: number): void {
    const { ints } = this.groups.records
    const [first, last] = this.tiesOf(at)
    this.rows.ints[base + NEXT] = 0
    if (ints[first] === 0) ints[first] = base + 1
    else this.rows.ints[ints[last]! - 1 + NEXT] = base + 1
    ints[last] = base + 1
  }

  /** Words of a group with the first and the last tied row. */
  private tiesOf(at: number): readonly [number, number] {
    return [at + 2 * this.op.to + 1, at + 2 * this.op.to + 2]
  }

  /** The row of the last rank has lost it: it stays as a tie when it is as good as the new one. */
  private overtake(at: number, overtaken: number): void {
    const { ints } = this.groups.records
    if (!this.op.ties) return this.drop(overtaken)
    const [first, last] = this.tiesOf(at)
    if (this.areEqual(ints[at + this.op.to]!, overtaken)) {
      this.rows.ints[overtaken + NEXT] = ints[first]!
      if (ints[first] === 0) ints[last] = overtaken + 1
      ints[first] = overtaken + 1
      return
    }
    for (let place = ints[first]!; place !== 0; ) {
      const next = this.rows.ints[place - 1 + NEXT]!
      this.drop(place - 1)
      place = next
    }
    ints[first] = 0
    ints[last] = 0
    this.drop(overtaken)
  }

  private areEqual(a: number, b: number): boolean {
    return this.op.order.every(({ column }) => compareRecords(this.rows, this.layout.cells[column]!, a, b) === 0)
  }

  private drop(base: number): void {
    releaseTexts(this.rows, this.layout, base)
    this.rows.remove(base)
  }

  /** Visits the rows of a group, best first, with their ranks, also those before the first one asked for. */
  visit(group: number, see: (row: number, rank: number) => void): void {
    const { ints } = this.groups.records
    const { ties, to } = this.op
    const at = group + this.groups.payload
    let rank = 0
    for (let place = 1; place <= ints[at]!; place++) {
      const row = ints[at + place]!
      if (!ties || place === 1 || !this.areEqual(ints[at + place - 1]!, row)) rank = place
      see(row, rank)
    }
    if (!ties || ints[at]! < to) return
    for (let place = ints[this.tiesOf(at)[0]]!; place !== 0; place = this.rows.ints[place - 1 + NEXT]!)
      see(place - 1, rank)
  }

  save(writer: StateWriter): void {
    this.groups.save(writer)
    this.rows.save(writer)
  }

  load(reader: StateReader): void {
    this.groups.load(reader)
    this.rows.load(reader)
  }
}
