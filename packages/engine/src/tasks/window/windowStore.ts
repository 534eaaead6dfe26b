import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { ViewedTable } from './stateView.ts'

/** How the rows of windows are kept and put together. Windows are given in the order of their ends. */
export interface WindowStore {
  /** Adds rows whose slice begins at `start`; `over` when the first window of the slice has been given. */
  add(start: number, batch: Batch, sel: Int32Array | null, n: number, over: boolean): void
  /** Gives the results of the window that ends here. */
  give(end: number): void
  /** End of the first window after this one that may have rows; infinite when there is none. */
  nextEnd(after: number): number
  /** What it keeps, for browsing. */
  tables(): readonly ViewedTable[]
  save(writer: StateWriter): void
  restore(reader: StateReader): void
}
