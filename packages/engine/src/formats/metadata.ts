import { type Column, ColumnBuffer, columnKind, type RowType, readCell, type Zone } from '@millrace/language'
import { BATCH_ROWS } from '../batch.ts'
import type { Decoder, Rejection } from '../source/decoder.ts'
import type { Records } from '../source/records.ts'
import { cellReader, notOfType, type ReadCell } from './cells.ts'

/** A field that takes something of a record beside its value. */
export interface MetadataField {
  /** Column of the row. */
  column: number
  from: 'key' | 'timestamp' | { header: string }
}

/** Finds the value of a header in a record's header section. */
export type FindHeader = (
  bytes: Uint8Array,
  start: number,
  end: number,
  name: string,
) => { bytes: Uint8Array; start: number; end: number } | undefined

/** Fills columns from keys, headers and time stamps, beside a decoder of the values. */
export class MetadataDecoder implements Decoder {
  private readonly values: Decoder
  private readonly fields: readonly {
    field: MetadataField
    name: string
    type: RowType[number]['type']
    required: boolean
    read: ReadCell
    buffer: ColumnBuffer
  }[]
  private readonly findHeader: FindHeader
  private readonly row: RowType

  constructor(values: Decoder, row: RowType, fields: readonly MetadataField[], findHeader: FindHeader, zone: Zone) {
    this.values = values
    this.findHeader = findHeader
    this.row = row
    this.fields = fields.map((field) => {
      const { name, type, nullable } = row[field.column]!
      return {
        field,
        name,
        type,
        required: !nullable,
        read: cellReader(type, zone),
        buffer: new ColumnBuffer(columnKind(type), BATCH_ROWS),
      }
    })
  }

  decode(
    records: Records,
    from: number,
    to: number,
    rejections: Rejection[],
  ): { columns: Column[]; rows: number; kinds: Uint8Array | null } {
    const bad: Rejection[] = []
    const decoded = this.values.decode(records, from, to, bad)
    for (const { buffer } of this.fields) {
      buffer.clear()
      buffer.reserve(to - from)
    }
    const rejected = new Map(bad.map((rejection) => [rejection.record, rejection]))
    const dropped: number[] = []
    let row = 0
    for (let record = from; record < to; record++) {
      const known = rejected.get(record)
      const error = known?.error ?? this.fill(records, record, row)
      if (error !== undefined) rejections.push({ record, error })
      if (known) continue
      if (error !== undefined) dropped.push(row)
      row++
    }
    const columns = decoded.columns.slice()
    for (const { field, buffer } of this.fields) columns[field.column] = buffer.column()
    if (dropped.length === 0) return { columns, rows: decoded.rows, kinds: decoded.kinds }
    return withoutRows(columns, this.row, decoded.rows, new Set(dropped))
  }

  /** Writes the metadata of a record into a row; a reason when it cannot be read. */
  private fill(records: Records, record: number, row: number): string | undefined {
    for (const { field, name, type, required, read, buffer } of this.fields) {
      buffer.nulls[row] = 0
      if (field.from === 'timestamp') {
        buffer.data[row] = records.timestamp[record]!
        continue
      }
      const value = this.find(records, record, field.from)
      if (value === undefined) {
        if (required) return `Field \`${name}\` is missing.`
        buffer.setNull(row)
      } else if (!read(value.bytes, value.start, value.end, buffer, row))
        return notOfType(value.bytes, value.start, value.end, name, type)
    }
    return undefined
  }

  private find(records: Records, record: number, from: 'key' | { header: string }): ReturnType<FindHeader> {
    if (from !== 'key')
      return this.findHeader(records.bytes, records.headersStart[record]!, records.headersEnd[record]!, from.header)
    const start = records.keyStart[record]!
    return start < 0 ? undefined : { bytes: records.bytes, start, end: records.keyEnd[record]! }
  }
}

/** Copies the columns without some rows; rare, so it may be slow. */
function withoutRows(
  columns: readonly Column[],
  row: RowType,
  rows: number,
  dropped: ReadonlySet<number>,
): { columns: Column[]; rows: number; kinds: null } {
  const kept = Array.from({ length: rows }, (_, i) => i).filter((i) => !dropped.has(i))
  const copies = columns.map((column, c) => {
    const { type } = row[c]!
    const buffer = new ColumnBuffer(columnKind(type), Math.max(1, kept.length))
    for (const [to, from] of kept.entries()) buffer.put(to, readCell(column, from, type), type)
    return buffer.column()
  })
  return { columns: copies, rows: kept.length, kinds: null }
}
