import { ATTRIBUTE, BATCH, BATCH_LENGTH_END } from './batchLayout.ts'
import { CODECS, type Codec, compress } from './compression/codec.ts'
import { crc32c } from './crc32c.ts'
import { writeInt64 } from './int64.ts'
import type { SinkRecords } from './sinkRecords.ts'
import { sizeOfVarint, sizeOfVarlong, VarintCursor, writeVarint, writeVarlong } from './varint.ts'

const SMALLEST = 16 * 1024
/** Up to here a byte loop beats the call that copies. */
const COPIED_IN_A_LOOP = 24

/** Bytes a record takes beside its key, value and headers, at most. */
export const RECORD_OVERHEAD = 30

/** Which producer a batch belongs to; −1 in all fields is a producer that is not idempotent. */
export interface BatchOwner {
  producerId: number
  producerEpoch: number
  baseSequence: number
  transactional: boolean
}

/** An upper bound of what row `i` adds to a batch. */
export function recordBytes(records: SinkRecords, i: number): number {
  return (
    RECORD_OVERHEAD +
    (records.keyEnd[i]! - records.keyStart[i]!) +
    (records.valueEnd[i]! - records.valueStart[i]!) +
    (records.headersEnd[i]! - records.headersStart[i]!)
  )
}

/** Collects rows of one partition in the form in which they go over the wire: one batch, version 2. */
export class RecordBatchWriter {
  #buffer = Buffer.allocUnsafe(SMALLEST)
  #end: number = BATCH.records
  #count = 0
  #baseTimestamp = 0
  #maxTimestamp = 0

  get count(): number {
    return this.#count
  }

  /** Size before compression, header included. */
  get bytes(): number {
    return this.#end
  }

  /** `source` is `records.bytes` seen as a Buffer, made once for many rows. `now` stands in for a missing timestamp. */
  append(records: SinkRecords, i: number, source: Buffer, now: number): void {
    const keyStart = records.keyStart[i]!
    const keyLength = keyStart < 0 ? -1 : records.keyEnd[i]! - keyStart
    const valueStart = records.valueStart[i]!
    const valueLength = valueStart < 0 ? -1 : records.valueEnd[i]! - valueStart
    const headersStart = records.headersStart[i]!
    const headersLength = headersStart < 0 ? 1 : records.headersEnd[i]! - headersStart
    const timestamp = records.timestamp[i]! < 0 ? now : records.timestamp[i]!
    this.#noteTimestamp(timestamp)
    const delta = timestamp - this.#baseTimestamp
    const size =
      1 +
      sizeOfVarlong(delta) +
      sizeOfVarint(this.#count) +
      sizeOfVarint(keyLength) +
      Math.max(keyLength, 0) +
      sizeOfVarint(valueLength) +
      Math.max(valueLength, 0) +
      headersLength
    this.#reserve(size + 5)

    const to = this.#buffer
    const cursor = new VarintCursor(this.#end)
    writeVarint(to, cursor, size)
    to[cursor.at++] = 0
    writeVarlong(to, cursor, delta)
    writeVarint(to, cursor, this.#count)
    writeVarint(to, cursor, keyLength)
    if (keyLength > 0) cursor.at = copy(source, keyStart, keyLength, to, cursor.at)
    writeVarint(to, cursor, valueLength)
    if (valueLength > 0) cursor.at = copy(source, valueStart, valueLength, to, cursor.at)
    if (headersStart < 0) to[cursor.at++] = 0
    else cursor.at = copy(source, headersStart, headersLength, to, cursor.at)
    this.#end = cursor.at
    this.#count++
  }

  /**
   * The finished batch, in at most `bytes` bytes: what would grow by compression is left as it is.
   *
   * Then it refers to this writer's buffer, so the writer is used up.
   */
  finish(wanted: Codec, owner: BatchOwner): Uint8Array {
    const compressed = wanted === 'none' ? undefined : this.#compressed(wanted)
    const shrunk = compressed !== undefined && compressed.length < this.#end
    const batch = shrunk ? compressed : this.#buffer.subarray(0, this.#end)
    const codec = shrunk ? wanted : 'none'
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength)
    writeInt64(view, BATCH.baseOffset, 0)
    view.setInt32(BATCH.length, batch.length - BATCH_LENGTH_END)
    view.setInt32(BATCH.leaderEpoch, -1)
    view.setInt8(BATCH.magic, 2)
    view.setInt16(BATCH.attributes, CODECS.indexOf(codec) | (owner.transactional ? ATTRIBUTE.transactional : 0))
    view.setInt32(BATCH.lastOffsetDelta, this.#count - 1)
    writeInt64(view, BATCH.baseTimestamp, this.#baseTimestamp)
    writeInt64(view, BATCH.maxTimestamp, this.#maxTimestamp)
    writeInt64(view, BATCH.producerId, owner.producerId)
    view.setInt16(BATCH.producerEpoch, owner.producerEpoch)
    view.setInt32(BATCH.baseSequence, owner.baseSequence)
    view.setInt32(BATCH.recordCount, this.#count)
    view.setUint32(BATCH.crc, crc32c(batch, BATCH.attributes))
    return batch
  }

  #compressed(codec: Exclude<Codec, 'none'>): Uint8Array {
    const records = compress(codec, this.#buffer.subarray(BATCH.records, this.#end))
    const batch = new Uint8Array(BATCH.records + records.length)
    batch.set(records, BATCH.records)
    return batch
  }

  #noteTimestamp(timestamp: number): void {
    if (this.#count === 0) {
      this.#baseTimestamp = timestamp
      this.#maxTimestamp = timestamp
    } else if (timestamp > this.#maxTimestamp) {
      this.#maxTimestamp = timestamp
    }
  }

  #reserve(size: number): void {
    const needed = this.#end + size
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
    this.#buffer.copy(grown, 0, 0, this.#end)
    this.#buffer = grown
  }
}

function copy(from: Buffer, start: number, length: number, to: Buffer, at: number): number {
  const end = at + length
  if (length > COPIED_IN_A_LOOP) {
    from.copy(to, at, start, start + length)
    return end
  }
  for (let i = start, out = at; out < end; ) to[out++] = from[i++]!
  return end
}
