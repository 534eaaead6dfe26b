import type { PlanNode, Primitive } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { BATCH_ROWS, type Batch, range } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import { END_OF_TIME, Gate } from '../watermark.ts'
import type { Cuts } from './cuts.ts'
import type { Decoder, Rejection } from './decoder.ts'
import type { Chunk, Reader } from './reader.ts'
import { type Rejected, rawText, rejectedRows } from './rejected.ts'
import { sendInCuts } from './sendInCuts.ts'
import { type PendingRows, recordOf, type SavedSplit, Split } from './split.ts'
import { partTimeless } from './timeless.ts'

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
  /** What those behind it have been told. */
  private toldIdle = false
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
    await this.reader.open(this.positions())
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
    const channel = this.gate.open(name)
    const split = new Split({
      name,
      channel,
      decoder: this.createDecoder?.(),
      position,
      now: this.hooks.monotonic(),
    })
    this.splits.set(name, split)
    return split
  }

  private finish(split: Split): void {
    if (split.finished) return
    split.finished = true
    if (this.gate.advance(split.channel, END_OF_TIME)) this.publish()
  }

  get finished(): boolean {
    return this.splits.size > 0
      ? [...this.splits.values()].every(({ finished }) => finished)
      : this.reader.splits().length === 0
  }

  /** Whether the next piece of a split has not been asked for or has not come. */
  get waiting(): boolean {
    return [...this.splits.values()].some(({ finished, chunk }) => !finished && chunk === undefined)
  }

  /** The split that should go on next among those with rows at hand: the slowest. */
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
      split.begin(chunk, this.hooks.monotonic())
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
    split.end()
    this.discover()
  }

  private decode(split: Split, chunk: Chunk): PendingRows {
    const from = split.done
    split.done = Math.min(chunk.n, from + BATCH_ROWS)
    const pending =
      'batch' in chunk.content
        ? { batch: slice(chunk.content.batch, from, split.done), sent: 0, recordOf: undefined, from: 0 }
        : this.decodeRecords(split, chunk, from)
    return this.dropTimeless(split, chunk, pending)
  }

  private decodeRecords(split: Split, chunk: Chunk, from: number): PendingRows {
    const { records } = chunk.content as Extract<Chunk['content'], { records: unknown }>
    const { rejections } = this
    rejections.length = 0
    const { columns, rows, kinds } = split.decoder!.decode(records, from, split.done, rejections)
    const recordOf = rejections.length === 0 ? undefined : recordsOfRows(from, split.done, rejections)
    const rejected = rejections.map(({ record, error }): Rejected => {
      const position = chunk.positions[record]!
      return { raw: rawText(records, record), error, position }
    })
    if (this.node.op.table.onBadRecord === 'fail') this.expectNone(split, rejected)
    this.reject(split, rejected)
    const [minTime, maxTime] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    return { batch: { cols: columns, rows, n: rows, sel: null, kinds, minTime, maxTime }, sent: 0, recordOf, from }
  }

  private expectNone({ name, rejectedBefore }: Split, rejected: readonly Rejected[]): void {
    const first = rejected.find(({ position }) => position >= rejectedBefore)
    if (first === undefined) return
    const place = `${name} at ${first.position}`
    const message = `A record cannot be read (${place}): ${first.error}`
    const hint = 'With `onBadRecord` set to `reject` such records go to the port `rejected`.'
    throw new JobFailure(this.node.owner, message, { hint })
  }

  /** Rows without event time are rejected when something reads the port; else they end the job, as in Flink. */
  private dropTimeless(split: Split, chunk: Chunk, pending: PendingRows): PendingRows {
    const parts = this.timeColumn === undefined ? undefined : partTimeless(pending.batch, this.timeColumn)
    if (parts === undefined) return pending
    const { name } = this.node.op.table.row[this.timeColumn!]!
    if (!this.hooks.rejectedRead()) {
      const hint = 'Connect the port `rejected` of the source to let such rows go there.'
      throw new JobFailure(this.node.owner, `The event time \`${name}\` of a row is NULL.`, { hint })
    }
    const error = `The event time \`${name}\` is NULL.`
    this.reject(
      split,
      Array.from(parts.timeless, (row) => ({ raw: null, error, position: chunk.positions[recordOf(pending, row)]! })),
    )
    return { ...pending, batch: parts.timed }
  }

  /** Sends to the side what has not been sent there before a restart. */
  private reject(split: Split, all: readonly Rejected[]): void {
    const rejected = all.filter(({ position }) => position >= split.rejectedBefore)
    if (rejected.length === 0) return
    this.rowsRejected += rejected.length
    this.hooks.rejected(rejectedRows(split.name, rejected))
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
    const watermark = this.watermarkOf(split)
    if (watermark > 0 && this.gate.advance(split.channel, watermark)) this.publish()
  }

  private publish(): void {
    this.hooks.watermark(this.gate.watermark)
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

  /** Whether all its splits are silent. */
  get idle(): boolean {
    return this.gate.idle
  }

  private setIdle(idle: boolean): void {
    if (idle === this.toldIdle) return
    this.toldIdle = idle
    this.hooks.idle(idle)
  }

  /** Positions by split: the first row that has not gone on. */
  positions(): Map<string, number> {
    return new Map([...this.splits.values()].map(({ name, position }) => [name, position]))
  }

  save(): Json {
    const channels = this.gate.save()
    const splits = [...this.splits.values()].map(
      (split): Json => ({ ...split.save(), idle: channels[split.channel]!.idle }),
    )
    return { splits, watermark: finiteOrText(this.gate.watermark), idle: this.gate.idle }
  }

  restore(saved: Json): void {
    const { splits, watermark, idle } = saved as unknown as {
      splits: SavedSplit[]
      watermark: number | string | null
      idle?: boolean
    }
    const channels = splits.map((saved) => {
      const split = this.addSplit(saved.name, saved.position)
      split.restore(saved)
      const { name, idle = false } = saved
      return { from: name, watermark: this.passedOn(split), idle, aligned: !idle }
    })
    // Where it has not been kept those behind may know it as idle: then they hear with the next row that it is not.
    this.toldIdle = idle ?? true
    this.gate.restore(channels, numberOf(watermark), idle ?? false)
  }

  /** The watermark that a split has passed on. */
  private passedOn(split: Split): number {
    if (split.finished) return END_OF_TIME
    const watermark = this.watermarkOf(split)
    return watermark > 0 ? watermark : Number.NEGATIVE_INFINITY
  }
}

const finiteOrText = (value: number): number | string | null =>
  Number.isFinite(value) ? value : value > 0 ? 'end' : null
const numberOf = (value: number | string | null): number =>
  value === null ? Number.NEGATIVE_INFINITY : value === 'end' ? END_OF_TIME : Number(value)

/** Records `from` to `to` − 1 without the rejected ones. */
function recordsOfRows(from: number, to: number, rejections: readonly Rejection[]): Int32Array {
  const rejected = new Set(rejections.map(({ record }) => record))
  return Int32Array.from({ length: to - from }, (_, i) => from + i).filter((record) => !rejected.has(record))
}

/** Part of a batch that has no selection. */
function slice(batch: Batch, from: number, to: number): Batch {
  return from === 0 && to === batch.rows ? batch : { ...batch, sel: range(from, to), n: to - from }
}
