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

test('the extremes of a long array are found', () => {
  const long = JSON.stringify({ a: Array.from({ length: 200_000 }, (_, i) => i + 1) })
  expect(outcome("JSON_VALUE(s, '$.a.min()')", long)).toEqual({ value: '1.0' })
  expect(outcome("JSON_VALUE(s, '$.a.max()')", long)).toEqual({ value: '200000.0' })
})
