import { isExistence, isOuter, type JoinPrimitive, type RelationType } from '@millrace/algebra'
import type { Environment, RowType } from '@millrace/language'
import { AFTER, BATCH_ROWS, type Batch, DELETE, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { Candidates } from './candidates.ts'
import { conditionOf, type PairCondition, withoutLooseKeys } from './condition.ts'
import { EntrySide } from './entrySide.ts'
import { JoinKeys } from './keys.ts'
import { ListSide } from './listSide.ts'
import { JoinResults } from './results.ts'
import { otherSide, type Side, sideColumns } from './sides.ts'
import { joinState } from './view.ts'

/**
 * Joins for ever: rows of both sides are kept, or for their time to live after they were last written.
 *
 * Rows of an outer side, and the left ones of a semi or anti join, count their partners: the first one replaces the padded result, the
 * last one that goes brings it back (Flink's StreamingJoinOperator and StreamingSemiAntiJoinOperator).
 */
export class RegularJoinTask implements Task {
  private readonly op: JoinPrimitive
  private readonly keys: JoinKeys
  private readonly sides: readonly [ListSide | EntrySide, ListSide | EntrySide]
  private readonly condition: PairCondition | undefined
  private readonly results: JoinResults
  private readonly candidates = new Candidates()
  private readonly outer: readonly [boolean, boolean]
  private readonly existence: boolean
  private readonly environment: Environment
  private readonly types: readonly [RowType, RowType]
  /** For each row of the batch: how many partners it has. */
  private found = new Int32Array(BATCH_ROWS)

  constructor({ node, inputs, emit, environment }: TaskContext<JoinPrimitive>) {
    this.types = [inputs[0]!.row, inputs[1]!.row]
    this.op = withoutLooseKeys(node.op, this.types)
    this.environment = environment
    this.existence = isExistence(this.op.kind)
    this.outer = [isOuter(this.op.kind, 0), isOuter(this.op.kind, 1)]
    this.keys = new JoinKeys(this.op, this.types[0])
    this.sides = [this.side(0, inputs[0]!), this.side(1, inputs[1]!)]
    this.condition = conditionOf(this.op, this.types, environment, node.owner)
    this.results = new JoinResults(this.op, this.types, node.outputs.out!, (batch) => emit('out', batch))
  }

  private side(side: Side, { row, changes }: RelationType): ListSide | EntrySide {
    const columns = sideColumns(this.op, side, row)
    const ttl = side === 0 ? this.op.ttl?.left : this.op.ttl?.right
    // Equal rows of a side that only has to be there are one entry, whose copies are counted.
    const entries = changes.mode !== 'append' || ttl !== undefined || (this.existence && columns.kept.length === 0)
    return entries ? new EntrySide(columns, this.keys, side, ttl) : new ListSide(columns, this.keys, side)
  }

  process(batch: Batch, input: number): void {
    const side = input as Side
    const now = this.environment.now()
    this.expire(now)
    this.keys.find(batch, side, batch.sel, batch.n, 'skip')
    if (batch.n > this.found.length) this.found = new Int32Array(batch.n)
    if (this.existence && side === 0 && !this.condition) this.countPartners(batch)
    else this.findPartners(batch, side)
    if (this.existence) this.emitExistence(batch, side, now)
    else if (this.outer[0] || this.outer[1]) this.emitOuter(batch, side, now)
    else this.emitInner(batch, side)
    this.results.flush()
    this.keep(batch, side, now)
    this.keys.doomEmpty(batch.n)
    this.keys.sweep()
  }

  private expire(now: number): void {
    if (this.op.ttl === undefined) return
    for (const side of this.sides) if (side instanceof EntrySide) side.expire(now)
    this.keys.sweep()
  }

  /** Only how many: enough for a row that goes out or not. */
  private countPartners({ n }: Batch): void {
    const right = this.sides[1]
    for (let j = 0; j < n; j++) {
      const key = this.keys.bases[j]!
      this.found[j] = key < 0 ? 0 : (right as EntrySide).count(key)
    }
  }

  private findPartners(batch: Batch, side: Side): void {
    const { candidates, found } = this
    const { sel, n } = batch
    const other = this.sides[otherSide(side)]
    candidates.clear()
    other.readAhead(this.keys.bases, n)
    for (let j = 0; j < n; j++) {
      const key = this.keys.bases[j]!
      if (key >= 0) other.collect(key, j, (sel === null ? j : sel[j]!) + 1, candidates)
    }
    if (this.condition) candidates.filter(this.condition, { batch }, { kept: other.kept }, side)
    found.fill(0, 0, n)
    for (let c = 0; c < candidates.n; c++) found[candidates.row[c]!]!++
  }

  private from(batch: Batch, side: Side): void {
    const { kept } = this.sides[otherSide(side)]
    if (side === 0) this.results.from({ batch }, { kept })
    else this.results.from({ kept }, { batch })
  }

  /** Every pair, of the kind of the row that came. */
  private emitInner(batch: Batch, side: Side): void {
    const { results } = this
    const { n, own, other } = this.candidates
    const { kinds } = batch
    this.from(batch, side)
    for (let c = 0; c < n; c++) {
      const kind = kinds === null ? INSERT : kinds[own[c]! - 1]!
      if (side === 0) results.add(own[c]!, other[c]!, kind)
      else results.add(other[c]!, own[c]!, kind)
    }
  }

  private emitOuter(batch: Batch, side: Side, now: number): void {
    const { sel, n, kinds } = batch
    this.from(batch, side)
    for (let j = 0, from = 0; j < n; j++) {
      const row = sel === null ? j : sel[j]!
      const kind = kinds === null ? INSERT : kinds[row]!
      const to = from + this.found[j]!
      if (kind === INSERT || kind === AFTER) this.addOuter(row + 1, from, to, side, now)
      else this.removeOuter(row + 1, kind, from, to, side, now)
      from = to
    }
  }

  /** A row has come whose partners are the candidates from `from` on. */
  private addOuter(own: number, from: number, to: number, side: Side, now: number): void {
    const { other } = this.candidates
    const partners = otherSide(side)
    if (from === to) {
      if (this.outer[side]) this.pair(side, own, 0, INSERT)
      return
    }
    if (this.outer[partners]) {
      for (let c = from; c < to; c++)
        if (this.sides[partners].partners(other[c]!) === 0) this.pair(side, 0, other[c]!, DELETE)
      this.count(partners, from, to, 1, now)
    }
    for (let c = from; c < to; c++) this.pair(side, own, other[c]!, INSERT)
  }

  private removeOuter(own: number, kind: number, from: number, to: number, side: Side, now: number): void {
    const { other } = this.candidates
    const partners = otherSide(side)
    if (from === to) {
      if (this.outer[side]) this.pair(side, own, 0, DELETE)
      return
    }
    for (let c = from; c < to; c++) this.pair(side, own, other[c]!, this.outer[side] ? DELETE : kind)
    if (!this.outer[partners]) return
    for (let c = from; c < to; c++)
      if (this.sides[partners].partners(other[c]!) === 1) this.pair(side, 0, other[c]!, INSERT)
    this.count(partners, from, to, -1, now)
  }

  private pair(side: Side, own: number, other: number, kind: number): void {
    if (side === 0) this.results.add(own, other, kind)
    else this.results.add(other, own, kind)
  }

  /** Candidates have a partner more or less; the copies of an entry, one behind the other, count as one. */
  private count(side: Side, from: number, to: number, more: number, now: number): void {
    const { other } = this.candidates
    const rows = this.sides[side]
    for (let c = from; c < to; c++)
      if (c === from || other[c] !== other[c - 1]) rows.setPartners(other[c]!, rows.partners(other[c]!) + more, now)
  }

  /** Semi and anti joins: left rows go out once, when they come or when their first partner does. */
  private emitExistence(batch: Batch, side: Side, now: number): void {
    const { sel, n, kinds } = batch
    const semi = this.op.kind === 'semi'
    this.from(batch, side)
    for (let j = 0, from = 0; j < n; j++) {
      const row = sel === null ? j : sel[j]!
      const kind = kinds === null ? INSERT : kinds[row]!
      if (side === 0) {
        if (this.found[j]! > 0 === semi) this.results.add(row + 1, 0, kind)
        continue
      }
      const to = from + this.found[j]!
      const added = kind === INSERT || kind === AFTER
      this.changeExistence(from, to, added, semi ? kind : added ? DELETE : INSERT)
      this.count(0, from, to, added ? 1 : -1, now)
      from = to
    }
  }

  /** Left rows whose first partner has come, or whose last one goes. */
  private changeExistence(from: number, to: number, added: boolean, kind: number): void {
    const { other } = this.candidates
    for (let c = from; c < to; c++)
      if (this.sides[0].partners(other[c]!) === (added ? 0 : 1)) this.results.add(other[c]!, 0, kind)
  }

  private keep(batch: Batch, side: Side, now: number): void {
    const own = this.sides[side]
    if (own instanceof EntrySide) own.apply(batch, batch.sel, batch.n, this.keys.bases, this.found, now)
    else own.keepAll(batch, batch.sel, batch.n, this.keys.bases, this.found)
  }

  watermark(): void {}

  save(writer: StateWriter): void {
    this.keys.save(writer)
    for (const side of this.sides) side.save(writer)
  }
  restore(reader: StateReader): void {
    this.keys.load(reader)
    for (const side of this.sides) side.load(reader)
  }
  state(): StateView {
    return joinState(['left', 'right'], this.types, this.sides)
  }
}
