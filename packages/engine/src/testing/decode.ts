import { type Json, type RowType, readCell, toJson } from '@millrace/language'
import type { Decoder, Rejection } from '../source/decoder.ts'
import type { Records } from '../source/records.ts'

/** What a decoder makes of records: a row, or the reason why not, for each. */
export function decoded(
  decoder: Decoder,
  row: RowType,
  records: Records,
): { rows: (string | { [name: string]: Json })[]; kinds: Uint8Array | null } {
  const rejections: Rejection[] = []
  const { columns, rows, kinds } = decoder.decode(records, 0, records.n, rejections)
  const errors = new Map(rejections.map(({ record, error }) => [record, error]))
  if (rows + errors.size !== records.n)
    throw new Error(`${rows} rows and ${errors.size} rejections of ${records.n} records`)
  let next = 0
  const results = Array.from({ length: records.n }, (_, record) => {
    const error = errors.get(record)
    if (error !== undefined) return error
    const i = next++
    return Object.fromEntries(row.map(({ name, type }, c) => [name, toJson(readCell(columns[c]!, i, type), type)]))
  })
  return { rows: results, kinds }
}
