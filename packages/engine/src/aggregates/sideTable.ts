import type { ColumnBuffer } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import type { Records } from '../state/layout.ts'
import type { Arrivals } from './arrivals.ts'

/** The columns of all aggregates, and where in them the values before and after the rows begin. */
export interface TraceColumns {
  columns: readonly ColumnBuffer[]
  before: number
  after: number
}

/** What belongs to the records of one table of groups and lies beside them. */
export interface SideTable {
  /** Entries in it. */
  readonly size: number
  /** `one`: all rows are known to be of one group. */
  add(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array, one: boolean): void
  retract(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void
  /** Adds rows, and writes the values of its aggregates before and after each of them. */
  trace(batch: Batch, rows: Int32Array, n: number, records: Records, bases: Int32Array, into: TraceColumns): void
  /** Adds what records of another table have, or of this one: of `from[j]` to `to[j]`. */
  merge(beside: SideTable, source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void
  /** Forgets what belongs to a record. */
  release(records: Records, base: number): void
  clear(): void
  save(writer: StateWriter): void
  load(reader: StateReader): void
}

/** Saves with every table of groups how many rows have come, so that rows keep their order after a restore. */
export class ArrivalCount implements SideTable {
  readonly size = 0
  private readonly arrivals: Arrivals
  constructor(arrivals: Arrivals) {
    this.arrivals = arrivals
  }
  add(): void {}
  retract(): void {}
  trace(): void {}
  merge(): void {}
  release(): void {}
  clear(): void {}
  save(writer: StateWriter): void {
    writer.number(this.arrivals.next)
  }
  load(reader: StateReader): void {
    this.arrivals.next = Math.max(this.arrivals.next, reader.number())
  }
}
