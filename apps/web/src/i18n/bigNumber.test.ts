import { expect, test } from 'vitest'
import { bigNumberParts, changeOf } from './bigNumber.ts'

test('numbers keep their digits and their unit its side', () => {
  expect(bigNumberParts('21846907356.10', '¥')).toEqual({ before: '¥', text: '21,846,907,356.10', after: '' })
  expect(bigNumberParts(-1234.5678901, 'ms')).toEqual({ before: '', text: '−1,234.5678', after: 'ms' })
  expect(bigNumberParts(null, '').text).toBe('–')
  expect(bigNumberParts('NaN', '').text).toBe('NaN')
})

test('a change is a share of what it is compared with', () => {
  expect(changeOf(106.1, 100)).toBe('+6.1%')
  expect(changeOf('50.00', '100.00')).toBe('−50.0%')
  expect(changeOf(-50, -100)).toBe('+50.0%')
  expect([changeOf(1, 0), changeOf(1, null), changeOf(null, 1), changeOf('NaN', 1)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
