import { expect, test } from 'vitest'
import { roundValues } from './scale.ts'

test('as many as there is room for', () => {
  expect(roundValues(0, 9, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(roundValues(0, 9, 1)).toEqual([])
  expect(roundValues(0, 9, 0)).toEqual([])
})

test.each([
  [0, 248_626.73, [100_000, 200_000]],
  [0, 9, [5]],
  [0, 8, [2, 4, 6, 8]],
  [-30, 50, [-20, 20, 40]],
  [0, 1e-9, [5e-10, 1e-9]],
  [0, 0, []],
  [0, Number.POSITIVE_INFINITY, []],
])('from %d to %d', (low, high, values) => {
  const found = roundValues(low, high, 4)
  expect(found.length).toBe(values.length)
  for (const [i, value] of values.entries()) expect(found[i]).toBeCloseTo(value, 12)
})
