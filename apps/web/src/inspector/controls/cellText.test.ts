import { fromJson, type Json, typeOf } from '@millrace/language'
import { expect, test } from 'vitest'
import { cellOf, cellText } from './cellText.ts'

test.each([
  ['INT', '12', 12],
  ['BIGINT', '9007199254740993', '9007199254740993'],
  ['DECIMAL(10, 2)', '1.50', '1.50'],
  ['DOUBLE', '1.5', 1.5],
  ['BOOLEAN', 'true', true],
  ['STRING', '12', '12'],
  ['STRING', 'true', 'true'],
  ['DATE', '2026-01-01', '2026-01-01'],
  ['ARRAY<INT>', '[1,2]', [1, 2]],
] as [string, string, Json][])('%s: %s is read as it is meant, and shown as it was written', (type, text, value) => {
  expect(cellOf(text, type)).toEqual(value)
  expect(cellText(cellOf(text, type))).toBe(text)
  expect(() => fromJson(value, typeOf(type).type)).not.toThrow()
})

test('nothing is NULL, and what does not fit stays as it was written', () => {
  expect(cellOf('', 'INT')).toBeUndefined()
  expect(cellText(undefined)).toBe('')
  for (const [type, text] of [
    ['INT', '1x'],
    ['BOOLEAN', 'yes'],
    ['ARRAY<INT>', '[1,'],
  ] as const)
    expect(cellOf(text, type)).toBe(text)
})
