import type { Batch, StateReader, StateWriter } from '@millrace/engine'

/** Rows that a table has now, each as a line of JSON. Which ones there are depends on what the input says about its changes. */
export interface KeptRows {
  apply(batch: Batch): void
  readonly size: number
  /** Rows that had to go because there were too many. */
  readonly dropped: number
  /** Oldest first. */
  lines(): Iterable<string>
  /** Lines `from` to `to` − 1, counted from the oldest. */
  slice(from: number, to: number): string[]
  save(writer: StateWriter): void
  load(reader: StateReader): void
}

/** Memory that the lines of a table may take; beyond it the oldest go, however few they are. */
export const MOST_BYTES = 64 * 1024 * 1024
