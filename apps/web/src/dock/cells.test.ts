import { expect, test } from 'vitest'
import { cellText, keyValue, timeParts, toCsv } from './cells.ts'

test('values are shown with all their digits', () => {
  expect([1.5, '10.00', null, true, { a: [1] }, 'x'].map(cellText)).toEqual([
    '1.5',
    '10.00',
    'NULL',
    'true',
    '{"a":[1]}',
    'x',
  ])
  expect(timeParts('2026-11-11T10:22:00.000')).toEqual({ day: '2026-11-11', clock: '10:22:00.000' })
  expect(timeParts('hello')).toBeUndefined()
})

test('keys are read by their type', () => {
  expect(keyValue('7', 'INT')).toBe(7)
  expect(keyValue('9007199254740993', 'BIGINT NOT NULL')).toBe('9007199254740993')
  expect(keyValue('seven', 'INT')).toBeUndefined()
  expect(keyValue('7', 'STRING')).toBe('7')
  expect(keyValue('NULL', 'STRING')).toBeNull()
  expect(keyValue('True', 'BOOLEAN')).toBe(true)
  expect(keyValue('1e3', 'DOUBLE')).toBe(1000)
})

test('CSV quotes what needs it and runs no formula', () => {
  const text = toCsv(
    [{ name: 'a' }, { name: 'b,c' }],
    [
      { a: 'x "y"', 'b,c': null },
      { a: '=1+1', 'b,c': '-5' },
      { a: '-cmd', 'b,c': 'line\nbreak' },
    ],
  )
  expect(text).toBe('a,"b,c"\r\n"x ""y""",\r\n\'=1+1,-5\r\n\'-cmd,"line\nbreak"\r\n')
})
