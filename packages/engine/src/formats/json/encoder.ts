/** Columns to JSON bytes, row by row: values as the row values of the product, numbers as numbers. */
import {
  type Column,
  DAY,
  encodeUtf8,
  type FieldType,
  formatDate,
  formatDecimal,
  isText,
  type RowType,
  read64,
  read128,
  readCell,
  toJson,
} from '@millrace/language'
import type { Batch } from '../../batch.ts'
import { KIND_NAMES } from '../../batch.ts'

/** Bytes that are written one after the other. */
export class ByteSink {
  bytes: Uint8Array
  used = 0
  constructor(capacity = 65536) {
    this.bytes = new Uint8Array(capacity)
  }

  reserve(more: number): void {
    if (this.used + more <= this.bytes.length) return
    const next = new Uint8Array(Math.max(this.used + more, 2 * this.bytes.length))
    next.set(this.bytes.subarray(0, this.used))
    this.bytes = next
  }

  /** ASCII text. */
  ascii(text: string): void {
    this.reserve(text.length)
    const { bytes } = this
    let to = this.used
    for (let i = 0; i < text.length; i++) bytes[to++] = text.charCodeAt(i)
    this.used = to
  }

  copy(from: Uint8Array, start: number, end: number): void {
    const size = end - start
    this.reserve(size)
    const { bytes } = this
    let to = this.used
    if (size < 48) for (let at = start; at < end; at++) bytes[to++] = from[at]!
    else bytes.set(from.subarray(start, end), to)
    this.used += size
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.used++] = value
  }
}

type WriteCell = (out: ByteSink, column: Column, row: number) => void

const COMMA = 0x2c
const OPEN = 0x7b
const CLOSE = 0x7d
const QUOTE = 0x22
const NULL = encodeUtf8('null')

/** Writes rows of one type as JSON objects. */
export class JsonEncoder {
  private readonly names: readonly Uint8Array[]
  private readonly cells: readonly WriteCell[]

  constructor(row: RowType) {
    this.names = row.map(({ name }, i) => encodeUtf8(`${i === 0 ? '' : ','}${JSON.stringify(name)}:`))
    this.cells = row.map(({ type }) => cellWriter(type))
  }

  /** One row, without a line end. An updating relation's rows begin with `$kind`. */
  writeRow(out: ByteSink, batch: Batch, row: number, kinds: boolean): void {
    out.byte(OPEN)
    if (kinds) {
      out.ascii(`"$kind":"${KIND_NAMES[batch.kinds === null ? 0 : (batch.kinds[row] as 0 | 1 | 2 | 3)]}"`)
      if (this.cells.length > 0) out.byte(COMMA)
    }
    for (let c = 0; c < this.cells.length; c++) {
      const name = this.names[c]!
      const column = batch.cols[c]!
      out.copy(name, 0, name.length)
      if (column.nulls !== null && column.nulls[row] === 1) out.copy(NULL, 0, 4)
      else this.cells[c]!(out, column, row)
    }
    out.byte(CLOSE)
  }

  /** All selected rows, a line each. */
  writeLines(out: ByteSink, batch: Batch, kinds: boolean): void {
    for (let j = 0; j < batch.n; j++) {
      this.writeRow(out, batch, batch.sel === null ? j : batch.sel[j]!, kinds)
      out.byte(0x0a)
    }
  }
}

/** Writes a value that is not NULL as JSON. */
export function cellWriter(type: FieldType): WriteCell {
  switch (type.t) {
    case 'BOOLEAN':
      return (out, column, row) => out.ascii((column as { data: Uint8Array }).data[row] === 1 ? 'true' : 'false')
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return (out, column, row) => writeInteger(out, (column as { data: Int32Array }).data[row]!)
    case 'BIGINT':
      return (out, column, row) => {
        const value = read64((column as { data: Int32Array }).data, row)
        if (typeof value === 'number') writeInteger(out, value)
        else out.ascii(`"${value}"`)
      }
    case 'DOUBLE':
      return (out, column, row) => writeDouble(out, (column as { data: Float64Array }).data[row]!)
    case 'DECIMAL':
      return decimalWriter(type.precision > 18, type.scale)
    case 'DATE':
      return (out, column, row) => out.ascii(`"${formatDate((column as { data: Int32Array }).data[row]!)}"`)
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      if (type.precision > 3) return anyWriter(type)
      const zoned = type.t === 'TIMESTAMP_LTZ'
      return (out, column, row) => writeTimestamp(out, (column as { data: Float64Array }).data[row]!, zoned)
    }
    default:
      return isText(type) ? writeText : type.t === 'JSON' ? writeRaw : anyWriter(type)
  }
}

const anyWriter =
  (type: FieldType): WriteCell =>
  (out, column, row) => {
    const bytes = encodeUtf8(JSON.stringify(toJson(readCell(column, row, type), type)))
    out.copy(bytes, 0, bytes.length)
  }

/** A whole number below 2^53. */
function writeInteger(out: ByteSink, value: number): void {
  if (value < 0 || value > 999_999_999) return out.ascii(String(value))
  out.reserve(10)
  let digits = 1
  for (let limit = 10; digits < 9 && value >= limit; limit *= 10) digits++
  let rest = value
  const { bytes, used } = out
  for (let at = used + digits - 1; at >= used; at--) {
    const tenth = (rest / 10) | 0
    bytes[at] = 0x30 + rest - tenth * 10
    rest = tenth
  }
  out.used = used + digits
}

function writeDouble(out: ByteSink, value: number): void {
  if (Number.isFinite(value)) out.ascii(Object.is(value, -0) ? '"-0.0"' : String(value))
  else out.ascii(`"${value}"`)
}

function decimalWriter(wide: boolean, scale: number): WriteCell {
  const unit = 10 ** scale
  return (out, column, row) => {
    const { data } = column as { data: Int32Array }
    const value = wide ? read128(data, row) : read64(data, row)
    out.byte(QUOTE)
    if (typeof value === 'number' && value >= 0 && scale > 0 && scale <= 9 && value < 999_999_999 * unit) {
      const whole = Math.floor(value / unit)
      writeInteger(out, whole)
      out.byte(0x2e)
      writePadded(out, value - whole * unit, scale)
    } else out.ascii(formatDecimal(value, scale))
    out.byte(QUOTE)
  }
}

function writePadded(out: ByteSink, value: number, width: number): void {
  out.reserve(width)
  let rest = value
  const { bytes, used } = out
  for (let at = used + width - 1; at >= used; at--) {
    const tenth = (rest / 10) | 0
    bytes[at] = 0x30 + rest - tenth * 10
    rest = tenth
  }
  out.used = used + width
}

let lastDay = Number.NaN
let lastDayText: Uint8Array = new Uint8Array(0)

/** `"2026-11-21T10:22:00.123"`, with Z for instants. */
function writeTimestamp(out: ByteSink, ms: number, zoned: boolean): void {
  const day = Math.floor(ms / DAY)
  if (day !== lastDay) {
    lastDay = day
    lastDayText = encodeUtf8(`"${formatDate(day)}T`)
  }
  out.copy(lastDayText, 0, lastDayText.length)
  const clock = Math.floor(ms - day * DAY)
  writePadded(out, (clock / 3_600_000) | 0, 2)
  out.byte(0x3a)
  writePadded(out, ((clock / 60_000) | 0) % 60, 2)
  out.byte(0x3a)
  writePadded(out, ((clock / 1000) | 0) % 60, 2)
  out.byte(0x2e)
  writePadded(out, clock % 1000, 3)
  if (zoned) out.byte(0x5a)
  out.byte(QUOTE)
}

/** Text with the escapes that JSON asks for. */
const writeText: WriteCell = (out, column, row) => {
  const { bytes, start, end } = column as Extract<Column, { k: 'bytes' }>
  writeQuoted(out, bytes, start[row]!, end[row]!)
}

/** A slice of UTF-8 as a JSON text. */
export function writeQuoted(out: ByteSink, from: Uint8Array, start: number, end: number): void {
  out.reserve(6 * (end - start) + 2)
  const { bytes } = out
  let to = out.used
  bytes[to++] = QUOTE
  for (let at = start; at < end; at++) {
    const byte = from[at]!
    if (byte >= 0x20 && byte !== QUOTE && byte !== 0x5c) bytes[to++] = byte
    else to = writeEscape(bytes, to, byte)
  }
  bytes[to++] = QUOTE
  out.used = to
}

const SHORT: Record<number, number> = { 8: 0x62, 9: 0x74, 10: 0x6e, 12: 0x66, 13: 0x72, [QUOTE]: QUOTE, 92: 92 }

function writeEscape(bytes: Uint8Array, at: number, byte: number): number {
  let to = at
  bytes[to++] = 0x5c
  const short = SHORT[byte]
  if (short !== undefined) {
    bytes[to++] = short
    return to
  }
  for (const c of `u00${byte.toString(16).padStart(2, '0')}`) bytes[to++] = c.charCodeAt(0)
  return to
}

const writeRaw: WriteCell = (out, column, row) => {
  const { bytes, start, end } = column as Extract<Column, { k: 'bytes' }>
  out.copy(bytes, start[row]!, end[row]!)
}
