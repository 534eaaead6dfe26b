import { BIGINT, type Json, type Row, type RowType, readCell, rowToJson } from '@millrace/language'
import type { Aggregation } from '../aggregates/aggregation.ts'
import { BatchBuilder } from '../batch.ts'
import { gatherCells } from '../state/gather.ts'
import type { KeyTable } from '../state/keyTable.ts'
import type { Cell, Records } from '../state/layout.ts'
import type { StateView } from './task.ts'

/** Writes what records are worth into the columns from `at` on. */
export type WriteValues = (bases: Int32Array, n: number, into: BatchBuilder['buffers'], at: number) => void

/** Some entries of a table of groups as JSON, for browsing. */
export function entriesOf(
  table: KeyTable,
  bases: Int32Array,
  value: RowType,
  write: WriteValues,
): { key: Json; value: Json }[] {
  const key = table.keyType
  const { buffers } = new BatchBuilder([...key, ...value], () => {})
  for (const buffer of buffers) buffer.reserve(bases.length)
  table.loadKeys(bases, bases.length, buffers, 0)
  write(bases, bases.length, buffers, key.length)
  const cells = (type: RowType, at: number, row: number): Row =>
    type.map((field, c) => readCell(buffers[at + c]!.column(), row, field.type))
  return Array.from(bases, (_, row) => ({
    key: rowToJson(cells(key, 0, row), key),
    value: rowToJson(cells(value, key.length, row), value),
  }))
}

/** Groups with what their aggregates are worth, for browsing. */
export function groupsView(table: KeyTable, value: RowType, { accumulators }: Aggregation): StateView {
  const write: WriteValues = (bases, n, into, at) => {
    for (const [a, accumulator] of accumulators.entries()) accumulator.write(table.records, bases, n, into[at + a]!, 0)
  }
  return {
    tables: [{ name: 'groups', key: table.keyType, value, size: table.size }],
    scan: (_, from, limit) => entriesOf(table, table.bases().subarray(from, from + limit), value, write),
  }
}

/** Kept rows for browsing, under their number. `bases` gives the first words of all. */
export function rowsView(
  name: string,
  row: RowType,
  records: Records,
  cells: readonly Cell[],
  bases: () => Int32Array,
): StateView {
  const key: RowType = [{ name: 'number', type: BIGINT, nullable: false }]
  return {
    tables: [{ name, key, value: row, size: bases().length }],
    scan: (_, from, limit) => {
      const places = bases()
        .subarray(from, from + limit)
        .map((base) => base + 1)
      const columns = gatherCells(records, cells, places)
      return Array.from(places, (_, i) => ({
        key: { number: from + i + 1 },
        value: rowToJson(
          row.map(({ type }, c) => readCell(columns[c]!, i, type)),
          row,
        ),
      }))
    },
  }
}
