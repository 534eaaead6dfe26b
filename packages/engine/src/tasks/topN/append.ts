import type { Column } from '@millrace/language'
import { type Batch, DELETE, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import { type Layout, layoutOf, Records } from '../../state/layout.ts'
import { compareCells } from '../order.ts'
import { PendingRows } from '../pendingRows.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { FoldedRanks, type RankedList } from './foldedRanks.ts'
import { OrderWords } from './orderWords.ts'
import { RankedOutput, type RankPrimitive, rankedState } from './ranking.ts'

/** Bit of the count of a group whose rows are noted. */
const MARK = 1 << 30
/** Kept rows that are gone through one by one, from the worst on; of more, the place is found by halving. */
const FEW = 32

/**
 * The best rows of each group of rows that only come: what is pushed out never returns, so only the best are kept.
 *
 * With ranks in the result, or some of the best left out, every rank behind a new row is updated (Flink's AppendOnlyTopNFunction with
 * row numbers); otherwise the row that is pushed out is deleted, and a single best row is updated (FastTop1Function).
 */
export class AppendTopNTask implements Task, RankedList {
  private readonly op: RankPrimitive
  private readonly layout: Layout
  /** Payload: how many rows, then their records, best first, then the order words of these. */
  private readonly groups: KeyTable
  private readonly rows: Records
  private readonly out: RankedOutput
  private readonly numbered: boolean
  private readonly row: TaskContext['inputs'][number]['row']
  private readonly pending: PendingRows
  private readonly words: OrderWords
  /** For updates once a batch. */
  private readonly folded: FoldedRanks | undefined
  private bases = new Int32Array(1024)
  /** Positions in the batch of rows that may be among the best. */
  private open = new Int32Array(1024)

  constructor(context: TaskContext<RankPrimitive>) {
    const { op } = context.node
    const { row } = context.inputs[0]!
    this.op = op
    this.row = row
    this.layout = layoutOf(row, 0)
    this.groups = new KeyTable(
      op.key.map((column) => row[column]!),
      1 + 2 * op.to,
    )
    this.rows = new Records(this.layout.end)
    this.pending = new PendingRows(
      this.rows,
      this.layout,
      op.order.map(({ column }) => column),
    )
    this.words = new OrderWords(op.order[0]!)
    this.out = new RankedOutput(context, this.rows, this.layout, () => this.pending.write())
    this.numbered = op.rankField !== undefined || op.from > 1
    if (op.updates === 'latest') {
      const kind = this.numbered ? 'numbered' : op.to === 1 ? 'single' : 'several'
      this.folded = new FoldedRanks(this, this.out, kind)
    }
  }

  process(batch: Batch): void {
    const { sel, n } = batch
    if (n > this.bases.length) {
      this.bases = new Int32Array(n)
      this.open = new Int32Array(n)
    }
    this.groups.probe(batch, this.op.key, sel, n, this.bases)
    this.pending.begin(batch)
    const words = this.words.of(batch.cols, sel, n)
    this.offerAll(batch, words, this.leaveOut(words, n))
    this.folded?.give()
    this.pending.write()
    this.out.flush()
  }

  count(group: number): number {
    return this.groups.records.ints[group + this.groups.payload]! & ~MARK
  }
  unmark(group: number): void {
    const at = group + this.groups.payload
    const { ints } = this.groups.records
    ints[at] = ints[at]! & ~MARK
  }
  copyRows(group: number, into: Int32Array, from: number): void {
    const { ints } = this.groups.records
    const at = group + this.groups.payload
    const count = ints[at]! & ~MARK
    for (let k = 1; k <= count; k++) into[from + k - 1] = ints[at + k]!
  }

  /**
   * Lists the rows that are not worse than the last one of a full group, and tells how many they are: the others never have a rank, as
   * groups only become better. No branch depends on a row, so none is predicted wrongly.
   */
  private leaveOut(words: Int32Array, n: number): number {
    const { bases, open } = this
    const { payload } = this.groups
    const { ints } = this.groups.records
    const { to } = this.op
    let left = 0
    for (let j = 0; j < n; j++) {
      const at = bases[j]! + payload
      const word = words[j]!
      const last = ints[at + 2 * to]!
      const difference = (word - last) | 0
      const worse = (difference ^ ((word ^ last) & (difference ^ word))) >>> 31
      open[left] = j
      left = (left + (((ints[at]! - to) >>> 31) | (worse ^ 1))) | 0
    }
    return left
  }

  /** Puts rows at their ranks, if they have one: the first of those that may be among the best. */
  private offerAll({ cols, sel }: Batch, words: Int32Array, n: number): void {
    const { open, bases, folded } = this
    const { payload } = this.groups
    const { ints } = this.groups.records
    const { to } = this.op
    for (let k = 0; k < n; k++) {
      const j = open[k]!
      const i = sel === null ? j : sel[j]!
      const at = bases[j]! + payload
      const word = words[j]!
      const count = ints[at]! & ~MARK
      const full = count === to
      if (full && !this.better(ints, word, cols, i, at + to)) continue
      if (folded && (ints[at]! & MARK) === 0) {
        ints[at] = count | MARK
        folded.note(at - payload)
      }
      const overtaken = full ? ints[at + to]! : -1
      const place = this.makeRoom(ints, at + 1, full ? to - 1 : count, word, cols, i)
      ints[at + 1 + place] = this.store(i)
      ints[at + 1 + to + place] = word
      if (!full) ints[at]!++
      if (!folded) this.give(at, place, overtaken)
      if (full) this.out.drop(overtaken)
    }
  }

  /** Moves those of the first kept rows that a row is better than one further; tells how many stay before it. */
  private makeRoom(ints: Int32Array, first: number, count: number, word: number, cols: readonly Column[], i: number) {
    const { to } = this.op
    if (count > FEW) return this.makeRoomByHalving(ints, first, count, word, cols, i)
    let place = count
    for (; place > 0; place--) {
      const at = first + place - 1
      const kept = ints[at + to]!
      if (kept > word || (kept === word && !this.beats(cols, i, ints[at]!))) break
      ints[at + 1] = ints[at]!
      ints[at + to + 1] = kept
    }
    return place
  }

  private makeRoomByHalving(
    ints: Int32Array,
    first: number,
    count: number,
    word: number,
    cols: readonly Column[],
    i: number,
  ): number {
    const { to } = this.op
    let [low, high] = [0, count]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.better(ints, word, cols, i, first + middle)) high = middle
      else low = middle + 1
    }
    ints.copyWithin(first + low + 1, first + low, first + count)
    ints.copyWithin(first + to + low + 1, first + to + low, first + to + count)
    return low
  }

  /** Whether a row of a batch is strictly better than the kept one that is named at a place. */
  private better(ints: Int32Array, word: number, cols: readonly Column[], i: number, place: number): boolean {
    const kept = ints[place + this.op.to]!
    return word === kept ? this.beats(cols, i, ints[place]!) : word > kept
  }

  /** The same by the values. */
  private beats(cols: readonly Column[], i: number, base: number): boolean {
    this.pending.settle()
    const { order } = this.op
    for (let o = 0; o < order.length; o++) {
      const { column, descending } = order[o]!
      const difference = compareCells(cols[column]!, i, this.rows, this.layout.cells[column]!, base)
      if (difference !== 0) return descending ? difference > 0 : difference < 0
    }
    return false
  }

  private store(i: number): number {
    const base = this.rows.add()
    this.pending.add(i, base)
    return base
  }

  private give(at: number, place: number, overtaken: number): void {
    if (this.numbered) this.giveShifted(at, place, overtaken)
    else this.giveNew(this.groups.records.ints[at + place + 1]!, overtaken)
  }

  /** Every rank from the new row on has another row; the last rank is new, or its row is pushed out. */
  private giveShifted(at: number, place: number, overtaken: number): void {
    const { ints } = this.groups.records
    const count = ints[at]!
    for (let rank = place + 1; rank < count; rank++) this.out.update(ints[at + rank + 1]!, ints[at + rank]!, rank)
    if (overtaken >= 0) this.out.update(overtaken, ints[at + count]!, count)
    else this.out.give(INSERT, ints[at + count]!, count)
  }

  private giveNew(base: number, overtaken: number): void {
    if (overtaken >= 0 && this.op.to === 1) return this.out.update(overtaken, base, 1)
    if (overtaken >= 0) this.out.give(DELETE, overtaken, 1)
    this.out.give(INSERT, base, 1)
  }

  watermark(): void {}

  save(writer: StateWriter): void {
    this.groups.save(writer)
    this.rows.save(writer)
  }

  restore(reader: StateReader): void {
    this.groups.load(reader)
    this.rows.load(reader)
  }

  state(): StateView {
    const { groups } = this
    const rowsOf = (group: number) => {
      const at = group + groups.payload
      return groups.records.ints.subarray(at + 1, at + 1 + groups.records.ints[at]!)
    }
    return rankedState(groups, this.row, this.rows, this.layout.cells, rowsOf, this.rows.live)
  }
}
