import type { Primitive } from '@millrace/algebra'
import { ColumnBuffer, columnKind, type Environment, type RowType } from '@millrace/language'
import { Aggregation, addRows, retractRows, type SideTable, traceRows } from '../aggregates/aggregation.ts'
import { AFTER, BATCH_ROWS, type Batch, BEFORE, DELETE, INSERT, range } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import { layoutOf, loadCell } from '../state/layout.ts'
import { copyCell, sameValue } from './cells.ts'
import { Sweep } from './sweep.ts'
import type { StateView, Task, TaskContext } from './task.ts'
import { groupsView } from './view.ts'
import { Waves } from './waves.ts'

type GroupPrimitive = Extract<Primitive, { op: 'group' }>

/** Rows that are worked on at once; each may give two, so that results leave in batches of up to twice as many. */
const ROWS = BATCH_ROWS

/** What became of the group of a row. */
const IGNORED = 0
const BEGUN = 1
const CHANGED = 2
const ENDED = 3

/**
 * Running aggregates: every row gives the new values of its group, unless these are the old ones (Flink's GroupAggFunction).
 *
 * The first row of a group inserts, later ones take back and add, and the group is deleted with the last of its rows. What would be
 * taken back from a group that is not there is ignored. With a time to live results that stay the same go out too, as in Flink.
 */
export class GroupTask implements Task {
  private readonly op: GroupPrimitive
  private readonly aggregation: Aggregation
  private readonly results: RowType
  private readonly table: KeyTable
  private readonly sweep: Sweep
  private readonly values: SideTable[]
  /** Double of a record that counts the rows of the group: that of COUNT(*) where there is one. */
  private readonly counter: number
  private readonly ownCounter: boolean
  /** Number of COUNT(*) among the aggregates, or −1. */
  private readonly plainCount: number
  /** Whether rows are only added, so that many of one group can be done at once. */
  private readonly traceable: boolean
  /** Double of a record with the time at which the group was written last; only with a time to live. */
  private readonly written: number
  private readonly environment: Environment
  private readonly emit: (batch: Batch) => void
  private readonly waves = new Waves(ROWS)
  /** Selected rows that are worked on. */
  private rows = range(0, 0)
  private readonly bases = new Int32Array(ROWS)
  private readonly fate = new Uint8Array(ROWS)
  /** Where the result of a row lies: that before it in `place`, that after it behind all of those. */
  private readonly place = new Int32Array(ROWS)
  private readonly waveBases = new Int32Array(ROWS)
  /** For updates once a batch: the groups of the rows, each once, and whether they were there before. */
  private readonly folded = { bases: new Int32Array(ROWS), known: new Uint8Array(ROWS) }
  private readonly added = { rows: new Int32Array(ROWS), bases: new Int32Array(ROWS), n: 0 }
  private readonly taken = { rows: new Int32Array(ROWS), bases: new Int32Array(ROWS), n: 0 }
  private readonly buffers: readonly ColumnBuffer[]
  private readonly sel = new Int32Array(2 * ROWS)
  private readonly kinds = new Uint8Array(2 * ROWS)

  constructor({ node, inputs, emit, environment }: TaskContext<GroupPrimitive>) {
    const { row } = inputs[0]!
    const { key, aggregates, ttl } = node.op
    const keyRow = key.map((column) => row[column]!)
    const from = layoutOf(keyRow, 0).end
    this.op = node.op
    this.environment = environment
    this.emit = (batch) => emit('out', batch)
    const retracting = inputs[0]!.changes.mode !== 'append'
    this.aggregation = new Aggregation(aggregates, row, from, { retracting, environment })
    this.values = this.aggregation.createValues()
    this.results = aggregates.map(({ as, result }) => ({ name: as, ...result }))
    const plain = aggregates.findIndex(
      ({ fn, args, where }) => fn === 'count' && args.length === 0 && where === undefined,
    )
    this.ownCounter = plain < 0
    this.plainCount = plain
    this.traceable = !retracting && ttl === undefined
    let end = from + this.aggregation.words
    this.counter = (this.ownCounter ? end : from + wordsBefore(this.aggregation, plain)) >> 1
    if (this.ownCounter) end += 2
    this.written = end >> 1
    if (ttl !== undefined) end += 2
    this.table = new KeyTable(keyRow, end - from)
    this.sweep = new Sweep(this.table)
    this.buffers = node.outputs.out!.row.map(({ type }) => new ColumnBuffer(columnKind(type), 2 * ROWS))
  }

  process(batch: Batch): void {
    const now = this.op.ttl === undefined ? 0 : this.environment.now()
    for (let from = 0; from < batch.n; from += ROWS) this.processPart(batch, from, Math.min(ROWS, batch.n - from), now)
    if (this.op.ttl !== undefined)
      this.sweep.run(
        batch.n,
        (base) => this.isOld(base, now),
        (base) => this.reset(base),
      )
  }

  private processPart(batch: Batch, from: number, n: number, now: number): void {
    const { bases, waves, table } = this
    const { sel } = batch
    this.rows = sel === null ? range(from, from + n) : sel.subarray(from, from + n)
    table.probe(batch, this.op.key, this.rows, n, bases)
    if (this.op.updates === 'latest') {
      if (batch.kinds === null) waves.sortFirst(bases, n)
      else waves.sort(bases, n)
      return this.give(this.fold(batch, n, now))
    }
    waves.sort(bases, n)
    if (this.traceable && batch.kinds === null && waves.count * 8 > n) this.trace(batch, n)
    else for (let w = 0; w < waves.count; w++) this.processWave(batch, w, n, now)
    this.give(n)
  }

  /** Gives what has become of the groups of `n` rows. */
  private give(n: number): void {
    this.loadKeys(n)
    this.emitChanges(n)
    this.dropEmpty(n)
    for (const buffer of this.buffers) buffer.clear()
  }

  /** Applies all rows; each of their groups stands for one row then, of which there are as many as are returned. */
  private fold(batch: Batch, n: number, now: number): number {
    const { waveBases, folded, fate, bases, place } = this
    const groups = this.takeWave(0)
    folded.bases.set(waveBases)
    if (this.op.ttl !== undefined) this.forget(groups, now)
    for (let g = 0; g < groups; g++) folded.known[g] = this.isThere(waveBases[g]!) ? 1 : 0
    this.writeResults(groups, 0)
    this.applyAll(batch, n, now)
    waveBases.set(folded.bases)
    this.writeResults(groups, groups)
    for (let g = 0; g < groups; g++) {
      const known = folded.known[g] === 1
      const there = this.isThere(waveBases[g]!)
      fate[g] = there ? (known ? CHANGED : BEGUN) : known ? ENDED : IGNORED
      bases[g] = waveBases[g]!
      place[g] = g
    }
    return groups
  }

  private applyAll(batch: Batch, n: number, now: number): void {
    const { added, rows, bases, waves } = this
    if (batch.kinds !== null) {
      for (let w = 0; w < waves.count; w++) {
        const count = this.takeWave(w)
        this.plan(batch, waves.starts[w]!, count)
        this.apply(batch, false)
        this.judge(waves.starts[w]!, count, now)
      }
      return
    }
    added.rows.set(rows)
    added.bases.set(bases)
    added.n = n
    this.taken.n = 0
    this.apply(batch, waves.one)
    const { doubles } = this.table.records
    if (this.op.ttl !== undefined) for (let j = 0; j < n; j++) doubles[(bases[j]! >> 1) + this.written] = now
  }

  private isThere(base: number): boolean {
    return this.table.records.doubles[(base >> 1) + this.counter]! > 0
  }

  /** Rows of few groups: one after the other, for each aggregate. */
  private trace(batch: Batch, n: number): void {
    const { rows, bases, buffers, fate, place, table, aggregation, values, counter } = this
    const { doubles } = table.records
    for (let j = 0; j < n; j++) {
      const at = (bases[j]! >> 1) + counter
      place[j] = j
      if (this.ownCounter) fate[j] = doubles[at]!++ > 0 ? CHANGED : BEGUN
    }
    const columns = buffers.slice(this.op.key.length)
    traceRows(aggregation, values, batch, rows, n, table.records, bases, { columns, before: 0, after: n })
    if (!this.ownCounter) this.beginByCount(n)
  }

  /** A group begins with the row before which COUNT(*) was 0. */
  private beginByCount(n: number): void {
    const { fate, buffers } = this
    const data = buffers[this.op.key.length + this.plainCount]!.data
    for (let j = 0; j < n; j++) fate[j] = data[2 * j] === 0 && data[2 * j + 1] === 0 ? BEGUN : CHANGED
  }

  /** Rows of different groups: writes all old values, applies all rows, writes all new values. */
  private processWave(batch: Batch, wave: number, n: number, now: number): void {
    const from = this.waves.starts[wave]!
    const count = this.takeWave(wave)
    if (this.op.ttl !== undefined) this.forget(count, now)
    this.writeResults(count, from)
    this.plan(batch, from, count)
    this.apply(batch, false)
    this.judge(from, count, now)
    this.writeResults(count, n + from)
  }

  /** Puts the groups of a wave into `waveBases`; returns how many there are. */
  private takeWave(wave: number): number {
    const { starts, order } = this.waves
    const from = starts[wave]!
    const count = starts[wave + 1]! - from
    for (let p = 0; p < count; p++) this.waveBases[p] = this.bases[order[from + p]!]!
    return count
  }

  private writeResults(count: number, row: number): void {
    const { accumulators } = this.aggregation
    const keys = this.op.key.length
    for (let a = 0; a < accumulators.length; a++)
      accumulators[a]!.write(this.table.records, this.waveBases, count, this.buffers[keys + a]!, row)
  }

  /** Sorts the rows of a wave into those that are added and those that are taken back, and says what will become of their groups. */
  private plan({ kinds }: Batch, from: number, count: number): void {
    const { order } = this.waves
    const { waveBases, fate, place, added, taken, rows, counter } = this
    const { doubles } = this.table.records
    added.n = 0
    taken.n = 0
    for (let p = 0; p < count; p++) {
      const j = order[from + p]!
      const i = rows[j]!
      const base = waveBases[p]!
      const known = doubles[(base >> 1) + counter]! > 0
      place[j] = from + p
      if (kinds === null || kinds[i] === INSERT || kinds[i] === AFTER) {
        fate[j] = known ? CHANGED : BEGUN
        added.rows[added.n] = i
        added.bases[added.n++] = base
      } else if (known) {
        fate[j] = CHANGED
        taken.rows[taken.n] = i
        taken.bases[taken.n++] = base
      } else fate[j] = IGNORED
    }
  }

  /** `one`: several rows, all of one group. */
  private apply(batch: Batch, one: boolean): void {
    const { added, taken, aggregation, values, counter } = this
    const { records } = this.table
    const { doubles } = records
    if (added.n > 0) addRows(aggregation, values, batch, added.rows, added.n, records, added.bases, one)
    if (taken.n > 0) retractRows(aggregation, values, batch, taken.rows, taken.n, records, taken.bases)
    if (!this.ownCounter) return
    for (let p = 0; p < added.n; p++) doubles[(added.bases[p]! >> 1) + counter]!++
    for (let p = 0; p < taken.n; p++) doubles[(taken.bases[p]! >> 1) + counter]!--
  }

  /** Ends groups without rows; their records are as new. */
  private judge(from: number, count: number, now: number): void {
    const { waveBases, fate, counter, written } = this
    const { order } = this.waves
    const { doubles } = this.table.records
    for (let p = 0; p < count; p++) {
      const base = waveBases[p]!
      if (this.op.ttl !== undefined) doubles[(base >> 1) + written] = now
      if (doubles[(base >> 1) + counter]! > 0) continue
      const j = order[from + p]!
      if (fate[j] === CHANGED) fate[j] = ENDED
      this.reset(base)
    }
  }

  /** Begins groups anew that have not been written for too long. */
  private forget(count: number, now: number): void {
    for (let p = 0; p < count; p++) if (this.isOld(this.waveBases[p]!, now)) this.reset(this.waveBases[p]!)
  }

  private isOld(base: number, now: number): boolean {
    const { doubles } = this.table.records
    return doubles[(base >> 1) + this.counter]! > 0 && doubles[(base >> 1) + this.written]! + this.op.ttl! <= now
  }

  private reset(base: number): void {
    const { records, payload } = this.table
    if (this.aggregation.owning) this.aggregation.releaseRecord(this.values, records, base)
    records.ints.fill(0, base + payload, base + records.words)
  }

  /** Writes the keys of all rows that go out. */
  private loadKeys(n: number): void {
    const { fate, place, bases, buffers, table } = this
    const { cells } = table.key
    for (let j = 0; j < n; j++) {
      if (fate[j] === IGNORED) continue
      for (let c = 0; c < cells.length; c++) {
        const buffer = buffers[c]!
        loadCell(table.records, cells[c]!, bases[j]!, buffer, n + place[j]!)
        if (fate[j] !== BEGUN) copyCell(buffer, n + place[j]!, place[j]!)
      }
    }
  }

  /** Sends what has changed in the order of the rows. */
  private emitChanges(n: number): void {
    const { fate, place, sel, kinds } = this
    let count = 0
    let appending = true
    for (let j = 0; j < n; j++) {
      const before = place[j]!
      const after = n + before
      if (fate[j] === BEGUN) {
        kinds[after] = INSERT
        sel[count++] = after
      } else if (fate[j] === ENDED) {
        kinds[before] = DELETE
        sel[count++] = before
        appending = false
      } else if (fate[j] === CHANGED && (this.op.ttl !== undefined || !this.unchanged(before, after))) {
        kinds[before] = BEFORE
        kinds[after] = AFTER
        sel[count++] = before
        sel[count++] = after
        appending = false
      }
    }
    if (count > 0) this.send(2 * n, count, appending)
  }

  private unchanged(before: number, after: number): boolean {
    const { buffers } = this
    for (let c = this.op.key.length; c < buffers.length; c++) if (!sameValue(buffers[c]!, before, after)) return false
    return true
  }

  private send(rows: number, n: number, appending: boolean): void {
    this.emit({
      cols: this.buffers.map((buffer) => buffer.column()),
      rows,
      n,
      sel: this.sel,
      kinds: appending ? null : this.kinds,
      minTime: Number.NEGATIVE_INFINITY,
      maxTime: Number.POSITIVE_INFINITY,
    })
  }

  /** Gives back the records of groups that have ended, or that a row to take back has looked for in vain. */
  private dropEmpty(n: number): void {
    const { fate, bases, counter, table } = this
    let empty: Set<number> | undefined
    for (let j = 0; j < n; j++) {
      if (fate[j] === BEGUN || table.records.doubles[(bases[j]! >> 1) + counter]! > 0) continue
      empty ??= new Set()
      empty.add(bases[j]!)
    }
    if (empty) for (const base of empty) table.remove(base)
  }

  watermark(): void {}

  save(writer: StateWriter): void {
    this.table.save(writer)
    for (const value of this.values) value.save(writer)
  }

  restore(reader: StateReader): void {
    this.table.load(reader)
    for (const value of this.values) value.load(reader)
  }

  state(): StateView {
    return groupsView(this.table, this.results, this.aggregation)
  }
}

const wordsBefore = ({ accumulators }: Aggregation, index: number): number =>
  accumulators.slice(0, index).reduce((sum, { words }) => sum + words, 0)
