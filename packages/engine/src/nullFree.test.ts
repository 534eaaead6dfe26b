import { type Column, ColumnBuffer, INT } from '@millrace/language'
import { expect, test } from 'vitest'
import type { Batch } from './batch.ts'
import { nullFree } from './nullFree.ts'

function batchOf(nulls: readonly boolean[], sel: Int32Array | null): Batch {
  const numbers = new ColumnBuffer('i32')
  const texts = new ColumnBuffer('bytes')
  for (const [i, isNull] of nulls.entries()) {
    if (isNull) numbers.setNull(i)
    else numbers.put(i, i, INT)
    texts.putText(i, `text ${i}`)
  }
  texts.setNull(nulls.length)
  const cols: Column[] = [numbers.column(), texts.column()]
  const rows = nulls.length
  return { cols, rows, n: sel?.length ?? rows, sel, kinds: null, minTime: 0, maxTime: 0 }
}

test('a column has no NULL when none of the selected rows has one', () => {
  const batch = batchOf([false, true, false], Int32Array.of(0, 2))
  const free = nullFree(batch, [0, 1])
  expect(free.cols.map(({ nulls }) => nulls)).toEqual([null, null])
  expect(free.cols.map((column) => ({ ...column, nulls: 0 }))).toEqual(
    batch.cols.map((column) => ({ ...column, nulls: 0 })),
  )
  expect(nullFree(batch, [1]).cols[0]).toBe(batch.cols[0])
})

test('a column with a NULL in a selected row keeps it', () => {
  const batch = batchOf([false, true, false], null)
  expect(nullFree(batch, [0])).toBe(batch)
  expect(batch.cols[0]!.nulls![1]).toBe(1)
})

test('of many columns those are told that have a NULL in a selected row', () => {
  const sel = Int32Array.of(0, 2)
  const cols = Array.from({ length: 11 }, (_, c): Column => {
    const numbers = new ColumnBuffer('i32')
    // Row 1 is not selected; every fourth column has a NULL there, every third one in row 2.
    for (let i = 0; i < 3; i++) numbers.put(i, i, INT)
    if (c % 4 === 0) numbers.setNull(1)
    if (c % 3 === 0) numbers.setNull(2)
    return { ...numbers.column(), nulls: numbers.nulls }
  })
  const batch: Batch = { cols, rows: 3, n: 2, sel, kinds: null, minTime: 0, maxTime: 0 }
  const free = nullFree(
    batch,
    cols.map((_, c) => c),
  )
  expect(free.cols.map(({ nulls }) => nulls !== null)).toEqual(cols.map((_, c) => c % 3 === 0))
})
