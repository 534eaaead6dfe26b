import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import type { StateView, Task } from '../tasks/task.ts'
import type { Writer } from './writer.ts'

/** A row goes to a sink, and is counted. */
export class SinkTask implements Task {
  readonly writer: Writer
  constructor(writer: Writer) {
    this.writer = writer
  }
  process(batch: Batch): void {
    this.writer.write(batch)
  }
  watermark(): void {}
  save(writer: StateWriter): void {
    this.writer.save?.(writer)
  }
  restore(reader: StateReader): void {
    this.writer.restore?.(reader)
  }
  state(): StateView {
    return this.writer.state?.() ?? { tables: [], scan: () => [] }
  }
}
