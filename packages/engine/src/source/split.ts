import type { Batch } from '../batch.ts'
import type { Decoder } from './decoder.ts'
import type { Chunk } from './reader.ts'

/** Decoded rows of a piece that have not all gone on. */
export interface PendingRows {
  batch: Batch
  /** How many of the selected rows have gone on. */
  sent: number
  /** Record of each physical row; without it row i is record `from` + i. */
  recordOf: Int32Array | undefined
  from: number
}

export interface SplitOptions {
  name: string
  channel: number
  decoder: Decoder | undefined
  /** Where reading begins. */
  position: number
  /** When it last had rows. */
  now: number
}

/** What is known of a split when a job goes on elsewhere. */
export interface SavedSplit {
  name: string
  /** Of the first row that has not gone on. */
  position: number
  rejectedBefore: number
  maxTime: number | null
  finished: boolean
  /** Whether it held back no watermark. */
  idle?: boolean
}

/** One partition or file on its way through a source stage. */
export class Split {
  readonly name: string
  readonly channel: number
  readonly decoder: Decoder | undefined
  /** Largest event time so far. */
  maxTime = Number.NEGATIVE_INFINITY
  /** The piece in work, and how many of its records have been decoded. */
  chunk: Chunk | undefined
  done = 0
  rows: PendingRows | undefined
  /** Records before this position have been rejected already, before a restart. */
  rejectedBefore = Number.NEGATIVE_INFINITY
  finished = false
  lastRowAt: number
  /** Where reading would begin again when no piece is in work. */
  private start: number

  constructor({ name, channel, decoder, position, now }: SplitOptions) {
    this.name = name
    this.channel = channel
    this.decoder = decoder
    this.start = position
    this.lastRowAt = now
  }

  begin(chunk: Chunk, now: number): void {
    this.chunk = chunk
    this.done = 0
    this.lastRowAt = now
  }

  /** All rows of the piece in work have gone on. */
  end(): void {
    this.start = this.chunk!.next
    this.chunk = undefined
  }

  /** Position of the first row that has not gone on. */
  get position(): number {
    const { chunk, rows } = this
    if (chunk === undefined || rows === undefined) return this.decodedUpTo
    const { batch, sent } = rows
    return chunk.positions[recordOf(rows, batch.sel === null ? sent : batch.sel[sent]!)]!
  }

  /** Position of the first record that has not been decoded. */
  private get decodedUpTo(): number {
    const { chunk, done } = this
    return chunk === undefined ? this.start : (chunk.positions[done] ?? chunk.next)
  }

  save(): Omit<SavedSplit, 'idle'> {
    const { name, position, maxTime, finished } = this
    return {
      name,
      position,
      rejectedBefore: Math.max(this.rejectedBefore, this.decodedUpTo),
      maxTime: Number.isFinite(maxTime) ? maxTime : null,
      finished,
    }
  }

  restore({ maxTime, finished, rejectedBefore }: SavedSplit): void {
    this.maxTime = maxTime ?? Number.NEGATIVE_INFINITY
    this.finished = finished
    this.rejectedBefore = rejectedBefore
  }
}

/** Number of the record in its piece that a physical row comes from. */
export const recordOf = ({ recordOf, from }: PendingRows, row: number): number =>
  recordOf === undefined ? from + row : recordOf[row]!
