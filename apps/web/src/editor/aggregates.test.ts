import { expect, test } from 'vitest'
import { withArgument, withFunction } from './aggregates.ts'

test('another function keeps value, condition and name, and leaves what only the old one had', () => {
  const item = { fn: 'percentile', of: 'price', args: ['0.95'], where: 'paid', as: 'p95' }
  expect(withFunction(item, 'max')).toEqual({ fn: 'max', of: 'price', where: 'paid', as: 'p95' })
})

test('an aggregate of one’s own begins as one that works, and leaves its parts behind', () => {
  const custom = withFunction({ fn: 'sum', of: 'price', distinct: true, as: 'n' }, 'custom')
  expect(custom).toMatchObject({ fn: 'custom', as: 'n', result: 'n' })
  expect(Object.keys(custom).sort()).toEqual(['add', 'as', 'fn', 'init', 'merge', 'result'])
  expect(withFunction(custom, 'count')).toEqual({ fn: 'count', as: 'n' })
})

test('arguments are kept in their places, and none are left when all are empty', () => {
  expect(withArgument([], 0, "';'")).toEqual(["';'"])
  expect(withArgument(['0.5'], 1, 'weight')).toEqual(['0.5', 'weight'])
  expect(withArgument(['0.5', 'weight'], 1, '')).toEqual(['0.5'])
  expect(withArgument(['0.5'], 0, '')).toBeUndefined()
})
