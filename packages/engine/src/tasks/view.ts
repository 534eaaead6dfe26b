import { type Json, type Row, type RowType, readCell, rowToJson } from '@millrace/language'
import { BatchBuilder } from '../batch.ts'
import type { KeyTable } from '../state/keyTable.ts'

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
