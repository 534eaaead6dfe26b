/** JSON without measure: as deep as it is read it can be followed, and deeper it is none. */
import { expect, test } from 'vitest'
import { checkText } from '../check.ts'
import { interpretedOutcomes } from '../testing/evaluate.ts'
import { JSON_TYPE, STRING } from '../types.ts'
import { fromJson, toJson } from '../value.ts'
import { MAX_JSON_DEPTH, readJson } from './read.ts'

const nested = (levels: number) => `${'['.repeat(levels)}1${']'.repeat(levels)}`

function outcome(text: string, s: string) {
  const { expr } = checkText(text, { fields: [{ name: 's', type: STRING, nullable: true }] })
  return interpretedOutcomes(expr!, [[s]])[0]
}

test('JSON is read down to a depth, and what was read can be written', () => {
  const deep = nested(MAX_JSON_DEPTH)
  expect(JSON.stringify(toJson(fromJson(readJson(deep), JSON_TYPE), JSON_TYPE))).toBe(deep)
  for (const levels of [MAX_JSON_DEPTH + 1, 1e6]) expect(() => readJson(nested(levels))).toThrow(SyntaxError)
})

test('brackets in texts are no levels, nor are those that lie side by side', () => {
  const flat = `[${'[],'.repeat(2000)}"\\"${'['.repeat(2000)}","\\\\",[]]`
  expect(JSON.stringify(readJson(flat))).toBe(flat)
})

test.each(['CAST(s AS JSON)', 'PARSE_JSON(s)'])('%s of a million levels fails the row', (text) => {
  expect(outcome(text, nested(1e6))).toEqual({ failed: expect.stringMatching(/./) })
  expect(outcome(text, nested(MAX_JSON_DEPTH))).toEqual({ value: nested(MAX_JSON_DEPTH) })
})

const MULTIPLYING = ['$..a..a..a..a', '$..*..*', '$..*..*..*', '$..[?(@..a)]..[?(@..a)]']

test.each(MULTIPLYING)('what %s finds over and over again is an error of the path', (path) => {
  const deep = `${'{"a":['.repeat(480)}[[[]]]${']}'.repeat(480)}`
  expect(outcome(`JSON_QUERY(s, '${path}')`, deep)).toEqual({ value: null })
  expect(outcome(`JSON_QUERY(s, '${path}' ERROR ON ERROR)`, deep)).toEqual({
    failed: expect.stringMatching(/^JSON_QUERY failed: The (path visits|text would have) more than 1000000/),
  })
})

test('the extremes of a long array are found', () => {
  const long = JSON.stringify({ a: Array.from({ length: 200_000 }, (_, i) => i + 1) })
  expect(outcome("JSON_VALUE(s, '$.a.min()')", long)).toEqual({ value: '1.0' })
  expect(outcome("JSON_VALUE(s, '$.a.max()')", long)).toEqual({ value: '200000.0' })
})
