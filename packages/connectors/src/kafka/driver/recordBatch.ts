import type { Records } from '@millrace/engine'
import { type AbortedTransaction, AbortedTransactions } from './abortedTransactions.ts'
import { ATTRIBUTE, BATCH, batchEnd, isComplete } from './batchLayout.ts'
import { RecordColumns } from './columns.ts'
import { CODECS, type Codec, decompress } from './compression/codec.ts'
import { crc32c } from './crc32c.ts'
import { CorruptRecords, UnsupportedRecords } from './errors.ts'
import { GrowingBytes } from './growingBytes.ts'
import { readInt64 } from './int64.ts'
import { readVarint, readVarlong, VarintCursor } from './varint.ts'

/** Decoding stops behind the batch that fills the joined buffer this far; the reader asks for the rest again. */
const JOINED_ENOUGH = 64 * 1024 * 1024

/** What a broker returned for one partition. */
export interface FetchedBytes {
  topic: string
  partition: number
  bytes: Uint8Array
  start: number
  end: number
  /** The offset that was asked for: a batch may begin before it. */
  from: number
  /** Given for read_committed only: transactions whose records are to be passed over. */
  aborted: readonly AbortedTransaction[]
}

/**
 * Decodes the record batches of one partition into columns over one buffer, poll after poll.
 *
 * Control batches, aborted transactions and records before the asked offset are passed over. When no batch is
 * compressed the columns refer into the response itself; else all batches are joined in one buffer, because `Records`
 * has only one. Columns and buffer are used again by the next `decode`.
 */
export class RecordDecoder {
  readonly #columns = new RecordColumns()
  readonly #joined = new GrowingBytes()
  /** The offset behind the last complete batch: batches that held nothing for the reader count as well. */
  nextOffset = 0

  decode(fetched: FetchedBytes): Records {
    const columns = this.#columns
    columns.n = 0
    this.nextOffset = fetched.from
    const { bytes } = fetched
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const joined = hasCompressed(view, fetched) ? this.#joined : undefined
    joined?.clear()
    const transactions = new AbortedTransactions(fetched.aborted)

    for (let at = fetched.start; isComplete(view, at, fetched.end); at = batchEnd(view, at)) {
      checkBatch(view, at, fetched)
      const lastOffset = readInt64(view, at + BATCH.baseOffset) + view.getInt32(at + BATCH.lastOffsetDelta)
      if (lastOffset < this.nextOffset) continue
      if (!transactions.passesOver(view, at, lastOffset)) this.#append(view, at, joined, fetched)
      this.nextOffset = lastOffset + 1
      if (joined !== undefined && joined.length > JOINED_ENOUGH) break
    }
    columns.bytes = joined?.bytes ?? asPlainBytes(bytes)
    return columns
  }

  #append(view: DataView, at: number, joined: GrowingBytes | undefined, fetched: FetchedBytes): void {
    const start = at + BATCH.records
    const end = batchEnd(view, at)
    if (joined === undefined) {
      appendRecords({ view, batch: at, from: fetched.from, bytes: fetched.bytes, start, end }, this.#columns, fetched)
      return
    }
    const joinedStart = joined.length
    try {
      decompress(codecOf(view, at), fetched.bytes.subarray(start, end), joined)
    } catch (error) {
      throw corrupt(view, at, fetched, `its records do not decompress (${(error as Error).message})`)
    }
    appendRecords(
      { view, batch: at, from: fetched.from, bytes: joined.bytes, start: joinedStart, end: joined.length },
      this.#columns,
      fetched,
    )
  }
}

/** One batch: its header at `batch` of `view`, its records, compressed no more, in `bytes`. */
interface Section {
  view: DataView
  batch: number
  from: number
  bytes: Uint8Array
  start: number
  end: number
}

/** The inner loop of reading: no object and no string per record. */
function appendRecords(section: Section, columns: RecordColumns, fetched: FetchedBytes): void {
  const { view, batch, from, bytes, end } = section
  const count = view.getInt32(batch + BATCH.recordCount)
  // A record takes at least seven bytes, so a hostile count cannot ask for more columns than the data would fill.
  if (count < 0 || count * 7 > end - section.start)
    throw corrupt(view, batch, fetched, `it cannot hold ${count} records`)
  columns.reserve(count)
  const { valueStart, valueEnd, keyStart, keyEnd, headersStart, headersEnd, timestamp, position } = columns
  const baseOffset = readInt64(view, batch + BATCH.baseOffset)
  const baseTimestamp = readInt64(view, batch + BATCH.baseTimestamp)
  const appendTime = (view.getInt16(batch + BATCH.attributes) & ATTRIBUTE.logAppendTime) !== 0
  const maxTimestamp = readInt64(view, batch + BATCH.maxTimestamp)
  const cursor = new VarintCursor(section.start)
  let n = columns.n
  for (let i = 0; i < count; i++) {
    const length = readVarint(bytes, cursor)
    const recordEnd = cursor.at + length
    cursor.at++
    const recordTime = readVarlong(bytes, cursor) + baseTimestamp
    const offset = readVarint(bytes, cursor) + baseOffset
    const keyLength = readVarint(bytes, cursor)
    const key = cursor.at
    if (keyLength > 0) cursor.at += keyLength
    const valueLength = readVarint(bytes, cursor)
    const value = cursor.at
    if (valueLength > 0) cursor.at += valueLength
    const headers = cursor.at
    if (length < 0 || headers >= recordEnd || recordEnd > end)
      throw corrupt(view, batch, fetched, `record ${i} is cut off`)
    cursor.at = recordEnd
    if (offset < from) continue

    keyStart[n] = keyLength < 0 ? -1 : key
    keyEnd[n] = keyLength < 0 ? -1 : key + keyLength
    valueStart[n] = valueLength < 0 ? -1 : value
    valueEnd[n] = valueLength < 0 ? -1 : value + valueLength
    const hasHeaders = bytes[headers] !== 0
    headersStart[n] = hasHeaders ? headers : -1
    headersEnd[n] = hasHeaders ? recordEnd : -1
    timestamp[n] = appendTime ? maxTimestamp : recordTime
    position[n] = offset
    n++
  }
  columns.n = n
}

function hasCompressed(view: DataView, { start, end }: FetchedBytes): boolean {
  for (
    let at = start;
    isComplete(view, at, end) && batchEnd(view, at) > at + BATCH.attributes;
    at = batchEnd(view, at)
  ) {
    if ((view.getInt16(at + BATCH.attributes) & ATTRIBUTE.codec) !== 0) return true
  }
  return false
}

function codecOf(view: DataView, at: number): Codec {
  const codec = CODECS[view.getInt16(at + BATCH.attributes) & ATTRIBUTE.codec]
  if (codec === undefined) throw new RangeError('it names a codec that does not exist')
  return codec
}

function checkBatch(view: DataView, at: number, fetched: FetchedBytes): void {
  const magic = view.getInt8(at + BATCH.magic)
  if (magic < 2) throw new UnsupportedRecords({ ...placeOf(view, at, fetched), magic })
  const end = batchEnd(view, at)
  if (magic > 2 || end < at + BATCH.records) throw corrupt(view, at, fetched, 'its header makes no sense')
  const checksum = crc32c(fetched.bytes, at + BATCH.attributes, end)
  if (checksum !== view.getUint32(at + BATCH.crc)) throw corrupt(view, at, fetched, 'its checksum (CRC-32C) is wrong')
}

function corrupt(view: DataView, at: number, fetched: FetchedBytes, reason: string): CorruptRecords {
  return new CorruptRecords({ ...placeOf(view, at, fetched), reason })
}

function placeOf(view: DataView, at: number, { topic, partition }: FetchedBytes) {
  return { topic, partition, offset: readInt64(view, at + BATCH.baseOffset) }
}

/** A Buffer is a Uint8Array of another shape; columns of one shape keep the formats' loops fast. */
function asPlainBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
}
