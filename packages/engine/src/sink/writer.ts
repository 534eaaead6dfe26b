import type { Json } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import type { StateView } from '../tasks/task.ts'

/**
 * What a connector gives to write to the world.
 *
 * Rows of an epoch are staged and become visible with the checkpoint: `prepare` puts them where they survive a crash, or into what it
 * returns, and `commit` makes them visible. A commit may be asked for again after a restart and then changes nothing.
 */
export interface Writer {
  open(committed: Json | undefined): Promise<void>
  write(batch: Batch): void
  /** Bytes that are waiting to go out. */
  readonly pending: number
  /** Waits until what is pending has gone out as far as that is possible before a commit. */
  flush(): Promise<void>
  prepare(epoch: number): Promise<Json>
  commit(epoch: number, prepared: Json): Promise<void>
  close(): Promise<void>
  /** What the sink itself remembers is part of the checkpoint, like the state of a task. */
  save?(writer: StateWriter): void
  /** Comes before `open`. */
  restore?(reader: StateReader): void
  state?(): StateView
}
