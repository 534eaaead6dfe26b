import type { Batch } from '../batch.ts'
import type { Records } from './records.ts'

/** A piece of one split of a source, in order. Valid until a `poll` of its reader that does not hold the split. */
export interface Chunk {
  /** Name of the split: a partition, a file. */
  split: string
  /** Bytes to decode, or rows that are columns already. */
  content: { records: Records } | { batch: Batch }
  /** Position of each row; reading can begin again at any of them. */
  positions: Float64Array
  n: number
  /** Position after the last row. */
  next: number
  /** Bytes read, for metrics. */
  bytes: number
}

/** What a connector gives to read from the world: bytes or rows with their positions. The job owns the positions. */
export interface Reader {
  /** Begins, at these positions by split where there are any. */
  open(positions: ReadonlyMap<string, number>): Promise<void>
  /** Splits that are not finished. A new partition may appear at any time. */
  splits(): readonly string[]
  /**
   * The next pieces of splits that are not in `held`; resolves with none when nothing has come within `maxWaitMs`.
   * A finished split is no longer listed afterwards.
   */
  poll(held: ReadonlySet<string>, maxWaitMs: number): Promise<readonly Chunk[]>
  /** Tells the outside how far a durable checkpoint has come, for monitoring only. */
  checkpointed?(positions: ReadonlyMap<string, number>): Promise<void>
  close(): Promise<void>
  /** Why nothing comes, when the other side cannot be reached. */
  trouble?(): string | undefined
}
