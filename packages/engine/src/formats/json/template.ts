import type { ColumnBuffer, FieldType } from '@millrace/language'
import { isText } from '@millrace/language'
import { plainTimestamp, type ReadCell } from '../cells.ts'
import {
  BACKSLASH,
  CLOSE_BRACE,
  COMMA,
  endOfValue,
  isScalar,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  ZERO,
} from './scan.ts'

/** A field as the template writes it. */
export interface TemplateField {
  type: FieldType
  required: boolean
  read: ReadCell
  buffer: ColumnBuffer
}

/** What is done with a value, by the kind of its field. */
const SKIP = 0
const TEXT = 1
const LONG = 2
const INT = 3
const TIME = 4
const OTHER = 5

function codeOf(field: TemplateField | undefined): number {
  if (field === undefined) return SKIP
  if (isText(field.type)) return TEXT
  switch (field.type.t) {
    case 'BIGINT':
      return LONG
    case 'INT':
      return INT
    case 'TIMESTAMP':
      return TIME
    default:
      return OTHER
  }
}

/** Longest run of digits that a number holds exactly. */
const MOST_DIGITS = 15

/** One value of a record's form: what stands before it, and the field it goes to; none when it is skipped. */
export interface TemplateValue {
  before: Uint8Array
  field: TemplateField | undefined
}

/**
 * The way machines write records: the same keys in the same order, whatever lies in them.
 *
 * Reads such a record in one pass, with everything between two values compared as one piece; objects inside objects are nothing but
 * longer pieces. Gives up on anything else, and the record is then read anew the general way; nothing in its bytes has been changed.
 */
export class Template {
  private readonly codes: Uint8Array
  private readonly fields: readonly (TemplateField | undefined)[]
  /** What stands before each value and behind the last one, one piece after the other. */
  private readonly pieces: Uint8Array
  private readonly ends: Int32Array
  /** Fields that records of this form do not have. */
  private readonly missing: readonly ColumnBuffer[]

  constructor(values: readonly TemplateValue[], behind: Uint8Array, missing: readonly TemplateField[]) {
    this.fields = values.map(({ field }) => field)
    this.codes = Uint8Array.from(this.fields, codeOf)
    const pieces = [...values.map(({ before }) => before), behind]
    this.pieces = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
    this.ends = new Int32Array(pieces.length)
    let at = 0
    for (const [i, piece] of pieces.entries()) {
      this.pieces.set(piece, at)
      at += piece.length
      this.ends[i] = at
    }
    this.missing = missing.map(({ buffer }) => buffer)
  }

  /** Reads a record into a row; false when it does not have this form. */
  read(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    const { pieces, ends, codes, fields, missing } = this
    const last = end - 1
    let at = start
    let expected = 0
    for (let i = 0; i < codes.length; i++) {
      const until = ends[i]!
      while (expected < until) if (bytes[at++] !== pieces[expected++]) return false
      const first = bytes[at]!
      const code = codes[i]!
      if (first === QUOTE) {
        const from = ++at
        for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[++at])
          if (byte === BACKSLASH || at >= last) return false
        if (code !== SKIP && !textInto(fields[i]!, code, bytes, from, at, row)) return false
        at++
      } else if (code === SKIP) {
        const after = endOfValue(bytes, at, last)
        if (after < 0 || (first !== OPEN_BRACE && first !== OPEN_BRACKET && !isScalar(bytes, at, after))) return false
        at = after
      } else if (code === LONG || code === INT) {
        const field = fields[i]!
        const negative = first === MINUS
        if (negative) at++
        const from = at
        let value = 0
        for (let digit = bytes[at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++at]! - 0x30)
          value = value * 10 + digit
        const digits = at - from
        const next = bytes[at]
        if (
          digits === 0 ||
          digits > MOST_DIGITS ||
          (digits > 1 && bytes[from] === ZERO) ||
          (next !== COMMA && next !== CLOSE_BRACE)
        )
          return false
        if (negative) value = 0 - value
        if (!numberInto(field, code, value, row)) return false
      } else {
        const after = endOfValue(bytes, at, last)
        if (after < 0 || first === 0x6e || !isScalar(bytes, at, after)) return false
        const field = fields[i]!
        if (code === TEXT) setSlice(field.buffer, at, after, row)
        else {
          field.buffer.nulls[row] = 0
          if (!field.read(bytes, at, after, field.buffer, row)) return false
        }
        at = after
      }
    }
    if (end - at !== pieces.length - expected) return false
    while (at < end) if (bytes[at++] !== pieces[expected++]) return false
    for (let m = 0; m < missing.length; m++) missing[m]!.setNull(row)
    return true
  }
}

function setSlice(buffer: ColumnBuffer, start: number, end: number, row: number): void {
  buffer.start[row] = start
  buffer.end[row] = end
  buffer.nulls[row] = 0
}

function textInto(
  { type, buffer, read }: TemplateField,
  code: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  row: number,
): boolean {
  if (code === TEXT) {
    setSlice(buffer, from, to, row)
    return true
  }
  buffer.nulls[row] = 0
  if (code === TIME) {
    const time = plainTimestamp(bytes, from, to)
    buffer.data[row] = time
    return !Number.isNaN(time)
  }
  // A field of type JSON has the text with its quotes.
  return type.t !== 'JSON' && read(bytes, from, to, buffer, row)
}

function numberInto({ buffer }: TemplateField, code: number, value: number, row: number): boolean {
  buffer.nulls[row] = 0
  const { data } = buffer
  const low = value | 0
  if (code === INT) {
    data[row] = low
    return low === value
  }
  data[2 * row] = low
  data[2 * row + 1] = low === value ? value >> 31 : Math.floor(value / 4294967296)
  return true
}
