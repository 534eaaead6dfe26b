import type { RowType } from '@millrace/language'
import { AFTER, type Batch, DELETE, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { OrderedTree } from '../../state/orderedTree.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { FoldedRanks, type RankedList } from './foldedRanks.ts'
import { dropEmpty, KeptRows } from './keptRows.ts'
import { RankedOutput, type RankPrimitive, rankedState } from './ranking.ts'

/** Words of a group: how many of the best it has, the tree of all others, whether its rows are noted, then the best. */
const REST = 1
const NOTED = 2
const BEST = 3

/**
 * The best rows of each group of rows that come and go: all are kept, since each may be among the best again.
 *
 * The best of a group are a list, all others a tree by order and arrival. A row is found by its values; of equal rows the one that
 * came first goes first (Flink's RetractableTopNFunction). What is taken back and not there is ignored.
 */
export class RetractTopNTask implements Task, RankedList {
  private readonly op: RankPrimitive
  private readonly row: RowType
  private readonly groups: KeyTable
  private readonly rows: KeptRows
  private readonly rest: OrderedTree
  private readonly out: RankedOutput
  private readonly numbered: boolean
  /** For updates once a batch. */
  private readonly folded: FoldedRanks | undefined
  private groupBases = new Int32Array(1024)
  private rowBases = new Int32Array(1024)

  constructor(context: TaskContext<RankPrimitive>) {
    const { op } = context.node
    const { row } = context.inputs[0]!
    this.op = op
    this.row = row
    this.groups = new KeyTable(
      op.key.map((column) => row[column]!),
      BEST + op.to,
    )
    this.rows = new KeptRows(op, row)
    this.rest = new OrderedTree((a, b) => this.rows.compare(a, b))
    this.out = new RankedOutput(context, this.rows.table.records, this.rows.table.key)
    this.numbered = op.rankField !== undefined || op.from > 1
    if (op.updates === 'latest') this.folded = new FoldedRanks(this, this.out, this.numbered ? 'numbered' : 'several')
  }

  process(batch: Batch): void {
    const { sel, n, kinds } = batch
    if (n > this.rowBases.length) {
      this.groupBases = new Int32Array(n)
      this.rowBases = new Int32Array(n)
    }
    const { groupBases, rowBases } = this
    this.groups.probe(batch, this.op.key, sel, n, groupBases)
    this.rows.probe(batch, rowBases)
    if (this.folded) this.noteGroups(this.folded, n)
    const words = this.rows.wordsOf(batch)
    for (let j = 0; j < n; j++) {
      const kind = kinds === null ? INSERT : kinds[sel === null ? j : sel[j]!]!
      if (kind === INSERT || kind === AFTER) this.add(groupBases[j]! + this.groups.payload, rowBases[j]!, words[j]!)
      else this.remove(groupBases[j]! + this.groups.payload, rowBases[j]!)
    }
    this.folded?.give()
    this.out.flush()
    this.dropEmpty(n)
  }

  private noteGroups(folded: FoldedRanks, n: number): void {
    const { groupBases } = this
    const { ints } = this.groups.records
    for (let j = 0; j < n; j++) {
      const noted = groupBases[j]! + this.groups.payload + NOTED
      if (ints[noted] === 1) continue
      ints[noted] = 1
      folded.note(groupBases[j]!)
    }
  }

  count(group: number): number {
    return this.groups.records.ints[group + this.groups.payload]!
  }
  unmark(group: number): void {
    this.groups.records.ints[group + this.groups.payload + NOTED] = 0
  }
  copyRows(group: number, into: Int32Array, from: number): void {
    const { ints } = this.groups.records
    const at = group + this.groups.payload
    for (let k = 0; k < ints[at]!; k++) into[from + k] = this.rows.rowOf(ints[at + BEST + k]!)
  }

  private add(at: number, row: number, word: number): void {
    const occurrence = this.rows.arrive(row, word)
    const { ints } = this.groups.records
    const { to } = this.op
    const count = ints[at]!
    if (count === to && this.rows.compare(occurrence, ints[at + BEST + count - 1]!) > 0) {
      ints[at + REST] = this.rest.insert(ints[at + REST]!, occurrence, word)
      return
    }
    const place = this.placeOf(at, occurrence)
    const overtaken = count === to ? ints[at + BEST + count - 1]! : -1
    ints.copyWithin(at + BEST + place + 1, at + BEST + place, at + BEST + Math.min(count, to - 1))
    ints[at + BEST + place] = occurrence
    if (overtaken >= 0) ints[at + REST] = this.rest.insert(ints[at + REST]!, overtaken, this.rows.wordOf(overtaken))
    else ints[at] = count + 1
    if (this.numbered) this.giveInserted(at, place, overtaken)
    else {
      if (overtaken >= 0) this.give(DELETE, overtaken, 1)
      this.give(INSERT, occurrence, 1)
    }
  }

  /** How many of the best go before an occurrence. */
  private placeOf(at: number, occurrence: number): number {
    const { ints } = this.groups.records
    let [low, high] = [0, ints[at]!]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.rows.compare(occurrence, ints[at + BEST + middle]!) <= 0) high = middle
      else low = middle + 1
    }
    return low
  }

  private remove(at: number, row: number): void {
    const occurrence = this.rows.leave(row)
    if (occurrence < 0) return
    const { ints } = this.groups.records
    const count = ints[at]!
    if (this.rows.compare(occurrence, ints[at + BEST + count - 1]!) > 0)
      ints[at + REST] = this.rest.remove(ints[at + REST]!, occurrence, this.rows.wordOf(occurrence))
    else this.removeBest(at, occurrence)
    this.rows.occurrences.remove(occurrence)
  }

  /** Takes one of the best away; the best of the others takes the last rank. */
  private removeBest(at: number, occurrence: number): void {
    const { ints } = this.groups.records
    const count = ints[at]!
    const place = this.placeOf(at, occurrence)
    ints.copyWithin(at + BEST + place, at + BEST + place + 1, at + BEST + count)
    const next = this.rest.first(ints[at + REST]!)
    if (next >= 0) {
      ints[at + REST] = this.rest.remove(ints[at + REST]!, next, this.rows.wordOf(next))
      ints[at + BEST + count - 1] = next
    } else {
      ints[at + BEST + count - 1] = 0
      ints[at] = count - 1
    }
    if (this.numbered) this.giveRemoved(at, place, occurrence, count)
    else {
      this.give(DELETE, occurrence, 1)
      if (next >= 0) this.give(INSERT, next, 1)
    }
  }

  private give(kind: number, occurrence: number, rank: number): void {
    if (this.folded) return
    // Without numbers all ranks are asked for.
    this.out.give(kind, this.rows.rowOf(occurrence), rank)
  }

  private update(before: number, after: number, rank: number): void {
    if (!this.folded) this.out.update(this.rows.rowOf(before), this.rows.rowOf(after), rank)
  }

  /** Every rank from a new row on has another row; the last rank is new, or its row is pushed out. */
  private giveInserted(at: number, place: number, overtaken: number): void {
    const { ints } = this.groups.records
    const count = ints[at]!
    const best = at + BEST - 1
    for (let rank = place + 1; rank < count; rank++) this.update(ints[best + rank + 1]!, ints[best + rank]!, rank)
    if (overtaken >= 0) this.update(overtaken, ints[best + count]!, count)
    else this.give(INSERT, ints[best + count]!, count)
  }

  /** Every rank from the removed row on has the row behind it; the last rank is gone when there is none. */
  private giveRemoved(at: number, place: number, removed: number, before: number): void {
    const { ints } = this.groups.records
    const count = ints[at]!
    const best = at + BEST - 1
    let previous = removed
    for (let rank = place + 1; rank <= count; rank++) {
      const next = ints[best + rank]!
      this.update(previous, next, rank)
      previous = next
    }
    if (count < before) this.give(DELETE, previous, before)
  }

  /** Gives back what a batch has left without rows. */
  private dropEmpty(n: number): void {
    this.rows.dropEmpty(this.rowBases, n)
    dropEmpty(this.groups, this.groupBases, n)
  }

  watermark(): void {}

  save(writer: StateWriter): void {
    this.groups.save(writer)
    this.rows.save(writer)
    this.rest.save(writer)
  }

  restore(reader: StateReader): void {
    this.groups.load(reader)
    this.rows.load(reader)
    this.rest.load(reader)
  }

  state(): StateView {
    const { groups, rows, rest } = this
    const rowsOf = function* (group: number): Generator<number> {
      const at = group + groups.payload
      const { ints } = groups.records
      for (let k = 0; k < ints[at]!; k++) yield rows.rowOf(ints[at + BEST + k]!)
      rest.walk(ints[at + REST]!)
      for (let item = rest.next(); item >= 0; item = rest.next()) yield rows.rowOf(item)
    }
    return rankedState(groups, this.row, rows.table.records, rows.table.key.cells, rowsOf, rows.occurrences.live)
  }
}
