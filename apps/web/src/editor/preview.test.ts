import { expect, test } from 'vitest'
import { rowsLeft } from './preview.ts'

const rows = (...changes: [kind: string, shop: string, n: number][]) => ({
  columns: [],
  rows: changes.map(([kind, shop, n]) => ({ kind, values: { shop, n } })),
  count: changes.length,
})

test('what is withdrawn takes its row away, of equal ones the newest', () => {
  const changes = rows(['+I', 'a', 1], ['+I', 'b', 1], ['+I', 'a', 1], ['-U', 'a', 1], ['+U', 'a', 2], ['-D', 'b', 1])
  expect(rowsLeft(changes)).toEqual([
    { shop: 'a', n: 1 },
    { shop: 'a', n: 2 },
  ])
})

test('what was never seen to come is not missed', () => {
  expect(rowsLeft(rows(['-D', 'a', 1], ['+I', 'b', 1]))).toEqual([{ shop: 'b', n: 1 }])
})
