import type { Records } from '@millrace/engine'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AbortedTransaction } from './abortedTransactions.ts'
import { CODECS, type Codec, compress } from './compression/codec.ts'
import { crc32c } from './crc32c.ts'
import { CorruptRecords, UnsupportedRecords } from './errors.ts'
import { decodeHeaders, encodeHeaders, type Header } from './headers.ts'
import { RecordDecoder } from './recordBatch.ts'
import { RecordBatchWriter } from './recordBatchWriter.ts'
import { toSinkRecords } from './sinkRecords.ts'

interface Row {
  offset: number
  timestamp: number
  key: string | null
  value: string | null
  headers: Header[]
}

interface Batch {
  rows: Row[]
  baseOffset: number
  lastOffset?: number
  codec?: Codec
  producerId?: number
  transactional?: boolean
  control?: 'commit' | 'abort'
  appendTime?: number
}

const row = (offset: number, value: string | null = `v${offset}`, more: Partial<Row> = {}): Row => ({
  offset,
  timestamp: 1_767_225_600_000 + offset,
  key: null,
  value,
  headers: [],
  ...more,
})

const batchOf = (first: number, count: number, more: Partial<Batch> = {}): Batch => ({
  baseOffset: first,
  rows: Array.from({ length: count }, (_, i) => row(first + i)),
  ...more,
})

const marker = (offset: number, control: 'commit' | 'abort', producerId: number): Batch => ({
  baseOffset: offset,
  rows: [row(offset)],
  transactional: true,
  control,
  producerId,
})

describe.each(CODECS)('codec %s', (codec) => {
  test('every row comes back as it was: keys, tombstones, headers, times, offsets', () => {
    const anyText = fc.option(fc.string({ unit: 'grapheme', maxLength: 60 }))
    const anyRow = fc.record({
      gap: fc.nat(3),
      timestamp: fc.integer({ min: 0, max: 2 ** 42 }),
      key: anyText,
      value: anyText,
      headers: fc.array(fc.tuple(fc.string(), fc.option(fc.uint8Array({ maxLength: 5 }))), { maxLength: 2 }),
    })
    const anyBatches = fc.array(fc.array(anyRow, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(anyBatches, fc.nat(1_000), (groups, first) => {
        let offset = first
        const batches = groups.map((rows): Batch => {
          const numbered = rows.map(({ gap, ...rest }) => {
            offset += gap + 1
            return { ...rest, offset } as Row
          })
          return { baseOffset: numbered[0]!.offset, rows: numbered, codec }
        })
        const { rows, nextOffset } = decode(batches, { from: first })
        expect(rows).toEqual(batches.flatMap((batch) => batch.rows))
        expect(nextOffset).toBe(offset + 1)
      }),
    )
  })

  test('damage anywhere is found by the checksum', () => {
    const good = encodeBatch(batchOf(5, 3, { codec }))
    for (const at of [21, 23, 30, 61, good.length - 1]) {
      const bad = Uint8Array.from(good)
      bad[at]! ^= 1
      expect(() => decodeBytes(bad)).toThrow(CorruptRecords)
      expect(() => decodeBytes(bad)).toThrow('offset 5 of partition 3 of topic "orders"')
    }
  })

  test('what our own writer makes is read back', () => {
    const headers: Header[] = [['trace', Buffer.from('abc')]]
    const records = toSinkRecords([
      { partition: 0, key: Buffer.from('k'), value: Buffer.from('first'), timestamp: 2_000, headers },
      { partition: 0, key: null, value: null, timestamp: 1_000 },
      { partition: 0, key: Buffer.alloc(0), value: Buffer.from('x'.repeat(100)) },
    ])
    const writer = new RecordBatchWriter()
    for (let i = 0; i < records.n; i++) writer.append(records, i, records.bytes as Buffer, 7_000)
    const bytes = writer.finish(codec, { producerId: 9, producerEpoch: 1, baseSequence: 4, transactional: false })
    expect(decodeBytes(bytes).rows).toEqual([
      {
        offset: 0,
        timestamp: 2_000,
        key: 'k',
        value: 'first',
        headers: [['trace', new Uint8Array(Buffer.from('abc'))]],
      },
      { offset: 1, timestamp: 1_000, key: null, value: null, headers: [] },
      { offset: 2, timestamp: 7_000, key: '', value: 'x'.repeat(100), headers: [] },
    ])
  })
})

test('200,000 records in one compressed batch are read', () => {
  const { rows } = decode([batchOf(0, 200_000, { codec: 'zstd' })])
  expect(rows.length).toBe(200_000)
  expect(rows.at(-1)).toEqual(row(199_999))
})

test('compressed and plain batches of one answer come in one buffer', () => {
  const batches = CODECS.map((codec, i) => batchOf(i * 10, 10, { codec }))
  const decoder = new RecordDecoder()
  const records = decoder.decode(fetched(concat(batches.map(encodeBatch))))
  expect(rowsOf(records)).toEqual(batches.flatMap(({ rows }) => rows))
})

test('plain batches are not copied: columns refer into the answer', () => {
  const answer = fetched(encodeBatch(batchOf(0, 3)))
  const records = new RecordDecoder().decode(answer)
  expect(records.bytes.buffer).toBe(answer.bytes.buffer)
  expect(rowsOf(records)).toEqual([row(0), row(1), row(2)])
})

test('columns are used again, and rows of an earlier answer do not come back', () => {
  const decoder = new RecordDecoder()
  const first = decoder.decode(fetched(encodeBatch(batchOf(0, 5_000))))
  const second = decoder.decode(fetched(encodeBatch(batchOf(5_000, 2)), { from: 5_000 }))
  expect(second).toBe(first)
  expect(rowsOf(second)).toEqual([row(5_000), row(5_001)])
})

test('records before the asked offset are passed over', () => {
  const { rows, nextOffset } = decode([batchOf(0, 10), batchOf(10, 10)], { from: 7 })
  expect(rows.map(({ offset }) => offset)).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
  expect(nextOffset).toBe(20)
})

test('a batch that compaction has emptied moves the position', () => {
  const { rows, nextOffset } = decode([{ baseOffset: 4, rows: [], lastOffset: 9 }], { from: 4 })
  expect(rows).toEqual([])
  expect(nextOffset).toBe(10)
})

test('the last batch may be cut off anywhere, and comes again with the next fetch', () => {
  const whole = encodeBatch(batchOf(0, 3))
  const cut = encodeBatch(batchOf(3, 3))
  for (let length = 0; length < cut.length; length++) {
    const { rows, nextOffset } = decodeBytes(concat([whole, cut.subarray(0, length)]))
    expect(rows.length).toBe(3)
    expect(nextOffset).toBe(3)
  }
})

test('a topic with append times gives the time of the append', () => {
  const { rows } = decode([batchOf(0, 2, { appendTime: 42 })])
  expect(rows.map(({ timestamp }) => timestamp)).toEqual([42, 42])
})

test('commit and abort markers are passed over, and move the position', () => {
  const { rows, nextOffset } = decode([
    batchOf(0, 2, { transactional: true, producerId: 7 }),
    marker(2, 'commit', 7),
    batchOf(3, 1),
    marker(4, 'abort', 8),
  ])
  expect(rows.map(({ offset }) => offset)).toEqual([0, 1, 3])
  expect(nextOffset).toBe(5)
})

test('aborted transactions are passed over from their first record to their marker, whoever writes in between', () => {
  const of = (producerId: number) => ({ transactional: true, producerId })
  const { rows } = decode(
    [
      batchOf(0, 2, of(7)),
      batchOf(2, 2, of(8)),
      batchOf(4, 2),
      marker(6, 'abort', 7),
      batchOf(7, 2, of(7)),
      marker(9, 'commit', 8),
      batchOf(10, 1, of(7)),
      marker(11, 'commit', 7),
      batchOf(12, 1, of(7)),
      marker(13, 'abort', 7),
      batchOf(14, 1, { producerId: 7 }),
    ],
    // Given out of order on purpose: brokers do not promise one.
    {
      aborted: [
        { producerId: 7, firstOffset: 12 },
        { producerId: 7, firstOffset: 0 },
      ],
    },
  )
  expect(rows.map(({ offset }) => offset)).toEqual([2, 3, 4, 5, 7, 8, 10, 14])
})

test('a transaction that began before the asked offset is passed over as well', () => {
  const { rows } = decode(
    [batchOf(5, 2, { transactional: true, producerId: 7 }), marker(7, 'abort', 7), batchOf(8, 1)],
    {
      from: 5,
      aborted: [{ producerId: 7, firstOffset: 1 }],
    },
  )
  expect(rows.map(({ offset }) => offset)).toEqual([8])
})

test.each([0, 1])('message format v%i is refused with what to do', (magic) => {
  const old = encodeBatch(batchOf(11, 1))
  old[16] = magic
  expect(() => decodeBytes(old)).toThrow(UnsupportedRecords)
  expect(() => decodeBytes(old)).toThrow(`message format v${magic} at offset 11`)
})

test('a wrong record count is corrupt, and does not ask for memory', () => {
  const bytes = encodeBatch(batchOf(0, 2))
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (const count of [3, 2_000_000_000, -1]) {
    view.setInt32(57, count)
    view.setUint32(17, crc32c(bytes, 21))
    expect(() => decodeBytes(bytes)).toThrow(CorruptRecords)
  }
})

test('any damage that the checksum does not show ends in an error or in rows, never beyond the bytes', () => {
  const good = encodeBatch(batchOf(0, 5))
  fc.assert(
    fc.property(fc.integer({ min: 21, max: good.length - 1 }), fc.nat(255), (at, byte) => {
      const bad = Uint8Array.from(good)
      bad[at] = byte
      new DataView(bad.buffer).setUint32(17, crc32c(bad, 21))
      try {
        const answer = fetched(bad)
        const records = new RecordDecoder().decode(answer)
        for (let i = 0; i < records.n; i++) {
          expect(Math.max(records.valueEnd[i]!, records.keyEnd[i]!, records.headersEnd[i]!)).toBeLessThanOrEqual(
            answer.end,
          )
        }
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptRecords)
      }
    }),
  )
})

interface Decoding {
  from?: number
  aborted?: AbortedTransaction[]
}

function decode(batches: Batch[], decoding: Decoding = {}) {
  return decodeBytes(concat(batches.map(encodeBatch)), decoding)
}

function decodeBytes(bytes: Uint8Array, decoding: Decoding = {}) {
  const decoder = new RecordDecoder()
  const records = decoder.decode(fetched(bytes, decoding))
  return { rows: rowsOf(records), nextOffset: decoder.nextOffset }
}

/** As a section in the middle of a response. */
function fetched(section: Uint8Array, { from = 0, aborted = [] }: Decoding = {}) {
  const bytes = concat([Buffer.from('head of the response'), section, Buffer.from('and its tail')])
  return { topic: 'orders', partition: 3, from, aborted, bytes, start: 20, end: 20 + section.length }
}

function rowsOf(records: Records): Row[] {
  const text = (start: number, end: number) =>
    start < 0 ? null : Buffer.from(records.bytes.subarray(start, end)).toString('utf8')
  return Array.from({ length: records.n }, (_, i) => ({
    offset: records.position[i]!,
    timestamp: records.timestamp[i]!,
    key: text(records.keyStart[i]!, records.keyEnd[i]!),
    value: text(records.valueStart[i]!, records.valueEnd[i]!),
    headers: decodeHeaders(records.bytes, records.headersStart[i]!, records.headersEnd[i]!).map(
      ([name, value]) => [name, value && new Uint8Array(value)] as const,
    ),
  }))
}

/** The format written down once more, field by field, without any of the driver's own code for it but the codecs. */
function encodeBatch(batch: Batch): Uint8Array {
  const { rows, baseOffset, codec = 'none', control } = batch
  const baseTimestamp = rows[0]?.timestamp ?? -1
  const records = concat(rows.map((one) => encodeRecord(one, { baseOffset, baseTimestamp, control })))
  const section = codec === 'none' ? records : compress(codec, records)
  const attributes =
    CODECS.indexOf(codec) |
    (batch.appendTime === undefined ? 0 : 8) |
    (batch.transactional ? 16 : 0) |
    (control === undefined ? 0 : 32)
  const lastOffset = batch.lastOffset ?? rows.at(-1)!.offset
  const body = concat([
    int(2, attributes),
    int(4, lastOffset - baseOffset),
    int(8, baseTimestamp),
    int(8, batch.appendTime ?? Math.max(-1, ...rows.slice(0, 100).map(({ timestamp }) => timestamp))),
    int(8, batch.producerId ?? -1),
    int(2, 0),
    int(4, 0),
    int(4, rows.length),
    section,
  ])
  return concat([int(8, baseOffset), int(4, body.length + 9), int(4, 0), int(1, 2), int(4, crc32c(body) | 0), body])
}

function encodeRecord(
  one: Row,
  base: { baseOffset: number; baseTimestamp: number; control: Batch['control'] },
): Uint8Array {
  const key = base.control === undefined ? one.key : `\0\0\0${base.control === 'abort' ? '\0' : '\u0001'}`
  const body = concat([
    int(1, 0),
    zigzag(one.timestamp - base.baseTimestamp),
    zigzag(one.offset - base.baseOffset),
    sized(key),
    sized(one.value),
    encodeHeaders(one.headers) ?? zigzag(0),
  ])
  return concat([zigzag(body.length), body])
}

function sized(text: string | null): Uint8Array {
  if (text === null) return zigzag(-1)
  const bytes = Buffer.from(text)
  return concat([zigzag(bytes.length), bytes])
}

function zigzag(value: number): Uint8Array {
  const bytes: number[] = []
  let left = value < 0 ? -2n * BigInt(value) - 1n : 2n * BigInt(value)
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return Uint8Array.from([...bytes, Number(left)])
}

function int(size: 1 | 2 | 4 | 8, value: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes.subarray(8 - size)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
