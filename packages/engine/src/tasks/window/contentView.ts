import type { Aggregate } from '@millrace/algebra'
import { type ColumnBuffer, type Json, type RowType, readCell, rowToJson } from '@millrace/language'
import type { Aggregation } from '../../aggregates/aggregation.ts'
import { BatchBuilder } from '../../batch.ts'
import type { StateView } from '../task.ts'
import type { PaneContent } from './paneContent.ts'

export interface ViewedContent {
  name: string
  keyRow: RowType
  /** The records with contents. */
  bases(): Int32Array
  /** Writes the key of a record into the first row of columns. */
  writeKey(base: number, into: readonly ColumnBuffer[]): void
  aggregates: readonly Aggregate[]
  content: PaneContent
  /** The accumulators by which results are written. */
  aggregation: Aggregation
}

/** Contents as an observer sees them: the results they would give now. */
export function contentView(viewed: ViewedContent): StateView {
  const { name, keyRow, aggregates } = viewed
  const value = aggregates.map(({ as, result }) => ({ name: as, ...result }))
  return {
    tables: [{ name, key: keyRow, value, size: viewed.bases().length }],
    scan: (table, from, limit) =>
      table === name
        ? Array.from(viewed.bases().subarray(from, from + limit), (base) => viewOne(viewed, value, base))
        : [],
  }
}

function viewOne(viewed: ViewedContent, value: RowType, base: number): { key: Json; value: Json } {
  const { keyRow, content, aggregation } = viewed
  const { buffers } = new BatchBuilder([...keyRow, ...value], () => {})
  viewed.writeKey(base, buffers)
  const result = content.result(base)
  for (const [a, accumulator] of aggregation.accumulators.entries())
    accumulator.write(result.records, Int32Array.of(result.base), 1, buffers[keyRow.length + a]!, 0)
  return { key: cells(buffers, keyRow, 0), value: cells(buffers, value, keyRow.length) }
}

function cells(buffers: readonly ColumnBuffer[], type: RowType, from: number): Json {
  return rowToJson(
    type.map((field, c) => readCell(buffers[from + c]!.column(), 0, field.type)),
    type,
  )
}
