/**
 * Values outside batches.
 *
 * BOOLEAN is a boolean; TINYINT, SMALLINT, INT, FLOAT, DOUBLE a number; BIGINT a number when safe, else a bigint; DECIMAL the same,
 * scaled by its scale; text a string; BYTES a Uint8Array; DATE days, TIME milliseconds of the day, TIMESTAMP and TIMESTAMP_LTZ
 * milliseconds since 1970, intervals months or milliseconds; ARRAY and ROW an array, MAP an array of pairs; JSON its text.
 */

import { formatDecimal, parseDecimal } from './numbers/decimal.ts'
import { formatDouble, formatFloat } from './numbers/doubleText.ts'
import { type Int, normal } from './numbers/integer.ts'
import { atob, btoa, utf8Decoder, utf8Encoder } from './platform.ts'
import type { Literal } from './syntax/expr.ts'
import { DAY, formatDate, formatTimeOfDay, formatTimestamp } from './time/calendar.ts'
import { formatDayTime, formatYearMonth, parseDayTime, parseYearMonth } from './time/interval.ts'
import { parseDateText, parseIsoTimestamp, parseTimestampText, parseTimeText } from './time/text.ts'
import { type FieldType, formatType, type RowType } from './types.ts'

export type Value = null | boolean | number | bigint | string | Uint8Array | readonly Value[]
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Row = readonly Value[]

/** A value that JSON holds but its type does not; the sentence names both. */
export class NotOfType extends Error {
  constructor(json: unknown, type: FieldType) {
    const shown = JSON.stringify(json) ?? String(json)
    super(`${shown.length > 60 ? `${shown.slice(0, 57)}…` : shown} is not a ${formatType(type)}.`)
  }
}

const SPECIAL_NUMBERS: Record<string, number> = {
  NaN: Number.NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
  '-0.0': -0,
}

/** A row value as JSON writes it. */
export function toJson(value: Value, type: FieldType): Json {
  if (value === null) return null
  switch (type.t) {
    case 'BIGINT':
      return typeof value === 'bigint' ? String(value) : (value as number)
    case 'FLOAT':
      return doubleJson(shortFloat(value as number))
    case 'DOUBLE':
      return doubleJson(value as number)
    case 'DECIMAL':
      return formatDecimal(value as Int, type.scale)
    case 'BINARY':
    case 'VARBINARY':
      return toBase64(value as Uint8Array)
    case 'DATE':
      return formatDate(value as number)
    case 'TIME':
      return formatTimeOfDay(value as number, Math.max(3, type.precision))
    case 'TIMESTAMP':
      return formatTimestamp(value as number, Math.max(3, type.precision), 'T')
    case 'TIMESTAMP_LTZ':
      return `${formatTimestamp(value as number, Math.max(3, type.precision), 'T')}Z`
    case 'INTERVAL_MONTH':
      return formatYearMonth(value as number)
    case 'INTERVAL_SECOND':
      return formatDayTime(value as number)
    case 'ARRAY':
      return (value as Value[]).map((item) => toJson(item, type.of.type))
    case 'MAP':
      return Object.fromEntries(
        (value as Value[][]).map(([key, item]) => [keyText(key!, type.key.type), toJson(item!, type.value.type)]),
      )
    case 'ROW':
      return rowToJson(value as Row, type.fields)
    case 'JSON':
      return JSON.parse(value as string) as Json
    default:
      return value as Json
  }
}

const keyText = (key: Value, type: FieldType) => {
  const json = toJson(key, type)
  return typeof json === 'string' ? json : JSON.stringify(json)
}

export function rowToJson(row: Row, type: RowType): { [name: string]: Json } {
  const json: { [name: string]: Json } = Object.create(null)
  for (const [index, field] of type.entries()) json[field.name] = toJson(row[index] ?? null, field.type)
  return json
}

/** The double whose shortest text is that of the float. */
const shortFloat = (value: number) => (Number.isFinite(value) && value !== 0 ? Number(formatFloat(value)) : value)

function doubleJson(value: number): Json {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : value
  return String(value)
}

/** A row value from JSON; throws `NotOfType`. */
export function fromJson(json: Json | undefined, type: FieldType): Value {
  if (json === null || json === undefined) return null
  const value = read(json, type)
  if (value === undefined) throw new NotOfType(json, type)
  return value
}

export function rowFromJson(json: { readonly [name: string]: Json }, type: RowType): Row {
  return type.map((field) => fromJson(Object.hasOwn(json, field.name) ? json[field.name] : null, field.type))
}

function read(json: Json, type: FieldType): Value | undefined {
  switch (type.t) {
    case 'BOOLEAN':
      return typeof json === 'boolean' ? json : undefined
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
      return typeof json === 'number' &&
        Number.isInteger(json) &&
        BigInt.asIntN(BITS[type.t], BigInt(json)) === BigInt(json)
        ? json
        : undefined
    case 'BIGINT':
      return readBigint(json)
    case 'FLOAT':
    case 'DOUBLE': {
      const number = typeof json === 'number' ? json : typeof json === 'string' ? SPECIAL_NUMBERS[json] : undefined
      return number === undefined ? undefined : type.t === 'FLOAT' ? Math.fround(number) : number
    }
    case 'DECIMAL':
      return typeof json === 'string' || typeof json === 'number'
        ? (parseDecimal(String(json), type) ?? undefined)
        : undefined
    case 'CHAR':
    case 'VARCHAR':
      return typeof json === 'string' ? json : undefined
    case 'JSON':
      return JSON.stringify(json)
    default:
      return typeof json === 'string' ? readText(json, type) : readTree(json, type)
  }
}

const BITS = { TINYINT: 8, SMALLINT: 16, INT: 32 } as const

function readBigint(json: Json): Value | undefined {
  if (typeof json === 'number' ? !Number.isInteger(json) : typeof json !== 'string' || !/^-?\d+$/.test(json))
    return undefined
  const value = BigInt(json as number | string)
  return BigInt.asIntN(64, value) === value ? normal(value) : undefined
}

function readText(json: string, type: FieldType): Value | undefined {
  switch (type.t) {
    case 'BINARY':
    case 'VARBINARY':
      return fromBase64(json)
    case 'DATE':
      return parseDateText(json) ?? parseLongDate(json)
    case 'TIME':
      return parseTimeText(json)
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return parseIsoTimestamp(json)?.ms ?? parseTimestampText(json)
    case 'INTERVAL_MONTH':
      return parseYearMonth(json)
    case 'INTERVAL_SECOND':
      return parseDayTime(json)
    default:
      return undefined
  }
}

/** A date before the year 0 or after 9999, as `formatDate` writes it. */
function parseLongDate(text: string): number | undefined {
  const ms = /^[+-]/.test(text) ? parseIsoTimestamp(`${text}T00:00`)?.ms : undefined
  return ms === undefined ? undefined : ms / DAY
}

function readTree(json: Json, type: FieldType): Value | undefined {
  if (type.t === 'ARRAY') return Array.isArray(json) ? json.map((item) => fromJson(item, type.of.type)) : undefined
  if (type.t === 'TIMESTAMP_LTZ' || type.t === 'TIMESTAMP') return typeof json === 'number' ? json : undefined
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined
  if (type.t === 'ROW') return rowFromJson(json as { [name: string]: Json }, type.fields)
  if (type.t === 'MAP')
    return Object.entries(json).map(([key, item]) => [readKey(key, type.key.type), fromJson(item, type.value.type)])
  return undefined
}

function readKey(text: string, type: FieldType): Value {
  if (type.t === 'CHAR' || type.t === 'VARCHAR') return text
  // Digits that a number of JSON would round.
  if (type.t === 'BIGINT' || type.t === 'DECIMAL') return fromJson(text, type)
  try {
    return fromJson(JSON.parse(text) as Json, type)
  } catch (problem) {
    if (problem instanceof NotOfType) throw problem
    return fromJson(text, type)
  }
}

/** The value of a literal in an expression. */
export function literalValue(expr: { type: FieldType; value: Literal }): Value {
  const { type, value } = expr
  if (value === null) return null
  if (type.t === 'BIGINT') return normal(BigInt(value as string | number))
  if (type.t === 'DECIMAL') return parseDecimal(String(value), type) ?? null
  if (type.t === 'BINARY' || type.t === 'VARBINARY') return fromHex(value as string)
  if ((type.t === 'DOUBLE' || type.t === 'FLOAT') && typeof value === 'string') return SPECIAL_NUMBERS[value]!
  return value
}

/** A literal of a value, where its type has any. */
export function literalOf(value: Value, type: FieldType): Literal | undefined {
  if (value === null) return null
  if (type.t === 'DECIMAL') return formatDecimal(value as Int, type.scale)
  if (type.t === 'DOUBLE' || type.t === 'FLOAT') return doubleJson(value as number) as Literal
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'object' ? undefined : value
}

/** The text that CAST(value AS STRING) gives. */
export function textOf(value: Value, type: FieldType): string {
  switch (type.t) {
    case 'BOOLEAN':
      return value ? 'TRUE' : 'FALSE'
    case 'FLOAT':
      return formatFloat(value as number)
    case 'DOUBLE':
      return formatDouble(value as number)
    case 'DECIMAL':
      return formatDecimal(value as Int, type.scale)
    case 'BINARY':
    case 'VARBINARY':
      return decodeUtf8(value as Uint8Array)
    case 'DATE':
      return fourDigitYear(formatDate(value as number))
    case 'TIME':
      return formatTimeOfDay(value as number, type.precision)
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return fourDigitYear(formatTimestamp(value as number, type.precision))
    case 'INTERVAL_MONTH':
      return formatYearMonth(value as number)
    case 'INTERVAL_SECOND':
      return formatDayTime(value as number)
    case 'ARRAY':
      return `[${(value as Value[]).map((item) => memberText(item, type.of.type)).join(', ')}]`
    case 'MAP':
      return `{${(value as Value[][]).map(([k, v]) => `${memberText(k!, type.key.type)}=${memberText(v!, type.value.type)}`).join(', ')}}`
    case 'ROW':
      return `(${type.fields.map((field, i) => memberText((value as Row)[i] ?? null, field.type)).join(', ')})`
    default:
      return String(value)
  }
}

/** Of a year after 9999 Flink writes the last four digits. */
const fourDigitYear = (text: string) => (text.startsWith('+') ? text.slice(text.indexOf('-') - 4) : text)

const memberText = (value: Value, type: FieldType): string => (value === null ? 'NULL' : textOf(value, type))

export const decodeUtf8 = (bytes: Uint8Array) => utf8Decoder.decode(bytes)
export const encodeUtf8 = (text: string) => utf8Encoder.encode(text)

export function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
}
export const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

/** Undefined when the text is not base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  } catch {
    return undefined
  }
}

/** Order of text by its UTF-8 bytes, which is the order of code points and not that of UTF-16. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at)
    const y = b.charCodeAt(at)
    if (x === y) continue
    const surrogateX = x >= 0xd800 && x <= 0xdfff
    const surrogateY = y >= 0xd800 && y <= 0xdfff
    return surrogateX === surrogateY ? x - y : surrogateX ? 1 : -1
  }
  return a.length - b.length
}

/** Order of two values of one type, neither of them null; NaN is above all numbers and equal to itself. */
export function compareValues(a: Value, b: Value, type: FieldType): number {
  if (typeof a === 'string') return compareText(a, b as string)
  if (a instanceof Uint8Array) return compareBytes(a, b as Uint8Array)
  if (type.t === 'ARRAY') return compareLists(a as Value[], b as Value[], () => type.of.type)
  if (type.t === 'ROW') return compareLists(a as Value[], b as Value[], (i) => type.fields[i]!.type)
  if (a === b) return 0
  if (a! < b!) return -1
  if (a! > b!) return 1
  return Number(Number.isNaN(a as number)) - Number(Number.isNaN(b as number))
}

function compareLists(a: readonly Value[], b: readonly Value[], typeAt: (index: number) => FieldType): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareNullable(a[i]!, b[i]!, typeAt(i))
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** NULL is the lowest value. */
export function compareNullable(a: Value, b: Value, type: FieldType): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null)
  return compareValues(a, b, type)
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

/** Whether two values are the same for grouping: NULL equals NULL, NaN equals NaN, maps without order. */
export function sameValue(a: Value, b: Value, type: FieldType): boolean {
  if (a === null || b === null) return a === b
  if (type.t === 'MAP') return sameMap(a as Value[][], b as Value[][], type)
  return compareValues(a, b, type) === 0
}

function sameMap(a: readonly Value[][], b: readonly Value[][], type: Extract<FieldType, { t: 'MAP' }>): boolean {
  if (a.length !== b.length) return false
  return a.every(([key, value]) =>
    b.some(([k, v]) => sameValue(key!, k!, type.key.type) && sameValue(value!, v!, type.value.type)),
  )
}
