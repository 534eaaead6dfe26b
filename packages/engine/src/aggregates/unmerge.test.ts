import type { Aggregate } from '@millrace/algebra'
import { type RowType, typeOf, type Value } from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Records } from '../state/layout.ts'
import { Aggregation, addRows, mergeRecords, type TableOfGroups, unmergeRecords } from './aggregation.ts'

const ROW: RowType = [
  { name: 'i', ...typeOf('INT') },
  { name: 'l', ...typeOf('BIGINT') },
  { name: 'd', ...typeOf('DECIMAL(38, 4)') },
]
const result = (column: number) => (column === 2 ? typeOf('DECIMAL(38, 6)') : ROW[column]!)
const aggregates: Aggregate[] = ['count', 'sum', 'avg'].flatMap((fn) =>
  ROW.map((_, column) => ({
    fn,
    args: [column],
    as: `${fn}${column}`,
    result: fn === 'count' ? typeOf('BIGINT') : result(column),
  })),
)

const orNull = (value: fc.Arbitrary<Value>) => fc.option(value, { freq: 5, nil: null })
const wide = (bits: bigint) =>
  fc.bigInt({ min: -(2n ** bits), max: 2n ** bits - 1n }).map((value): Value => {
    const number = Number(value)
    return Number.isSafeInteger(number) ? number : value
  })
const rows = fc.array(fc.tuple(orNull(fc.integer()), orNull(wide(63n)), orNull(wide(100n))), { maxLength: 20 })

function tableOf(aggregation: Aggregation): TableOfGroups {
  const records = new Records(aggregation.words)
  records.add()
  return { records, values: aggregation.createValues() }
}

test('what is taken out of a total leaves no trace in it', () => {
  const aggregation = new Aggregation(aggregates, ROW, 0)
  expect(aggregation.invertible).toBe(true)
  const one = Int32Array.of(0)
  fc.assert(
    fc.property(rows, rows, (first, second) => {
      const [a, b] = [first, second].map((rows) => {
        const table = tableOf(aggregation)
        const batch = toBatch(
          rows.map((row) => ({ kind: '+I', row })),
          ROW,
        )
        addRows(aggregation, table.values, batch, null, batch.n, table.records, new Int32Array(batch.n))
        return table
      }) as [TableOfGroups, TableOfGroups]
      const total = tableOf(aggregation)
      mergeRecords(aggregation, a, one, total, one, 1)
      mergeRecords(aggregation, b, one, total, one, 1)
      unmergeRecords(aggregation, a, one, total, one, 1)
      expect(total.records.ints.slice(0, aggregation.words)).toEqual(b.records.ints.slice(0, aggregation.words))
      unmergeRecords(aggregation, b, one, total, one, 1)
      expect(total.records.ints.slice(0, aggregation.words).every((word) => word === 0)).toBe(true)
    }),
  )
})

test('extremes, distinct values and sums of floating-point numbers cannot be taken out exactly', () => {
  const double: RowType = [{ name: 'x', ...typeOf('DOUBLE') }]
  for (const [fn, distinct] of [
    ['max', false],
    ['sum', false],
    ['count', true],
  ] as const) {
    const aggregate: Aggregate = { fn, args: [0], as: 'x', result: typeOf('DOUBLE'), ...(distinct && { distinct }) }
    expect(new Aggregation([aggregate], double, 0).invertible).toBe(false)
  }
})
