import type { PlanNode, Primitive } from '@millrace/algebra'
import { ColumnBuffer, decodeUtf8, type Json } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import { END_OF_TIME, Gate } from '../watermark.ts'
import type { Cuts } from './cuts.ts'
import type { Decoder, Rejection } from './decoder.ts'
import type { Chunk, Reader } from './reader.ts'
import { range, sendInCuts } from './timedRows.ts'

type SourcePrimitive = Extract<Primitive, { op: 'source' }>

export interface SourceHooks {
  cuts: Cuts
  out(batch: Batch): void
  rejected(batch: Batch): void
  /** Whether something reads the port `rejected`. */
  rejectedRead(): boolean
  watermark(time: number): void
  idle(idle: boolean): void
  /** Milliseconds of a clock that never goes back. */
  monotonic(): number
}

/** One partition or file on its way through the stage. */
interface Split {
  name: string
  channel: number
  /** Largest event time so far. */
  maxTime: number
  decoder: Decoder | undefined
  /** The piece in work, and how many of its records have been decoded. */
  chunk: Chunk | undefined
  done: number
  /** Decoded rows of the piece that have not all gone on. */
  rows: PendingRows | undefined
  /** Records before this position have been rejected already, before a restart. */
  rejectedBefore: number
  /** Where reading would begin again when no piece is in work. */
  position: number
  finished: boolean
  lastRowAt: number
}

interface PendingRows {
  batch: Batch
  /** How many of the selected rows have gone on. */
  sent: number
  /** Record of each physical row; without it row i is record `from` + i. */
  recordOf: Int32Array | undefined
  from: number
}

/** Why a source holds a job back. */
export interface SourceStatus {
  splits: number
  trouble: string | undefined
}

/**
 * From pieces of splits to batches with watermarks.
 *
 * The watermark is the largest time so far less the delay, of the slowest split. A batch is cut before every row whose time is not
 * after the watermark that the rows before it imply, and the watermark is published there: lateness is then decided as if a
 * watermark followed every row, however rows are batched. Some windows need further cuts.
 */
export class SourceStage {
  readonly node: PlanNode<SourcePrimitive>
  readonly reader: Reader
  readonly bounded: boolean
  private readonly createDecoder: (() => Decoder) | undefined
  private readonly hooks: SourceHooks
  private readonly splits = new Map<string, Split>()
  private readonly gate = new Gate()
  private idle = false
  private readonly delay: number
  private readonly timeColumn: number | undefined
  private readonly rejections: Rejection[] = []
  /** How long decoding and the flow behind it have taken. */
  readonly time = { busy: 0, since: 0 }
  bytesRead = 0
  rowsRejected = 0

  constructor(
    node: PlanNode<SourcePrimitive>,
    reader: Reader,
    createDecoder: (() => Decoder) | undefined,
    hooks: SourceHooks,
  ) {
    this.node = node
    this.reader = reader
    this.createDecoder = createDecoder
    this.hooks = hooks
    const { time, bounded } = node.op.table
    this.bounded = bounded
    this.delay = time?.delay ?? 0
    this.timeColumn = time?.column
  }

  async open(): Promise<void> {
    const positions = new Map([...this.splits.values()].map(({ name, position }) => [name, position]))
    await this.reader.open(positions)
    this.discover()
  }

  /** Splits that the reader has now; vanished ones are finished. */
  private discover(): void {
    const present = new Set(this.reader.splits())
    for (const name of present) if (!this.splits.has(name)) this.addSplit(name, 0)
    for (const split of this.splits.values())
      if (!present.has(split.name) && split.chunk === undefined) this.finish(split)
  }

  private addSplit(name: string, position: number): Split {
    const split: Split = {
      name,
      channel: this.gate.open(name),
      maxTime: Number.NEGATIVE_INFINITY,
      decoder: this.createDecoder?.(),
      chunk: undefined,
      done: 0,
      rows: undefined,
      rejectedBefore: Number.NEGATIVE_INFINITY,
      position,
      finished: false,
      lastRowAt: this.hooks.monotonic(),
    }
    this.splits.set(name, split)
    return split
  }

  private finish(split: Split): void {
    if (split.finished) return
    split.finished = true
    if (split.channel >= 0 && this.gate.advance(split.channel, END_OF_TIME)) this.publish()
  }

  get finished(): boolean {
    return this.splits.size > 0
      ? [...this.splits.values()].every(({ finished }) => finished)
      : this.reader.splits().length === 0
  }

  /** Splits whose next piece has not been asked for or has not come. */
  get waiting(): boolean {
    return [...this.splits.values()].some(({ finished, chunk }) => !finished && chunk === undefined)
  }

  /** The watermark of the split that should go on next among those with rows at hand. */
  get ready(): Split | undefined {
    let best: Split | undefined
    for (const split of this.splits.values()) {
      if (split.chunk !== undefined && (best === undefined || split.maxTime < best.maxTime)) best = split
    }
    return best
  }

  /** The watermark that the rows of a split imply so far. */
  watermarkOf(split: Split): number {
    return split.maxTime - this.delay
  }

  /** Asks the reader for more. */
  async poll(maxWaitMs: number): Promise<void> {
    const held = new Set(
      [...this.splits.values()]
        .filter(({ chunk, finished }) => chunk !== undefined || finished)
        .map(({ name }) => name),
    )
    const chunks = await this.reader.poll(held, maxWaitMs)
    for (const chunk of chunks) {
      if (chunk.n === 0) continue
      const split = this.splits.get(chunk.split) ?? this.addSplit(chunk.split, 0)
      split.chunk = chunk
      split.done = 0
      split.lastRowAt = this.hooks.monotonic()
      this.bytesRead += chunk.bytes
      if (this.gate.setIdle(split.channel, false)) this.publish()
      this.setIdle(false)
    }
    this.discover()
  }

  /**
   * Sends on one batch of a split at most. At a cut before a row that may be late, `stay` says whether the split goes on at once;
   * bounded inputs are merged by smallest watermark, so another one may come first.
   */
  step(split: Split, stay: () => boolean): void {
    split.rows ??= this.decode(split, split.chunk!)
    if (!this.send(split, split.rows, stay)) return
    split.rows = undefined
    if (split.done < split.chunk!.n) return
    split.position = split.chunk!.next
    split.chunk = undefined
    this.discover()
  }

  private decode(split: Split, chunk: Chunk): PendingRows {
    const from = split.done
    split.done = Math.min(chunk.n, from + BATCH_ROWS)
    if ('batch' in chunk.content)
      return {
        batch: this.dropTimeless(slice(chunk.content.batch, from, split.done)),
        sent: 0,
        recordOf: undefined,
        from: 0,
      }
    this.rejections.length = 0
    const { columns, rows, kinds } = split.decoder!.decode(chunk.content.records, from, split.done, this.rejections)
    const recordOf = this.rejections.length === 0 ? undefined : recordsOfRows(from, split.done, this.rejections)
    if (this.rejections.length > 0) this.reject(split, chunk, this.rejections)
    const batch: Batch = {
      cols: columns,
      rows,
      n: rows,
      sel: null,
      kinds,
      minTime: Number.NEGATIVE_INFINITY,
      maxTime: Number.POSITIVE_INFINITY,
    }
    return { batch: this.dropTimeless(batch), sent: 0, recordOf, from }
  }

  /** Sends rows on, cut where a row may be late; false when it stopped at such a cut. */
  private send(split: Split, pending: PendingRows, stay: () => boolean): boolean {
    const { batch } = pending
    if (this.timeColumn === undefined) {
      if (batch.n > 0) this.hooks.out(batch)
      return true
    }
    pending.sent = sendInCuts(split, batch, pending.sent, {
      time: this.timeColumn,
      delay: this.delay,
      cuts: this.hooks.cuts,
      out: this.hooks.out,
      advance: () => this.advance(split),
      stay,
    })
    return pending.sent === batch.n
  }

  /** Watermarks start at 0: one that is not above is never published (Flink's WatermarkAssignerOperator). */
  private advance(split: Split): void {
    const watermark = split.maxTime - this.delay
    if (watermark > 0 && this.gate.advance(split.channel, watermark)) this.publish()
  }

  private publish(): void {
    this.hooks.watermark(this.gate.watermark)
  }

  /** Rows without event time are rejected when something reads the port; else they end the job, as in Flink. */
  private dropTimeless(batch: Batch): Batch {
    if (this.timeColumn === undefined) return batch
    const { nulls } = batch.cols[this.timeColumn]!
    if (nulls === null) return batch
    const timeless: number[] = []
    const kept: number[] = []
    for (let j = 0; j < batch.n; j++) {
      const i = batch.sel === null ? j : batch.sel[j]!
      if (nulls[i] === 1) timeless.push(i)
      else kept.push(i)
    }
    if (timeless.length === 0) return batch
    const { name } = this.node.op.table.row[this.timeColumn]!
    if (!this.hooks.rejectedRead()) {
      const hint = 'Connect the port `rejected` of the source to let such rows go there.'
      throw new JobFailure(this.node.owner, `The event time \`${name}\` of a row is NULL.`, { hint })
    }
    this.sendRejected(
      timeless.map((row) => ({ raw: null, error: `The event time \`${name}\` is NULL.`, position: `row ${row}` })),
    )
    return { ...batch, sel: Int32Array.from(kept), n: kept.length }
  }

  private reject(split: Split, chunk: Chunk, all: readonly Rejection[]): void {
    const { records } = chunk.content as Extract<Chunk['content'], { records: unknown }>
    const rejections = all.filter(({ record }) => chunk.positions[record]! >= split.rejectedBefore)
    if (rejections.length === 0) return
    const [first] = rejections
    if (this.node.op.table.onBadRecord === 'fail') {
      const place = `${chunk.split} at ${chunk.positions[first!.record]}`
      throw new JobFailure(this.node.owner, `A record cannot be read (${place}): ${first!.error}`, {
        hint: 'With `onBadRecord` set to `reject` such records go to the port `rejected`.',
      })
    }
    this.sendRejected(
      rejections.map(({ record, error }) => ({
        raw:
          records.valueStart[record]! < 0
            ? null
            : decodeUtf8(records.bytes.subarray(records.valueStart[record]!, records.valueEnd[record]!)),
        error,
        position: `${chunk.split}:${chunk.positions[record]}`,
      })),
    )
  }

  private sendRejected(rows: readonly { raw: string | null; error: string; position: string }[]): void {
    this.rowsRejected += rows.length
    const buffers = [0, 1, 2].map(() => new ColumnBuffer('bytes', rows.length))
    for (const [row, { raw, error, position }] of rows.entries()) {
      if (raw === null) buffers[0]!.setNull(row)
      else buffers[0]!.putText(row, raw)
      buffers[1]!.putText(row, error)
      buffers[2]!.putText(row, position)
    }
    const cols = buffers.map((buffer) => buffer.column())
    this.hooks.rejected({
      cols,
      rows: rows.length,
      n: rows.length,
      sel: null,
      kinds: null,
      minTime: Number.NEGATIVE_INFINITY,
      maxTime: Number.POSITIVE_INFINITY,
    })
  }

  /** Marks splits that have been silent for too long. */
  checkIdle(): void {
    const { idleAfter } = this.node.op.table.time ?? {}
    if (idleAfter === undefined) return
    const now = this.hooks.monotonic()
    for (const split of this.splits.values()) {
      if (split.finished || split.chunk !== undefined || now - split.lastRowAt <= idleAfter) continue
      if (this.gate.setIdle(split.channel, true)) this.publish()
    }
    this.setIdle(this.gate.idle)
  }

  private setIdle(idle: boolean): void {
    if (idle === this.idle) return
    this.idle = idle
    this.hooks.idle(idle)
  }

  get watermark(): number {
    return this.gate.watermark
  }

  status(): SourceStatus {
    return {
      splits: [...this.splits.values()].filter(({ finished }) => !finished).length,
      trouble: this.reader.trouble?.(),
    }
  }

  /** Positions by split: the first row that has not gone on. */
  positions(): Map<string, number> {
    return new Map([...this.splits.values()].map((split) => [split.name, positionOf(split)]))
  }

  save(): Json {
    const positions = this.positions()
    return {
      splits: [...this.splits.values()].map(({ name, maxTime, finished, chunk, done }) => ({
        name,
        position: positions.get(name)!,
        rejectedBefore: chunk === undefined ? positions.get(name)! : (chunk.positions[done] ?? chunk.next),
        maxTime: Number.isFinite(maxTime) ? maxTime : null,
        finished,
      })),
      watermark: finiteOrText(this.gate.watermark),
    }
  }

  restore(saved: Json): void {
    const { splits, watermark } = saved as {
      splits: { name: string; position: number; rejectedBefore: number; maxTime: number | null; finished: boolean }[]
      watermark: number | string | null
    }
    for (const { name, position, rejectedBefore, maxTime, finished } of splits) {
      const split = this.addSplit(name, position)
      split.maxTime = maxTime ?? Number.NEGATIVE_INFINITY
      split.finished = finished
      split.rejectedBefore = rejectedBefore
    }
    const channels = [...this.splits.values()].map(({ name, maxTime, finished }) => ({
      from: name,
      watermark: finished ? END_OF_TIME : maxTime - this.delay > 0 ? maxTime - this.delay : Number.NEGATIVE_INFINITY,
      idle: false,
      aligned: true,
    }))
    this.gate.restore(channels, numberOf(watermark), false)
  }
}

const finiteOrText = (value: number): number | string | null =>
  Number.isFinite(value) ? value : value > 0 ? 'end' : null
const numberOf = (value: number | string | null): number =>
  value === null ? Number.NEGATIVE_INFINITY : value === 'end' ? END_OF_TIME : Number(value)

/** Position of the first row of a split that has not gone on. */
function positionOf({ chunk, rows, done, position }: Split): number {
  if (chunk === undefined) return position
  if (rows === undefined) return chunk.positions[done] ?? chunk.next
  const { batch, sent, recordOf, from } = rows
  const row = batch.sel === null ? sent : batch.sel[sent]!
  return chunk.positions[recordOf === undefined ? from + row : recordOf[row]!]!
}

/** Records `from` to `to` − 1 without the rejected ones. */
function recordsOfRows(from: number, to: number, rejections: readonly Rejection[]): Int32Array {
  const rejected = new Set(rejections.map(({ record }) => record))
  return Int32Array.from({ length: to - from }, (_, i) => from + i).filter((record) => !rejected.has(record))
}

/** Part of a batch that has no selection. */
function slice(batch: Batch, from: number, to: number): Batch {
  return from === 0 && to === batch.rows ? batch : { ...batch, sel: range(from, to), n: to - from }
}

export type { Split }
