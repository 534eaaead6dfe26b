import type { Primitive } from '@millrace/algebra'
import { ColumnBuffer } from '@millrace/language'
import type { Batch } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import { sendInCuts } from '../source/sendInCuts.ts'
import { partTimeless } from '../source/timeless.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import type { Task, TaskContext } from './task.ts'

type TimePrimitive = Extract<Primitive, { op: 'time' }>

/**
 * Gives rows another event time: the watermark is the largest time so far less the delay, whatever the watermark of the input is
 * (Flink's WatermarkAssignerOperator). Watermarks start at 0.
 */
export class TimeTask implements Task {
  readonly ownWatermark = true
  private readonly context: TaskContext<TimePrimitive>
  private readonly column: number
  private readonly lag: number
  private readonly idleAfter: number | undefined
  private readonly sequence = { maxTime: Number.NEGATIVE_INFINITY }
  private published = 0
  /** What those behind it have been told. */
  private idle = false
  private lastRowAt: number

  constructor(context: TaskContext<TimePrimitive>) {
    const { column, delay, idleAfter } = context.node.op.time
    this.context = context
    this.column = column
    this.lag = delay
    this.idleAfter = idleAfter
    this.lastRowAt = context.monotonic()
  }

  process(batch: Batch): void {
    const timed = this.withTime(batch)
    if (timed.n === 0) return
    if (this.idleAfter !== undefined) {
      this.lastRowAt = this.context.monotonic()
      this.setIdle(false)
    }
    sendInCuts(this.sequence, timed, 0, {
      time: this.column,
      delay: this.lag,
      cuts: this.context.cuts,
      out: (part) => this.context.emit('out', part),
      advance: () => this.advance(),
      stay: () => true,
    })
  }

  private advance(): void {
    const watermark = this.sequence.maxTime - this.lag
    if (watermark <= this.published) return
    this.published = watermark
    this.context.advance(watermark)
  }

  /** Rows without event time leave on the side when something reads the port; else they end the job, as in Flink. */
  private withTime(batch: Batch): Batch {
    const parts = partTimeless(batch, this.column)
    if (parts === undefined) return batch
    this.fail(batch, parts.timeless)
    return parts.timed
  }

  private fail(batch: Batch, rows: Int32Array): void {
    const { node, inputs, read, emit } = this.context
    const message = `The event time \`${inputs[0]!.row[this.column]!.name}\` of a row is NULL.`
    if (!read('failed')) {
      const hint = 'Connect the port `failed` of the node to let such rows go there.'
      throw new JobFailure(node.owner, message, { hint })
    }
    const error = new ColumnBuffer('bytes', batch.rows)
    for (const i of rows) error.putText(i, message)
    emit('failed', { ...batch, cols: [...batch.cols, error.column()], sel: rows, n: rows.length })
  }

  watermark(): void {}

  tick(now: number): void {
    if (this.idleAfter !== undefined && now - this.lastRowAt > this.idleAfter) this.setIdle(true)
  }

  inputIdle(idle: boolean): void {
    this.idle = idle
  }

  private setIdle(idle: boolean): void {
    if (idle === this.idle) return
    this.idle = idle
    this.context.setIdle(idle)
  }

  save(writer: StateWriter): void {
    writer.number(this.sequence.maxTime).number(this.published).int(Number(this.idle))
  }

  restore(reader: StateReader): void {
    this.sequence.maxTime = reader.number()
    this.published = reader.number()
    this.idle = reader.int() === 1
  }
}
