/** Columns of made-up values: one loop per column, texts as slices of a dictionary. */
import { type Column, columnKind, encodeUtf8, type FieldType, write64, write128 } from '@millrace/language'
import { bits, skewed, unit } from './random.ts'

/** The times of the rows that are being made, and their rate. */
export interface RowClock {
  times: Float64Array
  rowsPerSecond: number
}

/** Writes a column of the rows `from` to `from + n` − 1. */
export type MakeColumn = (seed: number, from: number, n: number, clock: RowClock) => Column

/** How a field of a shape is made; the type may differ from the shape's own when a schema says so. */
export type Field = (type: FieldType, salt: number) => MakeColumn

const CAPACITY = 1024

/** Texts from a list, the first ones more often. */
export function texts(list: readonly string[], salt: number): MakeColumn {
  const cells = list.map(encodeUtf8)
  const bytes = new Uint8Array(cells.reduce((sum, cell) => sum + cell.length, 0))
  const begins = new Int32Array(list.length + 1)
  for (const [i, cell] of cells.entries()) {
    bytes.set(cell, begins[i]!)
    begins[i + 1] = begins[i]! + cell.length
  }
  const [start, end] = [new Int32Array(CAPACITY), new Int32Array(CAPACITY)]
  return (seed, from, n) => {
    for (let i = 0; i < n; i++) {
      const pick = skewed(seed, from + i, salt, list.length)
      start[i] = begins[pick]!
      end[i] = begins[pick + 1]!
    }
    return { k: 'bytes', nulls: null, start, end, bytes }
  }
}

/** Texts that are pieces of a long one; `place` is told where. */
export function slices(
  bytes: Uint8Array,
  cut: (seed: number, row: number, place: { start: number; end: number }) => void,
): MakeColumn {
  const [start, end] = [new Int32Array(CAPACITY), new Int32Array(CAPACITY)]
  const place = { start: 0, end: 0 }
  return (seed, from, n) => {
    for (let i = 0; i < n; i++) {
      cut(seed, from + i, place)
      start[i] = place.start
      end[i] = place.end
    }
    return { k: 'bytes', nulls: null, start, end, bytes }
  }
}

/** Texts put together by a function of the row. */
export function composed(make: (seed: number, row: number) => string): MakeColumn {
  const [start, end] = [new Int32Array(CAPACITY), new Int32Array(CAPACITY)]
  let bytes = new Uint8Array(64 * CAPACITY)
  return (seed, from, n) => {
    let used = 0
    for (let i = 0; i < n; i++) {
      const text = make(seed, from + i)
      if (used + text.length > bytes.length) {
        const next = new Uint8Array(2 * bytes.length + text.length)
        next.set(bytes)
        bytes = next
      }
      start[i] = used
      for (let c = 0; c < text.length; c++) bytes[used++] = text.charCodeAt(c)
      end[i] = used
    }
    return { k: 'bytes', nulls: null, start, end, bytes }
  }
}

/** Numbers by a function of the row, in a column of a type. Decimals are given unscaled. */
export function numbers(type: FieldType, make: (seed: number, row: number) => number): MakeColumn {
  const kind = columnKind(type)
  if (kind === 'i64') {
    const data = new Int32Array(2 * CAPACITY)
    return (seed, from, n) => {
      for (let i = 0; i < n; i++) write64(data, i, make(seed, from + i))
      return { k: 'i64', nulls: null, data }
    }
  }
  if (kind === 'i128') {
    const data = new Int32Array(4 * CAPACITY)
    return (seed, from, n) => {
      for (let i = 0; i < n; i++) write128(data, i, make(seed, from + i))
      return { k: 'i128', nulls: null, data }
    }
  }
  const data =
    kind === 'f64' ? new Float64Array(CAPACITY) : kind === 'bool' ? new Uint8Array(CAPACITY) : new Int32Array(CAPACITY)
  return (seed, from, n) => {
    for (let i = 0; i < n; i++) data[i] = make(seed, from + i)
    return { k: kind, nulls: null, data } as Column
  }
}

/** A value for a field that no shape knows, by its type alone. */
export function byType(type: FieldType, salt: number): MakeColumn {
  switch (type.t) {
    case 'BOOLEAN':
      return numbers(type, (seed, row) => bits(seed, row, salt) & 1)
    case 'CHAR':
    case 'VARCHAR':
    case 'JSON':
      return type.t === 'JSON'
        ? composed((seed, row) => String(bits(seed, row, salt) % 1000))
        : composed((seed, row) => `value-${skewed(seed, row, salt, 100)}`)
    case 'FLOAT':
      return numbers(type, (seed, row) => Math.fround(unit(seed, row, salt) * 1000))
    case 'DOUBLE':
      return numbers(type, (seed, row) => unit(seed, row, salt) * 1000)
    case 'DECIMAL': {
      const limit = 10 ** Math.min(type.precision, 9)
      return numbers(type, (seed, row) => skewed(seed, row, salt, limit))
    }
    case 'TINYINT':
      return numbers(type, (seed, row) => bits(seed, row, salt) % 100)
    case 'DATE':
      return numbers(type, (seed, row) => 18000 + (bits(seed, row, salt) % 3000))
    case 'TIME':
      return numbers(type, (seed, row) => (bits(seed, row, salt) % 86_400) * 1000)
    case 'BINARY':
    case 'VARBINARY':
      return composed((seed, row) => bits(seed, row, salt).toString(16))
    case 'ARRAY':
      return composed(() => '[]')
    case 'MAP':
    case 'ROW':
      return composed(() => '{}')
    default:
      return numbers(type, (seed, row) => bits(seed, row, salt) % 1000)
  }
}
