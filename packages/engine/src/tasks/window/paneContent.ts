import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { Records } from '../../state/layout.ts'

/** What panes collect, in words of their records. */
export interface PaneContent {
  /** Adds rows to panes: `rows[j]` to `bases[j]`, in the order of their arrival. A row may come into several panes, one after the other. */
  add(batch: Batch, rows: Int32Array, n: number, bases: Int32Array): void
  /** Adds to a pane what another one has collected, which is cleared next. */
  merge(into: number, from: number): void
  /** Makes a pane empty, with zeros in its words. */
  clear(base: number): void
  /** Forgets what the evictor of the window says. */
  evict(base: number): void
  /** Where the aggregates over a pane are; valid until the next call. */
  result(base: number): { records: Records; base: number }
  /** Whether `result` gives the record of the pane itself. */
  readonly inPlace: boolean
  save(writer: StateWriter): void
  restore(reader: StateReader): void
}
