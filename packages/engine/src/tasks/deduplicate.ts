import type { Primitive } from '@millrace/algebra'
import type { ColumnBuffer, Environment, RowType } from '@millrace/language'
import { AFTER, type Batch, BEFORE, INSERT } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import { type Layout, layoutOf, loadCell, Records, sameCell } from '../state/layout.ts'
import { TimeQueue } from '../state/timeQueue.ts'
import { NO_WATERMARK } from '../watermark.ts'
import { PendingRows } from './pendingRows.ts'
import { RecordOutput } from './recordOutput.ts'
import { Sweep } from './sweep.ts'
import type { StateView, Task, TaskContext } from './task.ts'
import { entriesOf } from './view.ts'

type DeduplicatePrimitive = Extract<Primitive, { op: 'deduplicate' }>

/** What is known of a key. */
const UNKNOWN = 0
/** Its first row waits for the watermark. */
const WAITING = 1
/** Its row has been given. */
const GIVEN = 2

/** Milliseconds of a bucket of waiting rows. */
const BUCKET = 1000

/**
 * One row of each key.
 *
 * The last by event time replaces at once one that is not later (Flink's RowTimeDeduplicateFunction), the last by arrival one that
 * differs (ProcTimeDeduplicateKeepLastRowFunction). The first by arrival goes on as it comes (ProcTimeDeduplicateKeepFirstRowFunction);
 * the first by event time waits until the watermark says that no earlier one can come, and what is behind the watermark is late
 * (RowTimeDeduplicateKeepFirstRowFunction).
 */
export class DeduplicateTask implements Task {
  private readonly op: DeduplicatePrimitive
  private readonly row: RowType
  private readonly table: KeyTable
  private readonly sweep: Sweep
  private readonly layout: Layout
  private readonly rows: Records
  /** Word of a key's record that says what is known of it; the next one names the record of its row. */
  private readonly fact: number
  private readonly rowWord: number
  /** Double of a key's record with the event time of its row, so that the row need not be read to be compared. */
  private readonly time: number
  /** Double of a key's record with the time at which it was written last. */
  private readonly written: number
  private readonly environment: Environment
  private readonly out: RecordOutput
  private readonly emit: (port: string, batch: Batch) => void
  private readonly queue = new TimeQueue(BUCKET)
  private readonly due = new Int32Array(1024)
  private readonly pending: PendingRows
  /** For updates once a batch: keys whose row is replaced, by which row, and whether they had one. */
  private folded = { bases: new Int32Array(1024), rows: new Int32Array(1024), known: new Uint8Array(1024) }
  private bases = new Int32Array(1024)
  private sel = new Int32Array(1024)
  private lateRows = new Int32Array(1024)
  private clock = NO_WATERMARK

  constructor({ node, inputs, emit, environment }: TaskContext<DeduplicatePrimitive>) {
    const { op } = node
    this.op = op
    this.row = inputs[0]!.row
    this.environment = environment
    this.emit = emit
    const keyRow = op.key.map((column) => this.row[column]!)
    // The first by arrival is only remembered by its key.
    this.layout = layoutOf(op.keep === 'first' && op.rowtime === undefined ? [] : this.row, 0)
    this.rows = new Records(Math.max(2, this.layout.end))
    const timeWords = op.rowtime === undefined ? 0 : 2
    this.table = new KeyTable(keyRow, 2 + timeWords + (op.ttl === undefined ? 0 : 2))
    this.fact = this.table.payload
    this.rowWord = this.fact + 1
    this.time = (this.fact + 2) >> 1
    this.written = (this.fact + 2 + timeWords) >> 1
    this.sweep = new Sweep(this.table)
    this.pending = new PendingRows(this.rows, this.layout)
    this.out = new RecordOutput(
      this.rows,
      this.layout,
      (batch) => emit('out', batch),
      () => this.pending.write(),
    )
  }

  process(batch: Batch): void {
    if (batch.n > this.bases.length) this.resize(batch.n)
    const now = this.op.ttl === undefined ? 0 : this.environment.now()
    this.pending.begin(batch)
    if (this.op.keep === 'last') this.keepLast(batch, now)
    else if (this.op.rowtime === undefined) this.passFirst(batch, now)
    else this.keepFirst(batch, now)
    this.pending.write()
    if (this.op.ttl !== undefined)
      this.sweep.run(
        batch.n,
        (base) => this.isOld(base, now),
        (base) => this.reset(base),
      )
    this.out.flush()
  }

  private resize(n: number): void {
    this.bases = new Int32Array(n)
    this.sel = new Int32Array(n)
    this.lateRows = new Int32Array(n)
    this.folded = { bases: new Int32Array(n), rows: new Int32Array(n), known: new Uint8Array(n) }
  }

  private keepLast(batch: Batch, now: number): void {
    const { sel, n } = batch
    const times = this.timesOf(batch)
    this.table.probe(batch, this.op.key, sel, n, this.bases)
    if (this.op.updates === 'latest') return this.keepLatest(batch, times, now)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const base = this.bases[j]!
      this.forget(base, now)
      const known = this.isGiven(base)
      if (!known || times === undefined || times[i]! >= this.timeOf(base))
        this.replace(batch, times, i, base, known, now)
    }
  }

  /** The same, with one update for each key: what takes the place of a row of this batch is noted in its fact until the end. */
  private keepLatest(batch: Batch, times: Float64Array | undefined, now: number): void {
    const { sel } = batch
    const { bases, rows, known } = this.folded
    const { ints } = this.table.records
    let n = 0
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      const base = this.bases[j]!
      const fact = ints[base + this.fact]!
      if (fact < 0) {
        if (times === undefined || times[i]! >= times[rows[~fact]!]!) rows[~fact] = i
        continue
      }
      this.forget(base, now)
      const given = this.isGiven(base)
      if (given && times !== undefined && times[i]! < this.timeOf(base)) continue
      bases[n] = base
      rows[n] = i
      known[n] = given ? 1 : 0
      ints[base + this.fact] = ~n
      n++
    }
    for (let k = 0; k < n; k++) this.replace(batch, times, rows[k]!, bases[k]!, known[k] === 1, now)
  }

  /** Makes a row that of its key; by arrival not when it is the same as the one before. */
  private replace(
    batch: Batch,
    times: Float64Array | undefined,
    i: number,
    base: number,
    known: boolean,
    now: number,
  ): void {
    const old = this.rowOf(base)
    if (known && this.op.rowtime === undefined && this.op.ttl === undefined && this.isSame(old, batch, i)) {
      this.table.records.ints[base + this.fact] = GIVEN
      return
    }
    if (known) {
      this.out.give(BEFORE, old)
      this.out.drop(old)
    }
    this.out.give(known ? AFTER : INSERT, this.store(times, i, base, GIVEN, now))
  }

  private isSame(row: number, { cols }: Batch, i: number): boolean {
    const { cells } = this.layout
    this.pending.write()
    for (let c = 0; c < cells.length; c++) if (!sameCell(this.rows, cells[c]!, row, cols[c]!, i)) return false
    return true
  }

  private passFirst(batch: Batch, now: number): void {
    const { sel, n } = batch
    this.table.probe(batch, this.op.key, sel, n, this.bases)
    const { records } = this.table
    let count = 0
    for (let j = 0; j < n; j++) {
      const base = this.bases[j]!
      this.forget(base, now)
      if (records.ints[base + this.fact] === GIVEN) continue
      records.ints[base + this.fact] = GIVEN
      if (this.op.ttl !== undefined) records.doubles[(base >> 1) + this.written] = now
      this.sel[count++] = sel === null ? j : sel[j]!
    }
    if (count > 0) this.emit('out', { ...batch, sel: this.sel, n: count })
  }

  private keepFirst(batch: Batch, now: number): void {
    const times = this.timesOf(batch)!
    const n = this.selectTimely(batch, times)
    this.table.probe(batch, this.op.key, this.sel, n, this.bases)
    for (let j = 0; j < n; j++) {
      const i = this.sel[j]!
      const base = this.bases[j]!
      this.forget(base, now)
      const fact = this.table.records.ints[base + this.fact]!
      if (fact === GIVEN || (fact === WAITING && times[i]! >= this.timeOf(base))) continue
      if (fact === WAITING) this.out.drop(this.rowOf(base))
      this.store(times, i, base, WAITING, now)
      this.queue.add(times[i]!, base)
    }
  }

  /** Selects rows that are not behind the watermark; the others leave on the side. */
  private selectTimely(batch: Batch, times: Float64Array): number {
    const { sel } = batch
    let [n, late] = [0, 0]
    for (let j = 0; j < batch.n; j++) {
      const i = sel === null ? j : sel[j]!
      if (times[i]! < this.clock) this.lateRows[late++] = i
      else this.sel[n++] = i
    }
    if (late > 0) this.emit('late', { ...batch, sel: this.lateRows, n: late })
    return n
  }

  private timesOf({ cols }: Batch): Float64Array | undefined {
    const { rowtime } = this.op
    return rowtime === undefined ? undefined : (cols[rowtime] as { data: Float64Array }).data
  }

  private isGiven(base: number): boolean {
    return this.table.records.ints[base + this.fact] === GIVEN
  }

  /** Record of the row of a key that has one. */
  private rowOf(base: number): number {
    return this.table.records.ints[base + this.rowWord]!
  }

  /** Event time of the row of a key that has one. */
  private timeOf(base: number): number {
    return this.table.records.doubles[(base >> 1) + this.time]!
  }

  /** Keeps a row of the batch as that of a key; gives its record. */
  private store(times: Float64Array | undefined, i: number, base: number, fact: number, now: number): number {
    const row = this.rows.add()
    this.pending.add(i, row)
    const { ints, doubles } = this.table.records
    ints[base + this.fact] = fact
    ints[base + this.rowWord] = row
    if (times !== undefined) doubles[(base >> 1) + this.time] = times[i]!
    if (this.op.ttl !== undefined) doubles[(base >> 1) + this.written] = now
    return row
  }

  /** Begins a key anew that has not been written for too long. */
  private forget(base: number, now: number): void {
    if (this.op.ttl !== undefined && this.isOld(base, now)) this.reset(base)
  }

  private isOld(base: number, now: number): boolean {
    const { ints, doubles } = this.table.records
    return ints[base + this.fact] !== UNKNOWN && doubles[(base >> 1) + this.written]! + this.op.ttl! <= now
  }

  private reset(base: number): void {
    const { records, payload } = this.table
    if (this.hasRow(base)) this.out.drop(this.rowOf(base))
    records.ints.fill(0, base + payload, base + records.words)
  }

  /** The first row of a key is forgotten when it has been given. */
  private hasRow(base: number): boolean {
    const fact = this.table.records.ints[base + this.fact]
    return this.op.keep === 'last' ? fact === GIVEN : fact === WAITING
  }

  watermark(time: number): void {
    if (this.op.keep === 'first' && this.op.rowtime !== undefined) this.giveDue(time)
    this.clock = time
  }

  /** Gives the first rows up to a time, earliest first. Times are whole milliseconds. */
  private giveDue(time: number): void {
    const { due } = this
    for (let n = this.queue.takeBefore(time + 1, due); n > 0; n = this.queue.takeBefore(time + 1, due)) {
      for (let k = 0; k < n; k++) this.giveFirst(due[k]!, time)
    }
    this.out.flush()
  }

  private giveFirst(base: number, time: number): void {
    const { records } = this.table
    // A key whose first row was replaced by an earlier one is in the queue more than once.
    if (records.ints[base + this.fact] !== WAITING || this.timeOf(base) > time) return
    const row = this.rowOf(base)
    this.out.give(INSERT, row)
    this.out.spans(this.timeOf(base), this.timeOf(base))
    this.out.drop(row)
    records.ints[base + this.fact] = GIVEN
  }

  save(writer: StateWriter): void {
    writer.number(this.clock)
    this.table.save(writer)
    this.rows.save(writer)
  }

  restore(reader: StateReader): void {
    this.clock = reader.number()
    this.table.load(reader)
    this.rows.load(reader)
    for (const base of this.table.bases())
      if (this.table.records.ints[base + this.fact] === WAITING) this.queue.add(this.timeOf(base), base)
  }

  /** Writes the row of a key into columns; NULLs when it has none any more. */
  private showRow(base: number, into: readonly ColumnBuffer[], at: number, j: number): void {
    for (const [c, cell] of this.layout.cells.entries()) {
      if (this.hasRow(base)) loadCell(this.rows, cell, this.rowOf(base), into[at + c]!, j)
      else into[at + c]!.setNull(j)
    }
  }

  state(): StateView {
    const { table, layout, row } = this
    const value = layout.cells.length === 0 ? [] : row.map((field) => ({ ...field, nullable: true }))
    return {
      tables: [{ name: 'keys', key: table.keyType, value, size: table.size }],
      scan: (_, from, limit) =>
        entriesOf(table, table.bases().subarray(from, from + limit), value, (bases, n, into, at) => {
          for (let j = 0; j < n; j++) this.showRow(bases[j]!, into, at, j)
        }),
    }
  }
}
