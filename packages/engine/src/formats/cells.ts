/**
 * Text of one value into a cell of a column, by type: what JSON, CSV and keys have in common.
 *
 * Every function takes a slice of bytes and returns whether it could be read. Fast paths cover what machines write; the rest goes
 * through the language's own conversions.
 */
import {
  type ColumnBuffer,
  DAY,
  type DecimalType,
  daysOf,
  decodeUtf8,
  type FieldType,
  formatType,
  fromJson,
  HOUR,
  MINUTE,
  NotOfType,
  normal,
  parseDateText,
  parseDecimal,
  parseIsoTimestamp,
  parseTimestampText,
  parseTimeText,
  readJson,
  SECOND,
  toInstant,
  write64,
  write128,
  type Zone,
} from '@millrace/language'
import { MINUS, NINE, PLUS, POINT, ZERO } from './json/scan.ts'

export type ReadCell = (bytes: Uint8Array, start: number, end: number, into: ColumnBuffer, row: number) => boolean

const LIMITS: Partial<Record<FieldType['t'], number>> = { TINYINT: 127, SMALLINT: 32767, INT: 2147483647 }

/** Reads the text of a value of a type. */
export function cellReader(type: FieldType, zone: Zone): ReadCell {
  switch (type.t) {
    case 'BOOLEAN':
      return readBoolean
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return integerReader(LIMITS[type.t]!)
    case 'BIGINT':
      return readLong
    case 'FLOAT':
      return readFloat
    case 'DOUBLE':
      return readDouble
    case 'DECIMAL':
      return decimalReader(type)
    case 'DATE':
      return textReader((text) => parseDateText(text))
    case 'TIME':
      return textReader((text) => parseTimeText(text))
    case 'TIMESTAMP':
      return timestampReader(undefined)
    case 'TIMESTAMP_LTZ':
      return timestampReader(zone)
    case 'CHAR':
    case 'VARCHAR':
      return copyText
    default:
      return jsonReader(type)
  }
}

function readFloat(bytes: Uint8Array, start: number, end: number, into: ColumnBuffer, row: number): boolean {
  if (!readDouble(bytes, start, end, into, row)) return false
  into.data[row] = Math.fround(into.data[row]!)
  return true
}

function copyText(bytes: Uint8Array, start: number, end: number, into: ColumnBuffer, row: number): boolean {
  into.putBytes(row, bytes, start, end)
  return true
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= ZERO && byte <= NINE

/** Number of a plain run of at most 15 digits with a sign; NaN for anything else. */
function plainInteger(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS
  const from = negative || bytes[start] === PLUS ? start + 1 : start
  if (from >= end || end - from > 15) return Number.NaN
  let value = 0
  for (let at = from; at < end; at++) {
    const digit = bytes[at]! - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return negative ? 0 - value : value
}

function integerReader(limit: number): ReadCell {
  return (bytes, start, end, into, row) => {
    let value = plainInteger(bytes, start, end)
    if (Number.isNaN(value)) value = Number(wholeOf(textAt(bytes, start, end)) ?? Number.NaN)
    if (!(value <= limit && value >= -limit - 1)) return false
    into.data[row] = value
    return true
  }
}

function readLong(bytes: Uint8Array, start: number, end: number, into: ColumnBuffer, row: number): boolean {
  const value = plainInteger(bytes, start, end)
  if (!Number.isNaN(value)) {
    write64(into.data as Int32Array, row, value)
    return true
  }
  const whole = wholeOf(textAt(bytes, start, end))
  if (whole === undefined || BigInt.asIntN(64, whole) !== whole) return false
  write64(into.data as Int32Array, row, normal(whole))
  return true
}

const NUMBER = /^\s*([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/

/** The whole part of any number text: `5.7` is 5, `1e3` is 1000. */
function wholeOf(text: string): bigint | undefined {
  const match = NUMBER.exec(text)
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  const digits = whole + fraction
  const kept =
    shift >= 0
      ? digits.padEnd(whole.length + shift, '0').slice(0, whole.length + shift)
      : digits.slice(0, Math.max(0, whole.length + shift))
  const value = BigInt(kept === '' ? '0' : kept)
  return sign === '-' ? -value : value
}

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

function readDouble(bytes: Uint8Array, start: number, end: number, into: ColumnBuffer, row: number): boolean {
  const negative = bytes[start] === MINUS
  let at = negative ? start + 1 : start
  let value = 0
  let scale = -1
  // Up to 15 digits and a power of ten below 10^23 are both exact, so one division rounds correctly.
  if (end - at <= 16 && isDigit(bytes[at])) {
    for (; at < end; at++) {
      const byte = bytes[at]!
      if (byte >= ZERO && byte <= NINE) value = value * 10 + byte - ZERO
      else if (byte === POINT && scale < 0) scale = at
      else break
    }
    if (at === end) {
      const size = scale < 0 ? value : value / POWERS[end - scale - 1]!
      into.data[row] = negative ? -size : size
      return true
    }
  }
  const parsed = doubleOf(textAt(bytes, start, end).trim())
  if (parsed === undefined) return false
  into.data[row] = parsed
  return true
}

const DOUBLE = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const SPECIAL: Record<string, number> = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity }
const doubleOf = (text: string) => (DOUBLE.test(text) ? Number(text) : SPECIAL[text])

function decimalReader(type: DecimalType): ReadCell {
  const wide = type.precision > 18
  const write = wide ? write128 : write64
  const limit = 10 ** Math.min(type.precision, 15)
  return (bytes, start, end, into, row) => {
    const quick = plainDecimal(bytes, start, end, type.scale)
    if (!Number.isNaN(quick) && Math.abs(quick) < limit) {
      write(into.data as Int32Array, row, quick)
      return true
    }
    const value = parseDecimal(textAt(bytes, start, end).trim(), type)
    if (value === undefined) return false
    // A number that does not fit is NULL, as in arithmetic.
    if (value === null) into.setNull(row)
    else write(into.data as Int32Array, row, value)
    return true
  }
}

/** Scaled value of plain digits with at most `scale` of them after the point; NaN for anything else. */
function plainDecimal(bytes: Uint8Array, start: number, end: number, scale: number): number {
  const negative = bytes[start] === MINUS
  let at = negative ? start + 1 : start
  let value = 0
  let point = -1
  if (at >= end || end - at > 15) return Number.NaN
  for (; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= ZERO && byte <= NINE) value = value * 10 + byte - ZERO
    else if (byte === POINT && point < 0) point = at
    else return Number.NaN
  }
  const fraction = point < 0 ? 0 : end - point - 1
  if (fraction > scale || (point >= 0 && end - start === (negative ? 2 : 1))) return Number.NaN
  const scaled = value * POWERS[scale - fraction]!
  if (!Number.isSafeInteger(scaled)) return Number.NaN
  return negative ? 0 - scaled : scaled
}

function readBoolean(bytes: Uint8Array, start: number, end: number, into: ColumnBuffer, row: number): boolean {
  const text = textAt(bytes, start, end).toLowerCase()
  if (text !== 'true' && text !== 'false') return false
  into.data[row] = text === 'true' ? 1 : 0
  return true
}

function textReader(parse: (text: string) => number | undefined): ReadCell {
  return (bytes, start, end, into, row) => {
    const value = parse(textAt(bytes, start, end))
    if (value === undefined) return false
    into.data[row] = value
    return true
  }
}

/** Two digits as a number; negative when they are none. */
function two(bytes: Uint8Array, at: number): number {
  const [tens, ones] = [bytes[at]! - ZERO, bytes[at + 1]! - ZERO]
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1000 : tens * 10 + ones
}

let lastDay = Number.NaN
let lastDayStart = 0

/** `2026-11-21T10:22:00.123` of at least 16 bytes and without zone; NaN for any other form. */
export function plainTimestamp(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start
  if (length < 16 || bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS || bytes[start + 13] !== 0x3a)
    return Number.NaN
  if (bytes[start + 10] !== 0x54 && bytes[start + 10] !== 0x20) return Number.NaN
  const year = two(bytes, start) * 100 + two(bytes, start + 2)
  const [month, day, hour, minute] = [
    two(bytes, start + 5),
    two(bytes, start + 8),
    two(bytes, start + 11),
    two(bytes, start + 14),
  ]
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > 28 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return Number.NaN
  let ms = hour * HOUR + minute * MINUTE
  if (length > 16) {
    if (length < 19 || bytes[start + 16] !== 0x3a) return Number.NaN
    const second = two(bytes, start + 17)
    if (second < 0 || second > 59) return Number.NaN
    ms += second * SECOND
    if (length > 19) {
      if (length !== 23 || bytes[start + 19] !== POINT) return Number.NaN
      const milli = (bytes[start + 20]! - ZERO) * 100 + two(bytes, start + 21)
      if (!(milli >= 0 && milli <= 999) || !isDigit(bytes[start + 20])) return Number.NaN
      ms += milli
    }
  }
  const key = year * 10000 + month * 100 + day
  if (key !== lastDay) {
    lastDay = key
    lastDayStart = daysOf(year, month, day) * DAY
  }
  return lastDayStart + ms
}

const OFFSET = /^(.*)([+-])(\d{2}):?(\d{2})$/

/**
 * Time stamps of ISO 8601 with T or a blank, or milliseconds since 1970 as a number. Instants (with a zone given here) end in Z or an
 * offset; without either the wall clock of the pipeline's zone is meant.
 */
function timestampReader(zone: Zone | undefined): ReadCell {
  return (bytes, start, end, into, row) => {
    const zoned = bytes[end - 1] === 0x5a
    const quick = plainTimestamp(bytes, start, zoned ? end - 1 : end)
    const value = !Number.isNaN(quick)
      ? zone === undefined || zoned
        ? quick
        : toInstant(quick, zone)
      : slowTimestamp(bytes, start, end, zone)
    if (value === undefined) return false
    into.data[row] = value
    return true
  }
}

function slowTimestamp(bytes: Uint8Array, start: number, end: number, zone: Zone | undefined): number | undefined {
  const number = plainInteger(bytes, start, end)
  if (!Number.isNaN(number)) return number
  const text = textAt(bytes, start, end).trim()
  const iso = parseIsoTimestamp(text)
  if (iso) return Math.floor(zone === undefined || iso.zoned ? iso.ms : toInstant(iso.ms, zone))
  const offset = OFFSET.exec(text)
  const shifted = offset && zone !== undefined ? parseIsoTimestamp(`${offset[1]}Z`) : undefined
  if (shifted && offset)
    return Math.floor(
      shifted.ms - (offset[2] === '-' ? -1 : 1) * (Number(offset[3]) * HOUR + Number(offset[4]) * MINUTE),
    )
  const sql = parseTimestampText(text)
  return sql === undefined ? undefined : Math.floor(zone === undefined ? sql : toInstant(sql, zone))
}

/** Nested values, bytes, intervals: through JSON. */
/** Types that JSON writes as a text, besides those that have a reader of their own. */
const TEXTUAL = new Set<FieldType['t']>(['BINARY', 'VARBINARY', 'INTERVAL_MONTH', 'INTERVAL_SECOND'])

function jsonReader(type: FieldType): ReadCell {
  const textual = TEXTUAL.has(type.t)
  return (bytes, start, end, into, row) => {
    try {
      const text = textAt(bytes, start, end)
      into.put(row, fromJson(textual ? text : readJson(text), type), type)
      return true
    } catch (problem) {
      if (problem instanceof NotOfType || problem instanceof SyntaxError) return false
      throw problem
    }
  }
}

export const textAt = (bytes: Uint8Array, start: number, end: number) => decodeUtf8(bytes.subarray(start, end))

/** "abc" is not a DECIMAL(10, 2). */
export function notOfType(bytes: Uint8Array, start: number, end: number, name: string, type: FieldType): string {
  const text = textAt(bytes, start, Math.min(end, start + 60))
  return `Field \`${name}\`: ${JSON.stringify(text)}${end > start + 60 ? ' …' : ''} is not a ${formatType(type)}.`
}
