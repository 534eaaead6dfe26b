import { type Column, ColumnBuffer, type RowType } from '@millrace/language'
import { BATCH_ROWS } from '../../batch.ts'
import type { Decoder, Rejection } from '../../source/decoder.ts'
import type { Records } from '../../source/records.ts'

/** The whole record as one text; the schema has one field for it. */
export class TextDecoder implements Decoder {
  private readonly field: number
  private readonly width: number
  private readonly required: boolean
  private readonly buffer = new ColumnBuffer('bytes', BATCH_ROWS)

  constructor(row: RowType, skipped: ReadonlySet<number> = new Set()) {
    this.width = row.length
    this.field = row.findIndex((_, index) => !skipped.has(index))
    this.required = !row[this.field]!.nullable
  }

  decode(
    records: Records,
    from: number,
    to: number,
    rejections: Rejection[],
  ): { columns: Column[]; rows: number; kinds: null } {
    const { buffer } = this
    buffer.clear()
    buffer.reserve(to - from)
    let row = 0
    for (let record = from; record < to; record++) {
      const start = records.valueStart[record]!
      if (start < 0 && this.required) {
        rejections.push({ record, error: 'The record has no value.' })
        continue
      }
      if (start < 0) buffer.setNull(row)
      else {
        buffer.nulls[row] = 0
        buffer.start[row] = start
        buffer.end[row] = records.valueEnd[record]!
      }
      row++
    }
    const nulls = buffer.anyNull ? buffer.nulls : null
    const text: Column = { k: 'bytes', nulls, start: buffer.start, end: buffer.end, bytes: records.bytes }
    const empty: Column = { k: 'i32', nulls: null, data: new Int32Array(0) }
    return {
      columns: Array.from({ length: this.width }, (_, c) => (c === this.field ? text : empty)),
      rows: row,
      kinds: null,
    }
  }
}
