import {
  type Column,
  ColumnBuffer,
  columnKind,
  encodeUtf8,
  type Field,
  isText,
  type RowType,
  type Zone,
} from '@millrace/language'
import { BATCH_ROWS } from '../../batch.ts'
import type { Rejection } from '../../source/decoder.ts'
import type { Records } from '../../source/records.ts'
import { cellReader, notOfType, type ReadCell, textAt } from '../cells.ts'

interface Target extends Field {
  text: boolean
  read: ReadCell
  buffer: ColumnBuffer
}

/** Fields whose values are pieces of a text. An empty piece is the value of a text only, and NULL for other types. */
export class TextFields {
  readonly row: RowType
  error = ''
  private readonly targets: readonly Target[]

  constructor(row: RowType, zone: Zone) {
    this.row = row
    this.targets = row.map((field) => ({
      ...field,
      text: isText(field.type),
      read: cellReader(field.type, zone),
      buffer: new ColumnBuffer(columnKind(field.type), BATCH_ROWS),
    }))
  }

  /** Reads records by a function that stores the fields of one, or fails. */
  decode(
    records: Records,
    from: number,
    to: number,
    rejections: Rejection[],
    read: (text: string, row: number) => boolean,
  ): { columns: Column[]; rows: number; kinds: null } {
    for (const { buffer } of this.targets) {
      buffer.clear()
      buffer.reserve(to - from)
    }
    let row = 0
    for (let record = from; record < to; record++) {
      const start = records.valueStart[record]!
      if (start < 0) this.fail('The record has no value.')
      if (start >= 0 && read(textAt(records.bytes, start, records.valueEnd[record]!), row)) row++
      else rejections.push({ record, error: this.error })
    }
    return { columns: this.targets.map(({ buffer }) => buffer.column()), rows: row, kinds: null }
  }

  fail(error: string): false {
    this.error = error
    return false
  }

  /** Stores the value of a field; undefined when there is none. */
  put(index: number, row: number, value: string | undefined): boolean {
    const { text, read, buffer, type, name, nullable } = this.targets[index]!
    if (value === undefined || (value === '' && !text)) {
      if (!nullable) return this.fail(`Field \`${name}\` is missing.`)
      buffer.setNull(row)
      return true
    }
    buffer.nulls[row] = 0
    if (text) {
      buffer.putText(row, value)
      return true
    }
    const bytes = encodeUtf8(value)
    return read(bytes, 0, bytes.length, buffer, row) || this.fail(notOfType(bytes, 0, bytes.length, name, type))
  }
}
