/** Rows of every type through the formats: what is written is read back as it was. */
import {
  ColumnBuffer,
  columnKind,
  decodeUtf8,
  formatType,
  type Json,
  type Row,
  type RowType,
  toJson,
  UTC,
} from '@millrace/language'
import { anyFields, cellOf, PLAIN_TYPES, rowOf } from '@millrace/language/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch } from '../batch.ts'
import { decoded } from '../testing/decode.ts'
import { recordsOf } from '../testing/records.ts'
import { CsvDecoder } from './csv/decoder.ts'
import { JsonDecoder } from './json/decoder.ts'
import { ByteSink, JsonEncoder } from './json/encoder.ts'

function batchOf(fields: RowType, rows: readonly Row[]): Batch {
  const cols = fields.map(({ type }, index) => {
    const buffer = new ColumnBuffer(columnKind(type), rows.length)
    for (const [at, row] of rows.entries()) buffer.put(at, row[index]!, type)
    return buffer.column()
  })
  return { cols, rows: rows.length, n: rows.length, sel: null, kinds: null, minTime: 0, maxTime: 0 }
}

const jsonOf = (fields: RowType, row: Row): { [name: string]: Json } =>
  Object.fromEntries(fields.map(({ name, type }, i) => [name, toJson(row[i]!, type)]))

const rowsOf = (fields: fc.Arbitrary<RowType>) =>
  fields.chain((row) => fc.tuple(fc.constant(row), fc.array(rowOf(row), { minLength: 1, maxLength: 5 })))

test('a row written as JSON is read back, whatever its types', () => {
  fc.assert(
    fc.property(rowsOf(anyFields), ([fields, rows]) => {
      const out = new ByteSink(8)
      new JsonEncoder(fields).writeLines(out, batchOf(fields, rows), false)
      const lines = decodeUtf8(out.bytes.subarray(0, out.used)).split('\n').slice(0, -1)
      const expected = rows.map((row) => jsonOf(fields, row))
      expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(expected)))
      expect(decoded(new JsonDecoder(fields, UTC), fields, recordsOf(lines)).rows).toEqual(expected)
    }),
  )
})

/** A value as a line of delimited values holds it: in quotes, except NULL. */
const quoted = (json: Json) => {
  if (json === null) return ''
  return `"${(typeof json === 'string' ? json : JSON.stringify(json)).replaceAll('"', '""')}"`
}

test('plain values in quotes are read from lines of delimited values', () => {
  const plainFields = fc
    .array(fc.constantFrom(...PLAIN_TYPES), { minLength: 1, maxLength: 8 })
    .map((types): RowType => types.map((type, i) => ({ name: `f${i}`, type, nullable: true })))
  const rows = plainFields.chain((fields) =>
    fc.tuple(fc.constant(fields), fc.array(fc.tuple(...fields.map(cellOf)), { minLength: 1, maxLength: 5 })),
  )
  fc.assert(
    fc.property(rows, ([fields, values]) => {
      const expected = values.map((row) => jsonOf(fields, row))
      const lines = expected.map((row) => fields.map(({ name }) => quoted(row[name]!)).join(','))
      expect({
        types: fields.map(({ type }) => formatType(type)),
        rows: decoded(new CsvDecoder(fields, UTC), fields, recordsOf(lines)).rows,
      }).toEqual({
        types: fields.map(({ type }) => formatType(type)),
        rows: expected,
      })
    }),
  )
})
