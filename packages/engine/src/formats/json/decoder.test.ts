import {
  decodeUtf8,
  type Field,
  fromJson,
  type Json,
  NotOfType,
  type RowType,
  toJson,
  typeOf,
  UTC,
  type Value,
} from '@millrace/language'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decoded } from '../../testing/decode.ts'
import { recordsOf } from '../../testing/records.ts'
import { JsonDecoder } from './decoder.ts'

const rowOf = (fields: Record<string, string>): RowType =>
  Object.entries(fields).map(([name, text]) => ({ name, ...typeOf(text) }))

function decode(row: RowType, texts: readonly (string | undefined)[], kinds = false) {
  const records = recordsOf(texts)
  return { ...decoded(new JsonDecoder(row, UTC, { kinds }), row, records), records }
}

const one = (fields: Record<string, string>, text: string) => decode(rowOf(fields), [text]).rows[0]

test('fields are found in any order, unknown ones are skipped, missing ones are NULL', () => {
  expect(one({ a: 'INT', b: 'STRING', c: 'DOUBLE' }, '{"x":[{"a":9}],"b":"hi", "a": 1 , "y":{"b":"no"}}')).toEqual({
    a: 1,
    b: 'hi',
    c: null,
  })
})

test('a key that comes twice has its last value, as in JSON.parse', () => {
  expect(one({ a: 'INT' }, '{"a":1,"a":2}')).toEqual({ a: 2 })
})

test('escapes are resolved, in keys too', () => {
  expect(one({ 'a"b': 'STRING' }, String.raw`{"a\"b":"\u00e9\n\"\\\/\ud83d\ude00"}`)).toEqual({ 'a"b': 'é\n"\\/😀' })
})

test('half a character that stands alone is a replacement character', () => {
  expect(one({ a: 'STRING' }, String.raw`{"a":"x\ud83dy"}`)).toEqual({ a: 'x\ufffdy' })
})

test('numbers are read from text, and text from anything', () => {
  expect(
    one({ a: 'BIGINT', b: 'STRING', c: 'STRING', d: 'STRING' }, '{"a":"17","b":1.50,"c":true,"d":{ "x" : [1, 2] }}'),
  ).toEqual({
    a: 17,
    b: '1.50',
    c: 'true',
    d: '{"x":[1,2]}',
  })
})

test('time stamps are ISO text with T or a blank, or milliseconds', () => {
  const fields = { a: 'TIMESTAMP(3)', b: 'TIMESTAMP_LTZ(3)', c: 'TIMESTAMP_LTZ(3)', d: 'TIMESTAMP(3)' }
  expect(
    one(
      fields,
      '{"a":"2026-02-28 23:59:59.5","b":"2026-02-28T12:00:00+01:00","c":1767225600000,"d":"2026-12-31T00:00"}',
    ),
  ).toEqual({
    a: '2026-02-28T23:59:59.500',
    b: '2026-02-28T11:00:00.000Z',
    c: '2026-01-01T00:00:00.000Z',
    d: '2026-12-31T00:00:00.000',
  })
})

test('whole numbers are exact to 64 bits, and no further', () => {
  expect(one({ a: 'BIGINT' }, '{"a":-9223372036854775808}')).toEqual({ a: '-9223372036854775808' })
  expect(one({ a: 'BIGINT' }, '{"a":9223372036854775808}')).toMatch(/is not a BIGINT/)
  expect(one({ a: 'INT' }, '{"a":2147483648}')).toMatch(/is not a INT/)
})

test.each([
  ['', 'The record is not a JSON object.'],
  ['[1]', 'The record is not a JSON object.'],
  ['{"a":1', 'The record ends too early.'],
  ['{"a"', 'The record ends too early.'],
  ['{"a" 1}', 'A colon is missing after the key at byte 5.'],
  ['{"a":1}x', 'There is more text after the object at byte 7.'],
  ['{"a":1 "b":2}', 'A comma is missing at byte 7.'],
  ['{"a":1,}', 'A key must be a text in double quotes.'],
  ["{'a':1}", 'A key must be a text in double quotes.'],
  ['{"a":one}', '"one" is not a JSON value.'],
  ['{"a":01}', '"01" is not a JSON value.'],
  ['{"b":+1,"a":1}', '"+1" is not a JSON value.'],
  ['{"a":"x"}', 'Field `a`: "x" is not a INT.'],
  ['{"a":null}', 'Field `a` must not be NULL.'],
  ['{"b":1}', 'Field `a` is missing.'],
  ['{"a":1,"t":"\\x"}', 'Field `t`: a text has an escape that does not exist.'],
  ['{"a":1,"t":"x}', 'A text in the record is not closed.'],
])('%s is rejected with its reason', (text, reason) => {
  expect(one({ a: 'INT NOT NULL', t: 'STRING' }, text)).toBe(reason)
})

test('a record without a value is rejected', () => {
  expect(decode(rowOf({ a: 'INT' }), [undefined, '{"a":1}']).rows).toEqual(['The record has no value.', { a: 1 }])
})

test('the bytes of a rejected record stay as they came', () => {
  const text = String.raw`{"t":"a\tb","n":{ "x": 1 },"a":"no"}`
  const { records, rows } = decode(rowOf({ t: 'STRING', n: 'STRING', a: 'INT' }), [text])
  expect(rows[0]).toMatch(/is not a INT/)
  expect(decodeUtf8(records.bytes)).toBe(text)
})

test('$kind says what an update does, where the source has a key', () => {
  const { kinds, rows } = decode(rowOf({ a: 'INT' }), ['{"$kind":"-D","a":1}', '{"a":2}', '{"$kind":"?","a":3}'], true)
  expect([...kinds!.subarray(0, 2)]).toEqual([3, 0])
  expect(rows[2]).toBe('`$kind` must be "+I", "-U", "+U" or "-D", found "?".')
})

const scalars = [
  'BOOLEAN',
  'INT',
  'BIGINT',
  'DOUBLE',
  'DECIMAL(12, 3)',
  'DECIMAL(30, 4)',
  'STRING',
  'DATE',
  'TIMESTAMP(3)',
  'TIMESTAMP_LTZ(3)',
  'ARRAY<INT>',
  'ROW<x INT, y STRING>',
]

/** Values of a type as JSON, or what is not of the type. */
const jsonFor = (type: string): fc.Arbitrary<Json> => {
  const time = fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString())
  switch (type) {
    case 'BOOLEAN':
      return fc.boolean()
    case 'INT':
      return fc.integer()
    case 'BIGINT':
      return fc.oneof(fc.maxSafeInteger(), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String))
    case 'DOUBLE':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'DECIMAL(12, 3)':
    case 'DECIMAL(30, 4)':
      return fc.oneof(
        fc.integer().map((n) => (n / 1000).toFixed(3)),
        fc.integer(),
      )
    case 'STRING':
      return fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed())
    case 'DATE':
      return time.map((text) => text.slice(0, 10))
    case 'TIMESTAMP(3)':
      return fc.oneof(
        time.map((text) => text.slice(0, 23)),
        time.map((text) => text.slice(0, 19)),
      )
    case 'TIMESTAMP_LTZ(3)':
      return time
    case 'ARRAY<INT>':
      return fc.array(fc.oneof(fc.integer(), fc.constant(null)), { maxLength: 3 })
    default:
      return fc.record({ x: fc.integer(), y: fc.string({ maxLength: 4 }) })
  }
}

const blank = fc.constantFrom('', '', '', ' ', '\n\t')

/** One message: an object with the fields in some order, some missing, NULL, unknown or of another type; sometimes damaged. */
const message = (row: readonly { name: string; text: string }[], ordered: boolean) =>
  fc
    .record({
      values: fc.tuple(
        ...row.map(({ text }) =>
          fc.oneof(
            { weight: 8, arbitrary: jsonFor(text) },
            { weight: 1, arbitrary: fc.constant(null) },
            { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json> },
          ),
        ),
      ),
      drop: fc.array(fc.nat({ max: 20 }), { maxLength: ordered ? 0 : 2 }),
      extra: fc.option(fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>),
      order: fc.shuffledSubarray([...row.keys()], { minLength: row.length }),
      space: blank,
      damage: fc.option(fc.record({ at: fc.nat(), by: fc.constantFrom('"', '}', ',', 'x', '\\', '') }), { freq: 12 }),
    })
    .map(({ values, drop, extra, order, space, damage }) => {
      const fields = (ordered ? [...row.keys()] : order)
        .filter((index) => !drop.includes(index))
        .map((index) => [row[index]!.name, values[index]!] as const)
      const all = extra === null ? fields : [['unknown', extra] as const, ...fields]
      const text = `{${all.map(([name, value]) => `${space}${JSON.stringify(name)}:${space}${JSON.stringify(value)}`).join(',')}${space}}`
      if (!damage) return text
      const at = damage.at % text.length
      return (text.slice(0, at) + damage.by + text.slice(at + 1)).toWellFormed()
    })

const isRead = (row: unknown): row is Record<string, Json> => typeof row === 'object'

test('reads what JSON.parse and the conversion of values read, in whatever form it comes', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom(...scalars), { minLength: 1, maxLength: 5 })
        .map((types) => types.map((text, i) => ({ name: `f${i}`, text })))
        .chain((row) =>
          fc.tuple(
            fc.constant(row),
            fc.boolean().chain((ordered) => fc.array(message(row, ordered), { minLength: 1, maxLength: 30 })),
          ),
        ),
      ([fields, texts]) => {
        const row = fields.map(({ name, text }): Field => ({ name, ...typeOf(text) }))
        const { rows } = decode(row, texts)
        for (const [i, text] of texts.entries()) expectAsParsed(rows[i]!, text, row)
      },
    ),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 500) },
  )
})

/** Where JSON.parse reads the record and every value is plainly of its type, so does the decoder, with the same values. */
function expectAsParsed(ours: unknown, text: string, row: RowType): void {
  let parsed: Record<string, Json> | undefined
  try {
    const value = JSON.parse(text) as Json
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) parsed = value as Record<string, Json>
  } catch {
    parsed = undefined
  }
  // What stands inside values that are skipped or kept as text is not looked at.
  if (parsed === undefined) return
  if (!isRead(ours)) {
    expect(
      row.some((field) => convertedValue(parsed, field) === undefined),
      `${ours}: ${text}`,
    ).toBe(true)
    return
  }
  for (const field of row) {
    const value = convertedValue(parsed, field)
    if (value !== undefined) expect(ours[field.name], `${field.name} of ${text}`).toEqual(toJson(value, field.type))
  }
}

/** The value of a field as the language converts it; undefined when it does not, or does it more strictly. */
function convertedValue(parsed: Record<string, Json>, { name, type }: Field): Value | undefined {
  const json = Object.hasOwn(parsed, name) ? parsed[name]! : null
  if (type.t === 'VARCHAR' && typeof json !== 'string' && json !== null) return undefined
  // JSON.parse is not exact there.
  if (typeof json === 'number' && Math.abs(json) > Number.MAX_SAFE_INTEGER) return undefined
  // Numbers of more than 15 digits are no milliseconds.
  if (typeof json === 'number' && type.t.startsWith('TIMESTAMP') && !(Math.abs(json) < 1e15 && Number.isInteger(json)))
    return undefined
  try {
    return fromJson(json, type)
  } catch (problem) {
    if (problem instanceof NotOfType) return undefined
    throw problem
  }
}

test('a field lies at its path, through objects inside objects', () => {
  const row = rowOf({ kind: 'INT', auction: 'BIGINT', url: 'STRING', id: 'BIGINT' })
  const paths = [null, [['bid', 'auction']], [['bid', 'page', 'url']], [['person', 'id']]]
  const texts = [
    '{"kind":1,"bid":{"auction":7,"x":{"url":"no"},"page":{"url":"a"}},"person":null}',
    '{"kind":2,"person":{"id":3,"name":"Ada"}}',
    '{"person":{"id":4},"bid":{"page":{"url":"\\u0062"},"auction":8},"kind":3}',
    '{"kind":1,"bid":null,"person":{"id":5}}',
    '{"kind":1,"bid":{"auction":9,"page":{}},"person":{"id":6}}',
    '{"kind":1,"bid":{"auction":"x"}}',
    '{"kind":1,"bid":{"auction":1',
  ]
  const expected = [
    { kind: 1, auction: 7, url: 'a', id: null },
    { kind: 2, auction: null, url: null, id: 3 },
    { kind: 3, auction: 8, url: 'b', id: 4 },
    { kind: 1, auction: null, url: null, id: 5 },
    { kind: 1, auction: 9, url: null, id: 6 },
    expect.stringMatching(/`auction`/),
    expect.stringMatching(/ends too early/),
  ]
  // Whatever forms have been learned, in whatever order.
  fc.assert(
    fc.property(fc.array(fc.nat(texts.length - 1), { minLength: 1, maxLength: 30 }), (order) => {
      const records = recordsOf(order.map((i) => texts[i]!))
      const { rows } = decoded(new JsonDecoder(row, UTC, { paths }), row, records)
      expect(rows).toEqual(order.map((i) => expected[i]))
    }),
  )
})

test.each(['[', '{"a":'])(
  'a value of a million levels of %s is refused, whatever its type, and the next record is read',
  (open) => {
    const deep = `${open.repeat(1e6)}1${(open === '[' ? ']' : '}').repeat(1e6)}`
    for (const type of ['JSON', 'INT', 'ARRAY<STRING>', 'ARRAY<JSON>', 'MAP<STRING, JSON>', 'ROW<a STRING>']) {
      const { rows } = decode(rowOf({ a: type, b: 'INT' }), [`{"a":${deep}}`, '{"b":1}'])
      expect(rows).toEqual([expect.stringContaining(`… is not a ${type}.`), { a: null, b: 1 }])
    }
  },
)
