import { isOuter, type JoinPrimitive, type JoinWithin, reach, watermarkDelay } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { TimeQueue } from '../../state/timeQueue.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { Candidates } from './candidates.ts'
import { conditionOf, type PairCondition, withoutLooseKeys } from './condition.ts'
import { JoinKeys } from './keys.ts'
import { ListSide } from './listSide.ts'
import { JoinResults } from './results.ts'
import { otherSide, type Side, sideColumns } from './sides.ts'
import { joinState } from './view.ts'

type Interval = Extract<JoinWithin, { kind: 'interval' }>

/**
 * Joins rows whose times are near each other (Flink's TimeIntervalJoin).
 *
 * A row is kept while partners may still come, and forgotten when the watermark is past the last one that it could have; rows of an
 * outer side that had none go out padded then.
 */
export class IntervalJoinTask implements Task {
  readonly delay: number
  private readonly op: JoinPrimitive
  private readonly within: Interval
  private readonly keys: JoinKeys
  private readonly sides: readonly [ListSide, ListSide]
  private readonly queues: readonly [TimeQueue, TimeQueue]
  private readonly condition: PairCondition | undefined
  private readonly results: JoinResults
  private readonly candidates = new Candidates()
  private readonly outer: readonly [boolean, boolean]
  private readonly types: readonly [RowType, RowType]
  private readonly emitLate: readonly [(batch: Batch) => void, (batch: Batch) => void]
  /** Watermarks begin at 0. */
  private clock = 0
  /** For each row of the batch: how many partners it has, whether more may come, its key if it is kept, and where it is then. */
  private found = new Int32Array(BATCH_ROWS)
  private waits = new Uint8Array(BATCH_ROWS)
  private keptKeys = new Int32Array(BATCH_ROWS)
  private places = new Int32Array(BATCH_ROWS)
  private readonly due = new Int32Array(BATCH_ROWS)

  constructor({ node, inputs, emit, environment }: TaskContext<JoinPrimitive>) {
    this.types = [inputs[0]!.row, inputs[1]!.row]
    this.op = withoutLooseKeys(node.op, this.types)
    this.within = this.op.within as Interval
    this.delay = watermarkDelay(this.op)
    this.outer = [isOuter(this.op.kind, 0), isOuter(this.op.kind, 1)]
    this.keys = new JoinKeys(this.op, this.types[0])
    this.sides = [this.side(0), this.side(1)]
    const width = (this.within.upper - this.within.lower) / 32
    this.queues = [new TimeQueue(width), new TimeQueue(width)]
    this.condition = conditionOf(this.op, this.types, environment, node.owner)
    this.results = new JoinResults(this.op, this.types, node.outputs.out!, (batch) => emit('out', batch))
    this.emitLate = [(batch) => emit('lateLeft', batch), (batch) => emit('lateRight', batch)]
  }

  private side(side: Side): ListSide {
    const columns = sideColumns(this.op, side, this.types[side], [this.timeColumn(side)])
    return new ListSide(columns, this.keys, side)
  }

  private timeColumn(side: Side): number {
    return side === 0 ? this.within.leftTime : this.within.rightTime
  }

  process(batch: Batch, input: number): void {
    const side = input as Side
    const { sel, n } = batch
    const { data: times } = batch.cols[this.timeColumn(side)] as { data: Float64Array }
    if (n > this.found.length) this.resize(n)
    this.keys.find(batch, side, sel, n, this.outer[side] ? 'find' : 'skip')
    this.findPartners(batch, side, times)
    this.emitPairs(batch, side)
    this.keep(batch, side, times)
    this.leave(batch, side, times)
    this.results.flush()
    this.keys.doomEmpty(n)
    this.keys.sweep()
  }

  private resize(n: number): void {
    this.found = new Int32Array(n)
    this.waits = new Uint8Array(n)
    this.keptKeys = new Int32Array(n)
    this.places = new Int32Array(n)
  }

  private findPartners(batch: Batch, side: Side, times: Float64Array): void {
    const { candidates, found } = this
    const { sel, n } = batch
    const { lower, upper } = this.within
    const other = this.sides[otherSide(side)]
    const [from, to] = side === 0 ? [lower, upper] : [-upper, -lower]
    candidates.clear()
    other.readAhead(this.keys.bases, n)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const key = this.keys.bases[j]!
      if (key >= 0 && this.keys.unequal[j] === 0)
        other.collectBetween(key, j, i + 1, times[i]! + from, times[i]! + to, candidates)
    }
    if (this.condition) candidates.filter(this.condition, { batch }, { kept: other.kept }, side)
    found.fill(0, 0, n)
    for (let c = 0; c < candidates.n; c++) found[candidates.row[c]!]!++
    if (this.outer[otherSide(side)]) for (let c = 0; c < candidates.n; c++) other.setPartners(candidates.other[c]!, 1)
  }

  private emitPairs(batch: Batch, side: Side): void {
    const { results } = this
    const { n, own, other } = this.candidates
    const { kept } = this.sides[otherSide(side)]
    if (side === 0) results.from({ batch }, { kept })
    else results.from({ kept }, { batch })
    for (let c = 0; c < n; c++) {
      if (side === 0) results.add(own[c]!, other[c]!)
      else results.add(other[c]!, own[c]!)
    }
  }

  /** Keeps the rows for which partners may still come. */
  private keep(batch: Batch, side: Side, times: Float64Array): void {
    const { keptKeys, waits, places, clock, within } = this
    const { sel, n } = batch
    const wait = reach(within, side)
    const never = within.lower > within.upper
    // A row that is not late may find itself behind all its partners; whether the watermark has been published decides nothing then.
    const latest = wait >= 0 ? clock : clock - 1
    for (let j = 0; j < n; j++) {
      waits[j] = !never && times[sel === null ? j : sel[j]!]! + wait > latest ? 1 : 0
      keptKeys[j] = waits[j] === 1 ? this.keys.bases[j]! : -1
    }
    this.sides[side].keepAll(batch, sel, n, keptKeys, this.found, places)
    const queue = this.queues[side]
    for (let j = 0; j < n; j++) if (places[j] !== 0) queue.add(times[sel === null ? j : sel[j]!]!, places[j]!)
  }

  /** Rows that found nothing and for which nothing may come go out padded, or are late. */
  private leave(batch: Batch, side: Side, times: Float64Array): void {
    const { sel, n } = batch
    const late: number[] = []
    for (let j = 0; j < n; j++) {
      if (this.waits[j] !== 0 || this.found[j] !== 0) continue
      const i = sel === null ? j : sel[j]!
      if (this.outer[side]) this.pad(i + 1, side)
      else if (times[i]! <= this.clock) late.push(i)
    }
    if (late.length > 0) this.emitLate[side]({ ...batch, sel: Int32Array.from(late), n: late.length })
  }

  private pad(row: number, side: Side): void {
    if (side === 0) this.results.add(row, 0)
    else this.results.add(0, row)
  }

  watermark(time: number): void {
    this.clock = Math.max(time, 0)
    this.results.from({ kept: this.sides[0].kept }, { kept: this.sides[1].kept })
    this.expire(0)
    this.expire(1)
    this.keys.sweep()
  }

  /** Forgets the rows of a side that are past their last partner. */
  private expire(side: Side): void {
    const { due } = this
    const rows = this.sides[side]
    const before = this.clock - reach(this.within, side)
    for (;;) {
      const n = this.queues[side].takeBefore(before, due)
      if (n === 0) return
      if (this.outer[side]) {
        for (let k = 0; k < n; k++) if (rows.partners(due[k]!) === 0) this.pad(due[k]!, side)
        this.results.flush()
      }
      rows.removeAll(due, n)
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
    for (const side of [0, 1] as const) {
      const rows = this.sides[side]
      rows.load(reader)
      for (const base of rows.all()) this.queues[side].add(rows.timeOf(base + 1), base + 1)
    }
  }

  state(): StateView {
    return joinState(['left', 'right'], this.types, this.sides)
  }
}
