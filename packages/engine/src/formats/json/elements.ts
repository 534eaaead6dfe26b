import {
  type ColumnBuffer,
  decodeCell,
  encodeCell,
  type FieldType,
  fromJson,
  isText,
  type Json,
  type Zone,
} from '@millrace/language'
import { cellReader, type ReadCell, textAt } from '../cells.ts'
import { BACKSLASH, COMMA, endOfValue, OPEN_BRACE, OPEN_BRACKET, QUOTE, skipSpace, unescapeInPlace } from './scan.ts'

const NULL = 0x6e

/** Reads a value of a type that does not look like text or nested values. */
interface Field {
  type: FieldType
  text: boolean
  /** Its JSON is its cell. */
  raw: boolean
  read: ReadCell
}

/**
 * The elements of an array or entries of a map in a cell, one after the other into columns.
 *
 * Cells hold arrays, and rows and pairs in them as arrays too; rows that are objects, as documents write them, are put in order first.
 */
export class ElementReader {
  private readonly type: FieldType
  private readonly element: FieldType
  private readonly spread: boolean
  private readonly fields: readonly Field[]
  private bytes: Uint8Array = new Uint8Array(0)
  private at = 0
  private end = 0

  /** `type` is that of the cell; `fields` are those of an element if it is spread over them, else its own type. */
  constructor(type: FieldType, fields: readonly FieldType[], { spread, zone }: { spread: boolean; zone: Zone }) {
    this.type = type
    this.element = type.t === 'ARRAY' ? type.of.type : type
    this.spread = spread
    this.fields = fields.map((field) => fieldOf(field, zone))
  }

  /** Goes to the first element of a cell; false when there is none. */
  begin(bytes: Uint8Array, start: number, end: number): boolean {
    const first = skipSpace(bytes, start, end)
    if (bytes[first] === OPEN_BRACKET) this.go(bytes, first, end)
    else {
      const dense = encodeCell(decodeCell(bytes.subarray(start, end), this.type), this.type)
      this.go(dense, 0, dense.length)
    }
    return this.bytes[this.at] !== 0x5d
  }

  private go(bytes: Uint8Array, bracket: number, end: number): void {
    this.bytes = bytes
    this.at = skipSpace(bytes, bracket + 1, end)
    this.end = end
  }

  /** Reads the element into a row and goes to the next one; false when it was the last. */
  read(into: readonly ColumnBuffer[], row: number): boolean {
    const { bytes, at, end } = this
    const after = endOfValue(bytes, at, end)
    if (!this.spread) this.value(bytes, at, after, 0, into[0]!, row)
    else if (bytes[at] === NULL) for (const field of into) field.setNull(row)
    else this.row(bytes, at, after, into, row)
    const next = skipSpace(bytes, after, end)
    this.at = skipSpace(bytes, next + 1, end)
    return bytes[next] === COMMA
  }

  private row(bytes: Uint8Array, at: number, end: number, into: readonly ColumnBuffer[], row: number): void {
    if (bytes[at] === OPEN_BRACE) {
      const dense = encodeCell(decodeCell(bytes.slice(at, end), this.element), this.element)
      return this.row(dense, 0, dense.length, into, row)
    }
    let from = at
    for (let f = 0; f < into.length; f++) {
      from = skipSpace(bytes, from + 1, end)
      const after = endOfValue(bytes, from, end)
      this.value(bytes, from, after, f, into[f]!, row)
      from = skipSpace(bytes, after, end)
    }
  }

  private value(bytes: Uint8Array, at: number, after: number, f: number, into: ColumnBuffer, row: number): void {
    const { text, raw, read, type } = this.fields[f]!
    if (bytes[at] === NULL) return into.setNull(row)
    into.nulls[row] = 0
    if (raw) return into.putBytes(row, bytes, at, after)
    const quoted = bytes[at] === QUOTE
    if (text && quoted) return putText(bytes, at + 1, after - 1, into, row)
    if (!(quoted ? read(bytes, at + 1, after - 1, into, row) : read(bytes, at, after, into, row)))
      throw new Error(`${textAt(bytes, at, after)} is no ${type.t}.`)
  }
}

function putText(bytes: Uint8Array, start: number, end: number, into: ColumnBuffer, row: number): void {
  into.putBytes(row, bytes, start, end)
  for (let at = start; at < end; at++) {
    if (bytes[at] !== BACKSLASH) continue
    into.end[row] = into.used = unescapeInPlace(into.bytes, into.start[row]!, into.end[row]!)
    return
  }
}

function fieldOf(type: FieldType, zone: Zone): Field {
  const raw = type.t === 'ARRAY' || type.t === 'MAP' || type.t === 'ROW' || type.t === 'JSON'
  const slow =
    type.t === 'BINARY' || type.t === 'VARBINARY' || type.t === 'INTERVAL_MONTH' || type.t === 'INTERVAL_SECOND'
  return { type, text: isText(type), raw, read: slow ? slowReader(type) : cellReader(type, zone) }
}

/** Values that JSON has as texts or numbers without escapes. */
function slowReader(type: FieldType): ReadCell {
  return (bytes, start, end, into, row) => {
    const text = textAt(bytes, start, end)
    const json: Json = bytes[start - 1] === QUOTE ? text : (JSON.parse(text) as Json)
    into.put(row, fromJson(json, type), type)
    return true
  }
}
