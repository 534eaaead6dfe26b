import {
  ColumnBuffer,
  columnKind,
  decodeUtf8,
  fromJson,
  type Json,
  type RowType,
  typeOf,
  UTC,
} from '@millrace/language'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch } from '../../batch.ts'
import { decoded } from '../../testing/decode.ts'
import { recordsOf } from '../../testing/records.ts'
import { JsonDecoder } from './decoder.ts'
import { ByteSink, JsonEncoder } from './encoder.ts'

const rowOf = (fields: Record<string, string>): RowType =>
  Object.entries(fields).map(([name, text]) => ({ name, ...typeOf(text) }))

function batchOf(row: RowType, rows: readonly Record<string, Json>[]): Batch {
  const cols = row.map(({ name, type }) => {
    const buffer = new ColumnBuffer(columnKind(type), rows.length)
    for (const [i, values] of rows.entries()) buffer.put(i, fromJson(values[name] ?? null, type), type)
    return buffer.column()
  })
  return { cols, rows: rows.length, n: rows.length, sel: null, kinds: null, minTime: 0, maxTime: 0 }
}

function lines(row: RowType, batch: Batch, kinds = false): string[] {
  const out = new ByteSink(8)
  new JsonEncoder(row).writeLines(out, batch, kinds)
  return decodeUtf8(out.bytes.subarray(0, out.used)).split('\n').slice(0, -1)
}

test('every type has its form', () => {
  const row = rowOf({
    a: 'BOOLEAN',
    b: 'TINYINT',
    c: 'BIGINT',
    d: 'DOUBLE',
    e: 'DECIMAL(10, 2)',
    f: 'STRING',
    g: 'DATE',
    h: 'TIME',
    i: 'TIMESTAMP(3)',
    j: 'TIMESTAMP_LTZ(3)',
    k: 'ARRAY<INT>',
    l: 'MAP<STRING, INT>',
    m: 'ROW<x INT>',
    n: 'BYTES',
  })
  const values = {
    a: true,
    b: -3,
    c: '9007199254740993',
    d: 0.1,
    e: '-0.50',
    f: 'a"\n\u0001é😀',
    g: '1969-12-31',
    h: '23:59:59.999',
    i: '1969-12-31T23:59:59.999',
    j: '2026-01-01T00:00:00.000Z',
    k: [1, null],
    l: { x: 1 },
    m: { x: null },
    n: 'AAH/',
  }
  const [line] = lines(row, batchOf(row, [values]))
  expect(JSON.parse(line!)).toEqual(values)
})

test('numbers that JSON does not know are texts', () => {
  const row = rowOf({ d: 'DOUBLE' })
  expect(
    lines(
      row,
      batchOf(
        row,
        ['NaN', 'Infinity', '-Infinity', '-0.0'].map((d) => ({ d })),
      ),
    ),
  ).toEqual(['{"d":"NaN"}', '{"d":"Infinity"}', '{"d":"-Infinity"}', '{"d":"-0.0"}'])
})

test('selected rows only, with their kinds where the relation updates', () => {
  const row = rowOf({ a: 'INT' })
  const batch = {
    ...batchOf(row, [{ a: 1 }, { a: 2 }, { a: 3 }]),
    sel: Int32Array.of(2, 0),
    n: 2,
    kinds: Uint8Array.of(3, 0, 1),
  }
  expect(lines(row, batch, true)).toEqual(['{"$kind":"-U","a":3}', '{"$kind":"-D","a":1}'])
  expect(lines([], { ...batch, cols: [] }, true)).toEqual(['{"$kind":"-U"}', '{"$kind":"-D"}'])
})

test('what is written is JSON, and reads as what it was', () => {
  const arbitraries: Record<string, fc.Arbitrary<Json>> = {
    INT: fc.integer(),
    BIGINT: fc.oneof(fc.maxSafeInteger(), fc.bigInt(2n ** 53n, 2n ** 63n - 1n).map(String)),
    DOUBLE: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (Object.is(x, -0) ? 0 : x)),
    'DECIMAL(14, 3)': fc.integer().map((n) => (n / 1000).toFixed(3)),
    'DECIMAL(38, 2)': fc.bigInt(-(10n ** 35n), 10n ** 35n).map((n) => `${n}.25`),
    STRING: fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
    'TIMESTAMP(3)': fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 23)),
    BOOLEAN: fc.boolean(),
  }
  const types = Object.keys(arbitraries)
  const row = rowOf(Object.fromEntries(types.map((type, i) => [`f${i}`, type])))
  const values = fc.record(
    Object.fromEntries(types.map((type, i) => [`f${i}`, fc.option(arbitraries[type]!, { freq: 6 })])),
  )
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 10 }), (rows) => {
      const texts = lines(row, batchOf(row, rows as Record<string, Json>[]))
      for (const text of texts) JSON.parse(text)
      const { rows: back } = decoded(new JsonDecoder(row, UTC), row, recordsOf(texts))
      expect(back).toEqual(rows)
    }),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 300) },
  )
})
