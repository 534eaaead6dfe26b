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

/**
 * The way machines write records: the same keys in the same order without blanks.
 *
 * Reads such a record in one pass, with everything between two values compared as one piece. Gives up on anything else, and the
 * record is then read anew the general way; nothing in its bytes has been changed.
 */
export class Template {
  private readonly codes: Uint8Array
  private readonly fields: readonly (TemplateField | undefined)[]
  /** What stands before each value, one piece behind the other. */
  private readonly prefixes: Uint8Array
  private readonly begins: Int32Array

  /** `keys` are in quotes, as they stand in a record. */
  constructor(keys: readonly Uint8Array[], fields: readonly (TemplateField | undefined)[]) {
    this.fields = fields
    this.codes = Uint8Array.from(fields, codeOf)
    this.begins = new Int32Array(keys.length + 1)
    this.prefixes = new Uint8Array(keys.reduce((sum, key) => sum + key.length + 2, 0))
    let at = 0
    for (const [i, key] of keys.entries()) {
      this.prefixes[at] = i === 0 ? OPEN_BRACE : COMMA
      this.prefixes.set(key, at + 1)
      at += key.length + 2
      this.prefixes[at - 1] = 0x3a
      this.begins[i + 1] = at
    }
  }

  /** Reads a record into a row; false when it does not have this form. */
  read(bytes: Uint8Array, start: number, end: number, row: number): boolean {
    const { prefixes, begins, codes, fields } = this
    const last = end - 1
    let at = start
    let expected = 0
    for (let i = 0; i < codes.length; i++) {
      const until = begins[i + 1]!
      while (expected < until) if (bytes[at++] !== prefixes[expected++]) return false
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
    return at === last && bytes[at] === CLOSE_BRACE
  }
}

function setSlice(buffer: ColumnBuffer, start: number, end: number, row: number): void {
  buffer.start[row] = start
  buffer.end[row] = end
  buffer.nulls[row] = 0
}

function textInto(
  { buffer, read }: TemplateField,
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
  return read(bytes, from, to, buffer, row)
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
