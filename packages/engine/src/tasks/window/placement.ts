import type { Batch } from '../../batch.ts'

/** A row that no window takes, with its key's record and its time. */
export type Rejected = (row: number, keyBase: number, time: number) => void

/** Puts the rows of a batch into panes: `walls` are their times where windows lie, `times` the event times, by physical row. */
export interface Placement {
  place(batch: Batch, walls: Float64Array, times: Float64Array, keyBases: Int32Array, rejected: Rejected): void
}
