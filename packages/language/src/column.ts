/**
 * Columns: how values of a type lie in memory while they move in batches.
 *
 * Nulls are one byte per row, 1 = NULL, and absent when there is none. Text and everything nested are bytes: a slice of a shared
 * buffer per row. Cells of NULL rows hold anything.
 */
import { type Int, read64, read128, write64, write128 } from './numbers/integer.ts'
import { utf8Encoder } from './platform.ts'
import type { FieldType } from './types.ts'
import { decodeUtf8, encodeUtf8, fromJson, type Json, toJson, type Value } from './value.ts'

export type ColumnKind = 'bool' | 'i32' | 'f64' | 'i64' | 'i128' | 'bytes'

export type Column = { nulls: Uint8Array | null } & (
  | { k: 'bool'; data: Uint8Array }
  | { k: 'i32'; data: Int32Array }
  | { k: 'f64'; data: Float64Array }
  /** Low and high word of each value, interleaved. */
  | { k: 'i64'; data: Int32Array }
  /** Four words of each value, lowest first. */
  | { k: 'i128'; data: Int32Array }
  | { k: 'bytes'; start: Int32Array; end: Int32Array; bytes: Uint8Array }
)

export function columnKind(type: FieldType): ColumnKind {
  switch (type.t) {
    case 'BOOLEAN':
      return 'bool'
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'DATE':
    case 'TIME':
    case 'INTERVAL_MONTH':
    case 'NULL':
      return 'i32'
    case 'BIGINT':
      return 'i64'
    case 'DECIMAL':
      return type.precision <= 18 ? 'i64' : 'i128'
    case 'FLOAT':
    case 'DOUBLE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'INTERVAL_SECOND':
      return 'f64'
    default:
      return 'bytes'
  }
}

/** The bytes of a value in a column of kind `bytes`: text as UTF-8, nested values as JSON. */
export function encodeCell(value: Value, type: FieldType): Uint8Array {
  if (value instanceof Uint8Array) return value
  return encodeUtf8(typeof value === 'string' ? value : JSON.stringify(cellJson(value, type)))
}

/** A nested value as JSON; a map is an array of pairs, for its keys may be anything. */
function cellJson(value: Value, type: FieldType): Json {
  if (value === null) return null
  const list = value as readonly Value[]
  switch (type.t) {
    case 'ARRAY':
      return list.map((item) => cellJson(item, type.of.type))
    case 'MAP':
      return (list as readonly Value[][]).map(([k, v]) => [cellJson(k!, type.key.type), cellJson(v!, type.value.type)])
    case 'ROW':
      return type.fields.map((field, i) => cellJson(list[i] ?? null, field.type))
    default:
      return toJson(value, type)
  }
}

/** Back from JSON; maps and rows may also be objects, as documents write them. */
function fromCellJson(json: Json, type: FieldType): Value {
  if (json === null || !Array.isArray(json)) return fromJson(json, type)
  switch (type.t) {
    case 'ARRAY':
      return json.map((item) => fromCellJson(item, type.of.type))
    case 'MAP':
      return (json as Json[][]).map(([k, v]) => [fromCellJson(k!, type.key.type), fromCellJson(v!, type.value.type)])
    case 'ROW':
      return type.fields.map((field, i) => fromCellJson(json[i] ?? null, field.type))
    default:
      return fromJson(json, type)
  }
}

/** The value of a cell's bytes. */
export function decodeCell(bytes: Uint8Array, type: FieldType): Value {
  switch (type.t) {
    case 'CHAR':
    case 'VARCHAR':
    case 'JSON':
      return decodeUtf8(bytes)
    case 'BINARY':
    case 'VARBINARY':
      return bytes.slice()
    default:
      return fromCellJson(JSON.parse(decodeUtf8(bytes)) as Json, type)
  }
}

/** The value of one cell. For tests, previews and state look-up: hot paths read columns themselves. */
export function readCell(column: Column, row: number, type: FieldType): Value {
  if (column.nulls?.[row]) return null
  switch (column.k) {
    case 'bool':
      return column.data[row] === 1
    case 'i32':
    case 'f64':
      return column.data[row]!
    case 'i64':
      return read64(column.data, row)
    case 'i128':
      return read128(column.data, row)
    case 'bytes':
      return decodeCell(column.bytes.subarray(column.start[row]!, column.end[row]!), type)
  }
}

/**
 * A column that is written row by row and grows.
 *
 * `column` is the finished view of it; it stays valid until the next `clear`.
 */
export class ColumnBuffer {
  readonly kind: ColumnKind
  capacity: number
  data: Uint8Array | Int32Array | Float64Array
  nulls: Uint8Array
  anyNull = false
  start: Int32Array
  end: Int32Array
  bytes: Uint8Array
  /** Bytes in use. */
  used = 0
  /** The text written last and where it lies; the next one is often the same. */
  private lastText: string | undefined
  private lastStart = 0
  private lastEnd = 0

  constructor(kind: ColumnKind, capacity = 1024) {
    this.kind = kind
    this.capacity = capacity
    this.data = allocate(kind, capacity)
    this.nulls = new Uint8Array(capacity)
    const slices = kind === 'bytes' ? capacity : 0
    this.start = new Int32Array(slices)
    this.end = new Int32Array(slices)
    this.bytes = new Uint8Array(kind === 'bytes' ? 16 * capacity : 0)
  }

  /** Forgets all rows and keeps the memory. */
  clear(): void {
    if (this.anyNull) this.nulls.fill(0)
    this.anyNull = false
    this.used = 0
    this.lastText = undefined
  }

  /** Makes room for rows 0 to `rows` − 1. */
  reserve(rows: number): void {
    if (rows <= this.capacity) return
    this.capacity = Math.max(rows, 2 * this.capacity)
    const old = this.data
    this.data = allocate(this.kind, this.capacity)
    this.data.set(old as never)
    this.nulls = grown(this.nulls, this.capacity)
    if (this.kind !== 'bytes') return
    this.start = grown(this.start, this.capacity)
    this.end = grown(this.end, this.capacity)
  }

  setNull(row: number): void {
    this.nulls[row] = 1
    this.anyNull = true
    if (this.kind === 'bytes') this.start[row] = this.end[row] = 0
  }

  /** Copies a slice of bytes in as the value of a row. */
  putBytes(row: number, from: Uint8Array, start: number, end: number): void {
    const at = this.room(end - start)
    const to = this.bytes
    if (end - start < 32) for (let i = start, o = at; i < end; i++, o++) to[o] = from[i]!
    else to.set(start === 0 && end === from.length ? from : from.subarray(start, end), at)
    this.start[row] = at
    this.end[row] = this.used = at + end - start
  }

  /** Writes a text as UTF-8 as the value of a row. */
  putText(row: number, text: string): void {
    if (text !== this.lastText) {
      this.lastText = text
      this.lastStart = this.room(3 * text.length)
      this.lastEnd = this.used = writeUtf8(text, this.bytes, this.lastStart)
    }
    this.start[row] = this.lastStart
    this.end[row] = this.lastEnd
  }

  /** Place for more bytes; returns where they begin. */
  room(size: number): number {
    const needed = this.used + size
    if (needed > this.bytes.length) this.bytes = grown(this.bytes, Math.max(needed, 2 * this.bytes.length))
    return this.used
  }

  /** Writes any value; for tests and slow paths. */
  put(row: number, value: Value, type: FieldType): void {
    this.reserve(row + 1)
    if (value === null) return this.setNull(row)
    this.nulls[row] = 0
    switch (this.kind) {
      case 'bool':
        this.data[row] = value ? 1 : 0
        return
      case 'i32':
      case 'f64':
        this.data[row] = value as number
        return
      case 'i64':
        return write64(this.data as Int32Array, row, value as Int)
      case 'i128':
        return write128(this.data as Int32Array, row, value as Int)
      case 'bytes': {
        const cell = encodeCell(value, type)
        this.putBytes(row, cell, 0, cell.length)
      }
    }
  }

  column(): Column {
    const nulls = this.anyNull ? this.nulls : null
    if (this.kind === 'bytes') return { k: 'bytes', nulls, start: this.start, end: this.end, bytes: this.bytes }
    return { k: this.kind, nulls, data: this.data } as Column
  }
}

function allocate(kind: ColumnKind, capacity: number): Uint8Array | Int32Array | Float64Array {
  switch (kind) {
    case 'bool':
      return new Uint8Array(capacity)
    case 'i32':
      return new Int32Array(capacity)
    case 'f64':
      return new Float64Array(capacity)
    case 'i64':
      return new Int32Array(2 * capacity)
    case 'i128':
      return new Int32Array(4 * capacity)
    case 'bytes':
      return new Uint8Array(0)
  }
}

function grown<T extends Uint8Array | Int32Array>(old: T, length: number): T {
  const next = new (old.constructor as new (length: number) => T)(length)
  next.set(old as never)
  return next
}

/** Writes UTF-8 at `at` (three bytes a unit must fit) and returns the end. */
export function writeUtf8(text: string, bytes: Uint8Array, at: number): number {
  let to = at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 0x80) return to + utf8Encoder.encodeInto(text.slice(i), bytes.subarray(to)).written
    bytes[to++] = unit
  }
  return to
}
