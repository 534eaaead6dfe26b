import type { Primitive } from '@millrace/algebra'
import type { Environment, RowType } from '@millrace/language'
import { AFTER, type Batch, BatchBuilder, BEFORE, INSERT } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import { type Layout, layoutOf, loadCell, releaseTexts, sameCell, storeCell } from '../state/layout.ts'
import { TimeQueue } from '../state/timeQueue.ts'
import { NO_WATERMARK } from '../watermark.ts'
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
  /** Word of a record that says what is known of its key. */
  private readonly fact: number
  /** Double of a record with the time at which it was written last. */
  private readonly written: number
  private readonly environment: Environment
  private readonly out: BatchBuilder
  private readonly emit: (port: string, batch: Batch) => void
  private readonly queue = new TimeQueue(BUCKET)
  private readonly due = new Int32Array(1024)
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
    const from = layoutOf(keyRow, 0).end
    // The first by arrival is only remembered by its key.
    this.layout = layoutOf(op.keep === 'first' && op.rowtime === undefined ? [] : this.row, from)
    this.fact = this.layout.end
    this.written = (this.fact + 2) >> 1
    this.table = new KeyTable(keyRow, this.layout.end - from + 2 + (op.ttl === undefined ? 0 : 2))
    this.sweep = new Sweep(this.table)
    this.out = new BatchBuilder(node.outputs.out!.row, (batch) => emit('out', batch))
  }

  process(batch: Batch): void {
    if (batch.n > this.bases.length) this.resize(batch.n)
    const now = this.op.ttl === undefined ? 0 : this.environment.now()
    if (this.op.keep === 'last') this.keepLast(batch, now)
    else if (this.op.rowtime === undefined) this.passFirst(batch, now)
    else this.keepFirst(batch, now)
    if (this.op.ttl !== undefined)
      this.sweep.run(
        batch.n,
        (base) => this.isOld(base, now),
        (base) => this.reset(base),
      )
  }

  private resize(n: number): void {
    this.bases = new Int32Array(n)
    this.sel = new Int32Array(n)
    this.lateRows = new Int32Array(n)
  }

  private keepLast(batch: Batch, now: number): void {
    const { sel, n } = batch
    const times = this.timesOf(batch)
    this.table.probe(batch, this.op.key, sel, n, this.bases)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const base = this.bases[j]!
      this.forget(base, now)
      const known = this.table.records.ints[base + this.fact] === GIVEN
      if (known && times !== undefined && times[i]! < this.timeOf(base)) continue
      this.replace(batch, i, base, known, now)
    }
    this.out.flush()
  }

  private replace(batch: Batch, i: number, base: number, known: boolean, now: number): void {
    // Rows by event time are given even when nothing else differs, and so are all when keys are forgotten.
    const quiet = known && this.op.rowtime === undefined && this.op.ttl === undefined
    if (quiet && this.layout.cells.every((cell, c) => sameCell(this.table.records, cell, base, batch.cols[c]!, i)))
      return
    if (known) {
      this.give(BEFORE, base)
      releaseTexts(this.table.records, this.layout, base)
    }
    this.store(batch, i, base, GIVEN, now)
    this.give(known ? AFTER : INSERT, base)
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
      if (fact === WAITING) releaseTexts(this.table.records, this.layout, base)
      this.store(batch, i, base, WAITING, now)
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

  private timeOf(base: number): number {
    return this.table.records.doubles[(base + this.layout.cells[this.op.rowtime!]!.at) >> 1]!
  }

  private store(batch: Batch, i: number, base: number, fact: number, now: number): void {
    const { records } = this.table
    const { cells } = this.layout
    for (let c = 0; c < cells.length; c++) storeCell(records, cells[c]!, batch.cols[c]!, i, base)
    records.ints[base + this.fact] = fact
    if (this.op.ttl !== undefined) records.doubles[(base >> 1) + this.written] = now
  }

  private give(kind: number, base: number): void {
    const row = this.out.next(kind)
    const { cells } = this.layout
    for (let c = 0; c < cells.length; c++) loadCell(this.table.records, cells[c]!, base, this.out.buffers[c]!, row)
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
    releaseTexts(records, this.layout, base)
    records.ints.fill(0, base + payload, base + records.words)
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
    this.give(INSERT, base)
    this.out.spans(this.timeOf(base), this.timeOf(base))
    releaseTexts(records, this.layout, base)
    for (const { nullWord } of this.layout.cells) records.ints[base + nullWord] = -1
    records.ints[base + this.fact] = GIVEN
  }

  save(writer: StateWriter): void {
    writer.number(this.clock)
    this.table.save(writer)
  }

  restore(reader: StateReader): void {
    this.clock = reader.number()
    this.table.load(reader)
    for (const base of this.table.bases())
      if (this.table.records.ints[base + this.fact] === WAITING) this.queue.add(this.timeOf(base), base)
  }

  state(): StateView {
    const { table, layout, row } = this
    const value = layout.cells.length === 0 ? [] : row.map((field) => ({ ...field, nullable: true }))
    return {
      tables: [{ name: 'keys', key: table.keyType, value, size: table.size }],
      scan: (_, from, limit) =>
        entriesOf(table, table.bases().subarray(from, from + limit), value, (bases, n, into, at) => {
          for (const [c, cell] of layout.cells.entries())
            for (let j = 0; j < n; j++) loadCell(table.records, cell, bases[j]!, into[at + c]!, j)
        }),
    }
  }
}
