import { type RowType, typeOf, UTC } from '@millrace/language'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decoded } from '../../testing/decode.ts'
import { recordsOf } from '../../testing/records.ts'
import { CsvDecoder, headerNames } from './decoder.ts'

const rowOf = (fields: Record<string, string>): RowType =>
  Object.entries(fields).map(([name, text]) => ({ name, ...typeOf(text) }))
const plain = rowOf({ id: 'INT', name: 'STRING' })
const rows = (lines: string[], row = plain, options = {}) =>
  decoded(new CsvDecoder(row, UTC, options), row, recordsOf(lines)).rows

test('values come in the order of the schema; blanks around numbers do not count, around text they do', () => {
  expect(rows(['1,a', ' 2 , b '])).toEqual([
    { id: 1, name: 'a' },
    { id: 2, name: ' b ' },
  ])
})

test('a value in quotes may hold delimiters, line ends and doubled quotes', () => {
  expect(rows(['"1","a, ""b""\nc"'])).toEqual([{ id: 1, name: 'a, "b"\nc' }])
})

test('the text for NULL is NULL only without quotes', () => {
  expect(rows([',', '1,""'])).toEqual([
    { id: null, name: null },
    { id: 1, name: '' },
  ])
  expect(rows(['NA,"NA"'], plain, { nullText: 'NA' })).toEqual([{ id: null, name: 'NA' }])
})

test('other delimiters', () => {
  expect(rows(['1;a,b'], plain, { delimiter: ';' })).toEqual([{ id: 1, name: 'a,b' }])
  expect(rows(['1\ta'], plain, { delimiter: '\t' })).toEqual([{ id: 1, name: 'a' }])
})

test.each([
  ['1', 'The line has 1 values, 2 are expected.'],
  ['1,a,b', 'The line has more than 2 values.'],
  ['x,a', 'Field `id`: "x" is not a INT.'],
  ['1,"a', 'A quoted value is not closed.'],
  ['1,"a"b', 'There is text behind a quoted value.'],
])('%s is rejected with its reason', (line, reason) => {
  expect(rows([line])).toEqual([reason])
})

test('a field that is never NULL rejects a NULL', () => {
  expect(rows([',a'], rowOf({ id: 'INT NOT NULL', name: 'STRING' }))).toEqual(['Field `id` must not be NULL.'])
})

describe('with a header', () => {
  test('values go to the fields it names; others are skipped, missing ones NULL', () => {
    const decoder = new CsvDecoder(plain, UTC)
    decoder.setHeader(['name', 'other'])
    expect(decoded(decoder, plain, recordsOf(['a,1'])).rows).toEqual([{ id: null, name: 'a' }])
  })

  test('its names may be quoted, whatever the delimiter', () => {
    expect(headerNames('id,"a, b"," c ",', ',')).toEqual(['id', 'a, b', ' c ', ''])
    expect(headerNames('id|"x""y"', '|')).toEqual(['id', 'x"y'])
    expect(headerNames('a^b', '^')).toEqual(['a', 'b'])
    expect(headerNames('a]b', ']')).toEqual(['a', 'b'])
  })
})

test('what is written by the rules is read', () => {
  const value = fc.option(
    fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed()),
    { freq: 5 },
  )
  const quoted = (text: string | null) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`)
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 10 }), (given) => {
      const row = rowOf({ a: 'STRING', b: 'STRING' })
      expect(
        rows(
          given.map((values) => values.map(quoted).join(',')),
          row,
        ),
      ).toEqual(given.map(([a, b]) => ({ a, b })))
    }),
    { numRuns: Number(process.env.MILLRACE_RUNS ?? 300) },
  )
})
