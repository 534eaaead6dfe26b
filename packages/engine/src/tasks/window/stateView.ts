import type { Aggregate } from '@millrace/algebra'
import { type Json, type Row, type RowType, readCell, rowToJson } from '@millrace/language'
import type { Aggregation } from '../../aggregates/aggregation.ts'
import { BatchBuilder } from '../../batch.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import type { StateView } from '../task.ts'

/** Records with aggregates by key, as an observer sees them: the results they would give now. */
export interface ViewedTable {
  name: string
  keys: KeyTable
  /** First words of the records. */
  bases: Int32Array
  /** How far behind its usual place the aggregates of a record lie. */
  shift: number
}

export function stateView(
  keyRow: RowType,
  aggregates: readonly Aggregate[],
  aggregation: Aggregation,
  tables: readonly ViewedTable[],
): StateView {
  const results = aggregates.map(({ as, result }) => ({ name: as, ...result }))
  return {
    tables: tables.map(({ name, bases }) => ({ name, key: keyRow, value: results, size: bases.length })),
    scan(name, from, limit) {
      const table = tables.find((candidate) => candidate.name === name)
      return table ? scan(table, aggregation, keyRow, results, from, limit) : []
    },
  }
}

function scan(
  { keys, bases: all, shift }: ViewedTable,
  { accumulators }: Aggregation,
  keyRow: RowType,
  results: RowType,
  from: number,
  limit: number,
): { key: Json; value: Json }[] {
  const bases = all.subarray(from, from + limit)
  const builder = new BatchBuilder([...keyRow, ...results], () => {})
  for (const buffer of builder.buffers) buffer.reserve(bases.length)
  keys.loadKeys(bases, bases.length, builder.buffers, 0)
  const shifted = bases.map((base) => base + shift)
  for (const [a, accumulator] of accumulators.entries())
    accumulator.write(keys.records, shifted, bases.length, builder.buffers[keyRow.length + a]!, 0)
  return Array.from(bases, (_, row) => {
    const cells = (type: RowType, at: number): Row =>
      type.map((field, c) => readCell(builder.buffers[at + c]!.column(), row, field.type))
    return { key: rowToJson(cells(keyRow, 0), keyRow), value: rowToJson(cells(results, keyRow.length), results) }
  })
}
