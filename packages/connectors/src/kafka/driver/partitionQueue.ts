import { monotonicMs } from './clock.ts'
import type { Codec } from './compression/codec.ts'
import type { ProducerIdentity } from './protocol/transactions.ts'
import { RecordBatchWriter, recordBytes } from './recordBatchWriter.ts'
import type { SinkRecords } from './sinkRecords.ts'

/** A finished batch. Its bytes, sequence numbers included, are the same at every attempt to send it. */
export interface SealedBatch {
  bytes: Uint8Array
  /** What it counts for in `pendingBytes`. */
  size: number
  sealedAt: number
}

export interface BatchOptions {
  codec: Codec
  producer: ProducerIdentity
  transactional: boolean
  maxBatchBytes: number
  maxBatchRecords: number
}

/** Where the sequence numbers of a producer in one partition begin again. */
const SEQUENCES = 2 ** 31

/**
 * Rows of one partition on their way out, in order.
 *
 * At most one batch is under way at a time. So a batch that failed can be sent again as it is, and the broker, which
 * remembers the last five, writes it once.
 */
export class PartitionQueue {
  readonly topic: string
  readonly partition: number
  readonly #options: BatchOptions
  readonly #sealed: SealedBatch[] = []
  #writer = new RecordBatchWriter()
  #size = 0
  #nextSequence = 0
  underWay = false

  constructor(topic: string, partition: number, options: BatchOptions) {
    this.topic = topic
    this.partition = partition
    this.#options = options
  }

  get head(): SealedBatch | undefined {
    return this.#sealed[0]
  }

  /** Rows in the batch that is being filled. */
  get count(): number {
    return this.#writer.count
  }

  /** Returns what the row counts for in `pendingBytes`. */
  append(records: SinkRecords, row: number, source: Buffer, now: number): number {
    const size = recordBytes(records, row)
    const { maxBatchBytes, maxBatchRecords } = this.#options
    const full = this.#writer.bytes + size > maxBatchBytes || this.#writer.count >= maxBatchRecords
    if (full && this.#writer.count > 0) this.seal()
    this.#writer.append(records, row, source, now)
    this.#size += size
    return size
  }

  /** Closes the batch that is being filled, if it has rows. */
  seal(): void {
    const { count } = this.#writer
    if (count === 0) return
    const { codec, producer, transactional } = this.#options
    const bytes = this.#writer.finish(codec, { ...producer, transactional, baseSequence: this.#nextSequence })
    this.#sealed.push({ bytes, size: this.#size, sealedAt: monotonicMs() })
    this.#nextSequence = (this.#nextSequence + count) % SEQUENCES
    this.#size = 0
    this.#writer = new RecordBatchWriter()
  }

  /** The head is written: returns what it counted for. */
  acknowledge(): number {
    this.underWay = false
    return this.#sealed.shift()?.size ?? 0
  }
}
