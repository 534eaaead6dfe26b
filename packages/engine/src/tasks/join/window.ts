import { isExistence, isOuter, type JoinPrimitive, type JoinWithin, timerInstant } from '@millrace/algebra'
import type { Environment, RowType } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { TimeQueue } from '../../state/timeQueue.ts'
import { NO_WATERMARK } from '../../watermark.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { Candidates } from './candidates.ts'
import { conditionOf, type PairCondition, withoutLooseKeys } from './condition.ts'
import { JoinKeys } from './keys.ts'
import { ListSide } from './listSide.ts'
import { JoinResults } from './results.ts'
import { type Side, sideColumns } from './sides.ts'
import { joinState } from './view.ts'

type Windows = Extract<JoinWithin, { kind: 'window' }>

/** Milliseconds of a bucket of windows by their end. */
const BUCKET = 10_000

/**
 * Joins the rows of equal windows when these are over (Flink's WindowJoinOperator).
 *
 * The window is part of the key; each key waits for its end. A row whose window is over is late.
 */
export class WindowJoinTask implements Task {
  private readonly op: JoinPrimitive
  private readonly within: Windows
  private readonly keys: JoinKeys
  private readonly sides: readonly [ListSide, ListSide]
  private readonly queue = new TimeQueue(BUCKET)
  private readonly condition: PairCondition | undefined
  private readonly results: JoinResults
  private readonly candidates = new Candidates()
  /** Sides whose rows without a partner matter. */
  private readonly lonely: readonly [boolean, boolean]
  private readonly environment: Environment
  private readonly types: readonly [RowType, RowType]
  private readonly emitLate: readonly [(batch: Batch) => void, (batch: Batch) => void]
  private clock = NO_WATERMARK
  private open = new Int32Array(BATCH_ROWS)
  /** As many zeros as a batch has rows. */
  private none = new Int32Array(BATCH_ROWS)
  private readonly due = new Int32Array(BATCH_ROWS)

  constructor({ node, inputs, emit, environment }: TaskContext<JoinPrimitive>) {
    this.types = [inputs[0]!.row, inputs[1]!.row]
    this.op = withoutLooseKeys(node.op, this.types)
    this.within = this.op.within as Windows
    this.environment = environment
    this.lonely = [isOuter(this.op.kind, 0) || this.op.kind === 'anti', isOuter(this.op.kind, 1)]
    // Two words of its own: whether the key waits in the queue, and whether it has a NULL that equals nothing.
    this.keys = new JoinKeys(this.op, this.types[0], 2)
    this.sides = [this.side(0), this.side(1)]
    this.condition = conditionOf(this.op, this.types, environment, node.owner)
    this.results = new JoinResults(this.op, this.types, node.outputs.out!, (batch) => emit('out', batch))
    this.emitLate = [(batch) => emit('lateLeft', batch), (batch) => emit('lateRight', batch)]
  }

  private side(side: Side): ListSide {
    return new ListSide(sideColumns(this.op, side, this.types[side]), this.keys, side)
  }

  /** The watermark at which a window is over: its last millisecond, as an instant. */
  private endTime(end: number): number {
    return this.within.local ? timerInstant(end - 1, this.environment.zone) : end - 1
  }

  process(batch: Batch, input: number): void {
    const side = input as Side
    const bounds = side === 0 ? this.within.left : this.within.right
    const { data: ends } = batch.cols[bounds.end] as { data: Float64Array }
    const n = this.selectOpen(batch, side, ends)
    if (n === 0) return
    this.keys.find(batch, side, this.open, n, this.lonely[side] ? 'find' : 'skip')
    const { bases, unequal } = this.keys
    if (n > this.none.length) this.none = new Int32Array(n)
    this.sides[side].keepAll(batch, this.open, n, bases, this.none)
    for (let j = 0; j < n; j++) if (bases[j]! >= 0) this.await(bases[j]!, ends[this.open[j]!]!, unequal[j]!)
  }

  /** Selects the rows whose window is not over; the others leave on the side. */
  private selectOpen(batch: Batch, side: Side, ends: Float64Array): number {
    const { sel, n } = batch
    if (n > this.open.length) this.open = new Int32Array(n)
    const late: number[] = []
    let [count, end, over] = [0, Number.NaN, false]
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (ends[i] !== end) {
        end = ends[i]!
        over = this.endTime(end) <= this.clock
      }
      if (over) late.push(i)
      else this.open[count++] = i
    }
    if (late.length > 0) this.emitLate[side]({ ...batch, sel: Int32Array.from(late), n: late.length })
    return count
  }

  /** A key waits for the end of its window. */
  private await(key: number, end: number, unequal: number): void {
    const { ints } = this.keys.table.records
    const { own } = this.keys
    if (ints[key + own] === 1) return
    ints[key + own] = 1
    ints[key + own + 1] = unequal
    this.queue.add(this.endTime(end), key)
  }

  watermark(time: number): void {
    this.results.from({ kept: this.sides[0].kept }, { kept: this.sides[1].kept })
    for (;;) {
      const n = this.takeDue(time)
      if (n === 0) break
      this.give(n)
      for (let k = 0; k < n; k++) for (const side of this.sides) side.drop(this.due[k]!)
      this.keys.table.removeAll(this.due, n)
    }
    this.clock = time
  }

  private takeDue(time: number): number {
    // Due at the watermark itself too; times are whole milliseconds.
    return this.queue.takeBefore(time + 1, this.due)
  }

  /** Gives the results of keys whose windows are over. */
  private give(n: number): void {
    this.candidates.clear()
    const { ints } = this.keys.table.records
    for (const side of this.sides) side.readAhead(this.due, n)
    for (let k = 0; k < n; k++) if (ints[this.due[k]! + this.keys.own + 1] === 0) this.pairUp(this.due[k]!)
    this.settle()
    if (isExistence(this.op.kind)) this.giveLeft(n, this.op.kind === 'semi')
    else for (const side of [0, 1] as const) if (this.lonely[side]) this.giveLonely(n, side)
    this.results.flush()
  }

  /** Makes candidates of all pairs of a key; what there are many of is settled in between. */
  private pairUp(key: number): void {
    const [left, right] = this.sides
    for (let row = left.first(key); row !== 0; row = left.next(row)) {
      right.collect(key, 0, row, this.candidates)
      if (this.candidates.n >= BATCH_ROWS) this.settle()
    }
  }

  /** Gives the pairs for which the condition is true, and marks their rows. */
  private settle(): void {
    const { candidates, results } = this
    const [left, right] = this.sides
    if (this.condition) candidates.filter(this.condition, { kept: left.kept }, { kept: right.kept }, 0)
    const { n, own, other } = candidates
    const existence = isExistence(this.op.kind)
    for (let c = 0; c < n; c++) {
      left.setPartners(own[c]!, 1)
      right.setPartners(other[c]!, 1)
      if (!existence) results.add(own[c]!, other[c]!)
    }
    candidates.clear()
  }

  private giveLeft(n: number, semi: boolean): void {
    const [left] = this.sides
    for (let k = 0; k < n; k++)
      for (let row = left.first(this.due[k]!); row !== 0; row = left.next(row))
        if (left.partners(row) > 0 === semi) this.results.add(row, 0)
  }

  private giveLonely(n: number, side: Side): void {
    const rows = this.sides[side]
    for (let k = 0; k < n; k++) {
      for (let row = rows.first(this.due[k]!); row !== 0; row = rows.next(row)) {
        if (rows.partners(row) > 0) continue
        if (side === 0) this.results.add(row, 0)
        else this.results.add(0, row)
      }
    }
  }

  save(writer: StateWriter): void {
    writer.number(this.clock)
    this.keys.save(writer)
    for (const side of this.sides) side.save(writer)
  }

  restore(reader: StateReader): void {
    this.clock = reader.number()
    this.keys.load(reader)
    for (const side of this.sides) side.load(reader)
    const { records, key } = this.keys.table
    const { at } = key.cells[1]!
    for (const base of this.keys.table.bases()) this.queue.add(this.endTime(records.doubles[(base + at) >> 1]!), base)
  }

  state(): StateView {
    return joinState(['left', 'right'], this.types, this.sides)
  }
}
