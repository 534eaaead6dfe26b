import { isOuter, type JoinPrimitive, type JoinWithin } from '@millrace/algebra'
import type { RowType } from '@millrace/language'
import { AFTER, BATCH_ROWS, type Batch, BEFORE, INSERT } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { conditionOf, type PairCondition, withoutLooseKeys } from './condition.ts'
import { JoinKeys } from './keys.ts'
import type { Source } from './pairs.ts'
import { JoinResults } from './results.ts'
import { sideColumns } from './sides.ts'
import { TOO_LATE, Versions } from './versions.ts'
import { joinState } from './view.ts'
import { WaitingRows } from './waiting.ts'

/**
 * Joins rows with the version that was valid at their time (Flink's TemporalRowTimeJoinOperator).
 *
 * A row waits for the watermark to reach its time; one that comes after that is joined at once with what is left.
 */
export class VersionJoinTask implements Task {
  private readonly within: Extract<JoinWithin, { kind: 'version' }>
  private readonly keys: JoinKeys
  private readonly waiting: WaitingRows
  private readonly versions: Versions
  private readonly condition: PairCondition | undefined
  private readonly results: JoinResults
  private readonly outer: boolean
  /** Whether a before-image says that a version is gone; of rows that replace by key it only announces the next one. */
  private readonly withdraws: boolean
  private readonly types: readonly [RowType, RowType]
  private readonly emitLate: readonly [(batch: Batch) => void, (batch: Batch) => void]
  /** Rows at hand, their keys, and their versions. */
  private rows = new Int32Array(BATCH_ROWS)
  private rowKeys = new Int32Array(BATCH_ROWS)
  private valid = new Int32Array(BATCH_ROWS)
  private readonly tested: readonly [Int32Array, Int32Array] = [new Int32Array(BATCH_ROWS), new Int32Array(BATCH_ROWS)]
  private readonly testedAt = new Int32Array(BATCH_ROWS)

  constructor({ node, inputs, emit, environment }: TaskContext<JoinPrimitive>) {
    this.types = [inputs[0]!.row, inputs[1]!.row]
    const op = withoutLooseKeys(node.op, this.types)
    this.within = op.within as Extract<JoinWithin, { kind: 'version' }>
    this.outer = isOuter(op.kind, 0)
    const { changes } = inputs[1]!
    this.withdraws = changes.mode === 'retract' && changes.filtered === true
    // A word of its own: how many rows wait that hold on to the key.
    this.keys = new JoinKeys(op, this.types[0], 1)
    this.waiting = new WaitingRows(sideColumns(op, 0, this.types[0], [this.within.leftTime]), this.keys)
    this.versions = new Versions(sideColumns(op, 1, this.types[1], [this.within.rightTime]), this.keys)
    this.condition = conditionOf(op, this.types, environment, node.owner)
    this.results = new JoinResults(op, this.types, node.outputs.out!, (batch) => emit('out', batch))
    this.emitLate = [(batch) => emit('lateLeft', batch), (batch) => emit('lateRight', batch)]
  }

  process(batch: Batch, input: number): void {
    if (input === 0) this.takeRows(batch)
    else this.takeVersions(batch)
    this.keys.doomEmpty(batch.n)
    this.keys.sweep(this.keys.own)
  }

  private takeVersions(batch: Batch): void {
    const { sel, n, kinds } = batch
    const { data: times } = batch.cols[this.within.rightTime] as { data: Float64Array }
    this.keys.find(batch, 1, sel, n, 'skip')
    const late: number[] = []
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const key = this.keys.bases[j]!
      const kind = kinds === null ? INSERT : kinds[i]!
      if (key < 0 || (kind === BEFORE && !this.withdraws)) continue
      if (!this.versions.put(batch, i, key, times[i]!, kind !== INSERT && kind !== AFTER)) late.push(i)
    }
    if (late.length > 0) this.emitLate[1]({ ...batch, sel: Int32Array.from(late), n: late.length })
  }

  private takeRows(batch: Batch): void {
    const { sel, n } = batch
    const { data: times } = batch.cols[this.within.leftTime] as { data: Float64Array }
    if (n > this.rows.length) this.resize(n)
    this.keys.find(batch, 0, sel, n, 'skip')
    const waits = this.select(batch, times, true)
    this.waiting.add(batch, this.rows, waits, this.rowKeys, times)
    if (waits < n) this.giveLate(batch, times, this.select(batch, times, false))
  }

  /** Selects the rows that wait, or those that are late. */
  private select({ sel, n }: Batch, times: Float64Array, waits: boolean): number {
    const { clock } = this.versions
    let count = 0
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (times[i]! > clock !== waits) continue
      this.rows[count] = i
      this.rowKeys[count++] = this.keys.bases[j]!
    }
    return count
  }

  private resize(n: number): void {
    this.rows = new Int32Array(n)
    this.rowKeys = new Int32Array(n)
    this.valid = new Int32Array(n)
  }

  /** Rows whose time the watermark has passed already. */
  private giveLate(batch: Batch, times: Float64Array, n: number): void {
    const late: number[] = []
    const { rows, valid } = this
    for (let j = 0; j < n; j++) valid[j] = this.versionOf(this.rowKeys[j]!, times[rows[j]!]!)
    for (let j = 0; j < n; j++) if (valid[j] === TOO_LATE && !this.outer) late.push(rows[j]!)
    for (let j = 0; j < n; j++) rows[j]!++
    this.give({ batch }, rows, n, (row) => (batch.kinds === null ? INSERT : batch.kinds[row - 1]!))
    if (late.length > 0) this.emitLate[0]({ ...batch, sel: Int32Array.from(late), n: late.length })
  }

  private versionOf(key: number, time: number): number {
    return key < 0 ? 0 : this.versions.at(key, time)
  }

  watermark(time: number): void {
    const { waiting } = this
    const total = waiting.take(time)
    for (let from = 0; from < total; from += BATCH_ROWS)
      this.giveDue(waiting.due.subarray(from, Math.min(total, from + BATCH_ROWS)))
    this.keys.sweep(this.keys.own)
    this.versions.clock = time
  }

  private giveDue(due: Int32Array): void {
    const { waiting, valid } = this
    for (let j = 0; j < due.length; j++) valid[j] = this.versionOf(waiting.keyOf(due[j]!), waiting.timeOf(due[j]!))
    this.give({ kept: waiting.kept }, due, due.length, (place) => waiting.kindOf(place))
    waiting.remove(due)
  }

  /** Gives rows with their versions, in `valid`; those without go out padded or not at all. */
  private give(left: Source, rows: Int32Array, n: number, kindOf: (row: number) => number): void {
    const { valid, results } = this
    for (let j = 0; j < n; j++) if (valid[j]! < 0) valid[j] = 0
    if (this.condition) this.test(this.condition, left, rows, n)
    results.from(left, { kept: this.versions.kept })
    for (let j = 0; j < n; j++) if (valid[j] !== 0 || this.outer) results.add(rows[j]!, valid[j]!, kindOf(rows[j]!))
    results.flush()
  }

  /** A version for which the condition is not true does not count. */
  private test(condition: PairCondition, left: Source, rows: Int32Array, n: number): void {
    const { valid, tested, testedAt } = this
    const sources = [left, { kept: this.versions.kept }] as const
    for (let from = 0; from < n; from += BATCH_ROWS) {
      let count = 0
      for (let j = from; j < Math.min(n, from + BATCH_ROWS); j++) {
        if (valid[j] === 0) continue
        tested[0][count] = rows[j]!
        tested[1][count] = valid[j]!
        testedAt[count++] = j
        valid[j] = 0
      }
      const passed = condition.test(sources, tested, count)
      for (let p = 0; p < passed; p++) {
        const at = condition.passed[p]!
        valid[testedAt[at]!] = tested[1][at]!
      }
    }
  }

  save(writer: StateWriter): void {
    this.keys.save(writer, this.keys.own)
    this.waiting.save(writer)
    this.versions.save(writer)
  }
  restore(reader: StateReader): void {
    this.keys.load(reader)
    this.waiting.load(reader)
    this.versions.load(reader)
  }
  state(): StateView {
    return joinState(['rows', 'versions'], this.types, [this.waiting, this.versions])
  }
}
