import type { Column, ColumnBuffer, Environment } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from '../state/layout.ts'
import type { Arrivals } from './arrivals.ts'
import type { Trace } from './trace.ts'

/**
 * One aggregate over one kind of argument, as loops over rows and their records.
 *
 * Its words lie in every record from `at` on and are zero at first; what does not fit there lies in the heap of the records.
 * `bases[j]` is the record of row `sel[j]`, or of row j without a selection.
 */
export interface Accumulator {
  /** Even, so that doubles behind it are aligned. */
  readonly words: number
  /** `one`: all rows are known to be of one group. */
  add(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array, one?: boolean): void
  /** Adds the rows in which a condition column is true; only an acceleration. */
  addWhere?(
    condition: Column,
    sel: Int32Array | null,
    n: number,
    records: Records,
    bases: Int32Array,
    one: boolean,
  ): void
  /** Takes rows back that were added before. Absent where that cannot be done; then the input must be appending. */
  retract?(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void
  /** Adds what records of another table have collected: of `from[j]` to `to[j]`. */
  merge(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void
  /** Takes out again, exactly, what `merge` has added. Absent where that cannot be done. */
  unmerge?(source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void
  /** Writes the results of records into rows from `row` on. */
  write(records: Records, bases: Int32Array, n: number, out: ColumnBuffer, row: number): void
  /** All of it for one row after the other; only an acceleration. */
  trace?: Trace
  /** Gives back what a record holds in the heap, before the record is forgotten by itself. */
  release?(records: Records, base: number): void
}

/** What accumulators of one task share. */
export interface AccumulatorContext {
  /** Whether rows will be taken out again. */
  retracting: boolean
  environment: Environment
  /** Ends the job: an expression of an aggregate failed on a row. */
  fail(message: string): never
  arrivals: Arrivals
}
