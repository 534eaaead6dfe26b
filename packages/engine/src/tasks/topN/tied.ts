import type { RowType } from '@millrace/language'
import { AFTER, type Batch, BEFORE, DELETE, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { IntList } from '../../state/intList.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { OrderedTree } from '../../state/orderedTree.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { dropEmpty, KeptRows, ROW_WORDS } from './keptRows.ts'
import { RankedOutput, type RankPrimitive, rankedState } from './ranking.ts'

/** Words of a group: the tree of its rows, and whether those that are given are noted. */
const TREE = 0
const NOTED = 1
const GROUP_WORDS = 2
/** Words of a row behind those of `KeptRows`: how often it was given, and with which rank. */
const GIVEN = ROW_WORDS
const RANK = ROW_WORDS + 1

/**
 * The rows of the best ranks of each group, where equally good rows have one rank: the number of better rows and 1 more (`RANK()`).
 *
 * What has become of a group is found by comparing the rows that were given with those that are to be: what goes is deleted first, then
 * rows follow in their order, new ones and those whose rank is another one. Of rows that only come, those that have lost their rank never
 * get one again and are forgotten; else all are kept. What is taken back and not there is ignored.
 */
export class TiedTopNTask implements Task {
  private readonly op: RankPrimitive
  private readonly row: RowType
  /** Whether rows never go, so that what has lost its rank never gets one again. */
  private readonly appending: boolean
  private readonly groups: KeyTable
  private readonly rows: KeptRows
  private readonly tree: OrderedTree
  private readonly out: RankedOutput
  private groupBases = new Int32Array(1024)
  private rowBases = new Int32Array(1024)
  /** Groups that are noted, and where the rows that were given of each begin in `before`. */
  private readonly noted = new IntList()
  private readonly starts = new IntList()
  private readonly before = new IntList()
  /** The rows of a group that are to be given, with their ranks. */
  private readonly now = new IntList()
  private readonly ranks = new IntList()
  /** Rows that have lost their rank for good. */
  private readonly lost = new IntList()
  /** Rows that may have no occurrence any more. */
  private readonly touched = new IntList()

  constructor(context: TaskContext<RankPrimitive>) {
    const { op } = context.node
    const { row, changes } = context.inputs[0]!
    this.op = op
    this.row = row
    this.appending = changes.mode === 'append'
    this.groups = new KeyTable(
      op.key.map((column) => row[column]!),
      GROUP_WORDS,
    )
    this.rows = new KeptRows(op, row, 2)
    this.tree = new OrderedTree((a, b) => this.rows.compare(a, b))
    this.out = new RankedOutput(context, this.rows.table.records, this.rows.table.key)
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
    const words = this.rows.wordsOf(batch)
    for (let j = 0; j < n; j++) {
      const kind = kinds === null ? INSERT : kinds[sel === null ? j : sel[j]!]!
      this.note(groupBases[j]!)
      this.touched.add(rowBases[j]!)
      if (kind === INSERT || kind === AFTER) this.add(groupBases[j]!, rowBases[j]!, words[j]!)
      else this.remove(groupBases[j]!, rowBases[j]!)
      if (this.op.updates !== 'latest') this.give()
    }
    this.give()
    this.out.flush()
    this.rows.dropEmpty(this.touched.items, this.touched.n)
    this.touched.clear()
    dropEmpty(this.groups, groupBases, n)
  }

  private treeOf(group: number): number {
    return this.groups.records.ints[group + this.groups.payload + TREE]!
  }

  private setTree(group: number, root: number): void {
    this.groups.records.ints[group + this.groups.payload + TREE] = root
  }

  private add(group: number, row: number, word: number): void {
    this.setTree(group, this.tree.insert(this.treeOf(group), this.rows.arrive(row, word), word))
  }

  private remove(group: number, row: number): void {
    const occurrence = this.rows.leave(row)
    if (occurrence < 0) return
    this.setTree(group, this.tree.remove(this.treeOf(group), occurrence, this.rows.wordOf(occurrence)))
    this.rows.occurrences.remove(occurrence)
  }

  /** Reads the rows of a group that have one of the ranks, and those that have lost it for good. */
  private read(group: number): void {
    const { rows, tree, now, ranks, lost } = this
    const { from, to } = this.op
    now.clear()
    ranks.clear()
    lost.clear()
    tree.walk(this.treeOf(group))
    let [previous, rank] = [-1, 0]
    for (let place = 1, item = tree.next(); item >= 0; place++, item = tree.next()) {
      if (previous < 0 || rows.compareRows(previous, item) !== 0) rank = place
      previous = item
      if (rank > to) {
        if (!this.appending) return
        lost.add(rows.rowOf(item))
      } else if (rank >= from) {
        now.add(rows.rowOf(item))
        ranks.add(rank)
      }
    }
  }

  /** Notes the rows of a group that were given, before the group changes. */
  private note(group: number): void {
    const { ints } = this.groups.records
    const noted = group + this.groups.payload + NOTED
    if (ints[noted] === 1) return
    ints[noted] = 1
    this.noted.add(group)
    this.starts.add(this.before.n)
    this.read(group)
    const { records, payload } = this.rows.table
    for (let k = 0; k < this.now.n; k++) {
      const row = this.now.items[k]!
      this.before.add(row)
      records.ints[row + payload + GIVEN]!++
      records.ints[row + payload + RANK] = this.ranks.items[k]!
    }
  }

  /** Gives what has become of the noted groups, and forgets these. */
  private give(): void {
    const { noted, starts, before } = this
    starts.add(before.n)
    for (let g = 0; g < noted.n; g++) this.giveGroup(noted.items[g]!, starts.items[g]!, starts.items[g + 1]!)
    noted.clear()
    starts.clear()
    before.clear()
  }

  private giveGroup(group: number, from: number, to: number): void {
    const { now, ranks, before, out } = this
    const { records, payload } = this.rows.table
    const { ints } = records
    this.groups.records.ints[group + this.groups.payload + NOTED] = 0
    this.read(group)
    // Places of `now` whose row was given already are told by a negative rank.
    for (let k = 0; k < now.n; k++) {
      const given = now.items[k]! + payload + GIVEN
      if (ints[given] === 0) continue
      ints[given]!--
      ranks.items[k] = -ranks.items[k]!
    }
    for (let k = from; k < to; k++) {
      const row = before.items[k]!
      if (ints[row + payload + GIVEN] === 0) continue
      ints[row + payload + GIVEN]!--
      out.give(DELETE, row, ints[row + payload + RANK]!)
    }
    for (let k = 0; k < now.n; k++) {
      const rank = ranks.items[k]!
      if (rank > 0) out.give(INSERT, now.items[k]!, rank)
      else if (this.op.rankField !== undefined) this.rerank(now.items[k]!, -rank)
    }
    this.forgetLost(group)
  }

  private rerank(row: number, rank: number): void {
    const { records, payload } = this.rows.table
    const before = records.ints[row + payload + RANK]!
    if (before === rank) return
    this.out.give(BEFORE, row, before)
    this.out.give(AFTER, row, rank)
  }

  private forgetLost(group: number): void {
    const { lost } = this
    for (let k = 0; k < lost.n; k++) {
      this.remove(group, lost.items[k]!)
      this.touched.add(lost.items[k]!)
    }
  }

  watermark(): void {}

  save(writer: StateWriter): void {
    this.groups.save(writer)
    this.rows.save(writer)
    this.tree.save(writer)
  }

  restore(reader: StateReader): void {
    this.groups.load(reader)
    this.rows.load(reader)
    this.tree.load(reader)
  }

  state(): StateView {
    const { groups, rows, tree } = this
    const rowsOf = function* (group: number): Generator<number> {
      tree.walk(groups.records.ints[group + groups.payload + TREE]!)
      for (let item = tree.next(); item >= 0; item = tree.next()) yield rows.rowOf(item)
    }
    const { records, key } = rows.table
    return rankedState(groups, this.row, records, key.cells, rowsOf, rows.occurrences.live, 'place')
  }
}
