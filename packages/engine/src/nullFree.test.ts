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
