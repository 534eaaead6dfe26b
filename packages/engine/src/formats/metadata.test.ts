import { encodeUtf8, type RowType, typeOf, UTC } from '@millrace/language'
import { expect, test } from 'vitest'
import { decoded } from '../testing/decode.ts'
import { recordsOf } from '../testing/records.ts'
import { JsonDecoder } from './json/decoder.ts'
import { type FindHeader, MetadataDecoder } from './metadata.ts'
import { TextDecoder } from './text/decoder.ts'

const row: RowType = Object.entries({
  id: 'INT NOT NULL',
  key: 'BIGINT',
  at: 'TIMESTAMP_LTZ(3)',
  trace: 'STRING NOT NULL',
}).map(([name, text]) => ({ name, ...typeOf(text) }))
const skipped = new Set([1, 2, 3])
const fields = [
  { column: 1, from: 'key' as const },
  { column: 2, from: 'timestamp' as const },
  { column: 3, from: { header: 'trace' } },
]

/** Records whose keys stand before the values, and whose header is the record's number. */
function keyed(values: (string | undefined)[], keys: (string | undefined)[]) {
  const both = recordsOf([...values, ...keys])
  const n = values.length
  const upTo = <T extends Int32Array>(array: T, from: number) => array.slice(from, from + n)
  return {
    ...both,
    n,
    valueStart: upTo(both.valueStart, 0),
    valueEnd: upTo(both.valueEnd, 0),
    keyStart: upTo(both.valueStart, n),
    keyEnd: upTo(both.valueEnd, n),
    headersStart: Int32Array.from({ length: n }, (_, i) => i),
    headersEnd: new Int32Array(n),
    timestamp: Float64Array.from({ length: n }, (_, i) => i * 1000),
  }
}

const traced =
  (except: number): FindHeader =>
  (_, start) => {
    const bytes = encodeUtf8(`t${start}`)
    return start === except ? undefined : { bytes, start: 0, end: bytes.length }
  }

const decode = (values: (string | undefined)[], keys: (string | undefined)[], untraced = -1) =>
  decoded(
    new MetadataDecoder(new JsonDecoder(row, UTC, { skipped }), row, fields, traced(untraced), UTC),
    row,
    keyed(values, keys),
  ).rows

test('key, time stamp and header of a record fill their fields', () => {
  expect(decode(['{"id":1}', '{"id":2,"key":9}'], ['7', undefined])).toEqual([
    { id: 1, key: 7, at: '1970-01-01T00:00:00.000Z', trace: 't0' },
    { id: 2, key: null, at: '1970-01-01T00:00:01.000Z', trace: 't1' },
  ])
})

test('rejections of value and metadata do not move rows', () => {
  expect(decode(['{"id":1}', 'bad', '{"id":3}', '{"id":4}', '{"id":5}'], ['1', '2', 'three', '4', '5'], 3)).toEqual([
    expect.objectContaining({ id: 1, key: 1, trace: 't0' }),
    'The record is not a JSON object.',
    'Field `key`: "three" is not a BIGINT.',
    'Field `trace` is missing.',
    expect.objectContaining({ id: 5, key: 5, trace: 't4' }),
  ])
})

test('a text format gives the whole value to the one field that is left', () => {
  const texts: RowType = [
    { name: 'key', ...typeOf('STRING') },
    { name: 'line', ...typeOf('STRING NOT NULL') },
  ]
  const values = new TextDecoder(texts, new Set([0]))
  const decoder = new MetadataDecoder(values, texts, [{ column: 0, from: 'key' }], traced(-1), UTC)
  expect(decoded(decoder, texts, keyed(['a,"b"', undefined], ['k', 'l'])).rows).toEqual([
    { key: 'k', line: 'a,"b"' },
    'The record has no value.',
  ])
})
