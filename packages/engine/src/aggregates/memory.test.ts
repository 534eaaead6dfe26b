/** What aggregates keep beside their records goes when rows, groups and merged groups go. */
import type { Aggregate } from '@millrace/algebra'
import type { RowType, Value } from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { StateWriter } from '../state/bytes.ts'
import { Records } from '../state/layout.ts'
import { Aggregation, addRows, mergeRecords, retractRows } from './aggregation.ts'

const row: RowType = [
  { name: 'v', type: { t: 'INT' }, nullable: true },
  { name: 's', type: { t: 'VARCHAR', length: 2147483647 }, nullable: true },
]
const INT = { type: row[0]!.type, nullable: true }
const TEXT = { type: row[1]!.type, nullable: true }
const aggregates: readonly Aggregate[] = [
  { fn: 'count', args: [0], distinct: true, as: 'a', result: INT },
  { fn: 'min', args: [1], as: 'b', result: TEXT },
  { fn: 'last-value', args: [1], as: 'c', result: TEXT },
  { fn: 'collect', args: [0], as: 'd', result: INT },
  { fn: 'percentile', args: [0], constants: [0.5], as: 'e', result: INT },
  { fn: 'top-values', args: [1], constants: [3], as: 'f', result: INT },
  { fn: 'arg-max', args: [1, 0], as: 'g', result: TEXT },
]
const NUMBER = 200
const values = (from: number): Value[][] =>
  Array.from({ length: NUMBER }, (_, i) => [(from + i) % 90, `text number ${(from + i) % 70}`.repeat(1 + (i % 5))])
const batchOf = (rows: readonly Value[][]) =>
  toBatch(
    rows.map((row) => ({ kind: '+I', row })),
    row,
  )

function setUp(retracting: boolean) {
  const aggregation = new Aggregation(aggregates, row, 0, { retracting })
  const table = { records: new Records(aggregation.words), values: aggregation.createValues() }
  const size = () => {
    const writer = new StateWriter()
    table.records.save(writer)
    for (const value of table.values) value.save(writer)
    return writer.finish().length
  }
  const entries = () => table.values.reduce((sum, { size }) => sum + size, 0)
  return { aggregation, ...table, table, size, entries }
}

/** After the first rounds nothing more is needed, but for some sizes of places that came up late. */
function expectBounded(round: (number: number) => number): void {
  const sizes = Array.from({ length: 30 }, (_, number) => round(number))
  expect(Math.max(...sizes.slice(10))).toBeLessThan(1.1 * Math.max(...sizes.slice(0, 10)))
}

test('rows that are taken back leave nothing', () => {
  const { aggregation, records, values: beside, size, entries } = setUp(true)
  const bases = new Int32Array(NUMBER).fill(records.add())
  expectBounded((number) => {
    const batch = batchOf(values(17 * number))
    addRows(aggregation, beside, batch, null, NUMBER, records, bases)
    expect(entries()).toBe(90)
    retractRows(aggregation, beside, batch, null, NUMBER, records, bases)
    expect(entries()).toBe(0)
    return size()
  })
})

test('groups that are forgotten leave nothing', () => {
  const { aggregation, records, values: beside, size, entries } = setUp(false)
  expectBounded((number) => {
    const bases = Int32Array.from({ length: NUMBER }, (_, i) => (i < 3 ? records.add() : 0))
    for (let i = 3; i < NUMBER; i++) bases[i] = bases[i % 3]!
    addRows(aggregation, beside, batchOf(values(number)), null, NUMBER, records, bases)
    for (const base of bases.subarray(0, 3)) {
      aggregation.releaseRecord(beside, records, base)
      records.remove(base)
    }
    expect(entries()).toBe(0)
    return size()
  })
})

test('a group that goes into another one leaves nothing of its own', () => {
  const { aggregation, records, values: beside, table, size, entries } = setUp(false)
  expectBounded((number) => {
    const [one, other] = [records.add(), records.add()]
    const bases = Int32Array.from({ length: NUMBER }, (_, i) => (i % 2 === 0 ? one : other))
    addRows(aggregation, beside, batchOf(values(number)), null, NUMBER, records, bases)
    mergeRecords(aggregation, table, Int32Array.of(other), table, Int32Array.of(one), 1)
    aggregation.releaseRecord(beside, records, other)
    records.remove(other)
    expect(entries()).toBe(90)
    aggregation.releaseRecord(beside, records, one)
    records.remove(one)
    expect(entries()).toBe(0)
    return size()
  })
})
