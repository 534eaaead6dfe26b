/** What CAST does, by the types on both sides; Flink's rules as a real one showed them. */

import { asciiDigits, javaTrim } from '../javaText.ts'
import { readJson } from '../json/read.ts'
import {
  bounded,
  decimalOfDouble,
  divideRounded,
  doubleOfDecimal,
  parseDecimal,
  rescale,
  rescaleTruncated,
} from '../numbers/decimal.ts'
import { type Int, normal } from '../numbers/integer.ts'
import { DAY, floorMod } from '../time/calendar.ts'
import { parseDateText, parseTimeText, readTimestamp } from '../time/text.ts'
import { toInstant, toWallClock, UTC, type Zone } from '../time/zone.ts'
import {
  type DecimalType,
  type FieldType,
  isApproximate,
  isBinary,
  isInteger,
  isInterval,
  isNumeric,
  isText,
  isTime,
  isTimestamp,
  sameType,
  UNBOUNDED,
} from '../types.ts'
import { decodeUtf8, encodeUtf8, textOf, type Value } from '../value.ts'
import { wrapTo } from './arithmetic/narrow.ts'
import { DataError } from './definition.ts'

/** Converts a value that is not NULL; null is what does not fit; throws `DataError` for what cannot be read. */
export type Cast = (value: Value) => Value

/** The conversion between two types, or undefined when there is none. */
export function castRule(from: FieldType, to: FieldType, zone: Zone): Cast | undefined {
  if (from.t === 'NULL' || sameType(from, to)) return (value) => value
  if (isText(to)) return toText(from, to, zone)
  if (isText(from)) return fromText(to, zone)
  if (isNumeric(from) && isNumeric(to)) return numberToNumber(from, to)
  if (from.t === 'BOOLEAN' && isNumeric(to)) return booleanToNumber(to)
  if (isNumeric(from) && to.t === 'BOOLEAN') return (value) => Number(value) !== 0
  if (isTime(from) && isTime(to)) return timeToTime(from, to, zone)
  if (isBinary(from) && isBinary(to)) return (value) => sized(value as Uint8Array, to)
  if (from.t === to.t && (isInterval(from) || from.t === 'BOOLEAN' || from.t === 'JSON')) return (value) => value
  return nestedCast(from, to, zone)
}

/** Fixed-length text is padded, bounded text is cut. */
function sizedText(text: string, type: FieldType): string {
  if (!('length' in type) || type.length === UNBOUNDED) return text
  if (text.length <= type.length && type.t === 'VARCHAR') return text
  const points = [...text]
  if (points.length > type.length) return points.slice(0, type.length).join('')
  return type.t === 'CHAR' ? text + ' '.repeat(type.length - points.length) : text
}

function sized(bytes: Uint8Array, type: FieldType): Uint8Array {
  if (!('length' in type) || (bytes.length <= type.length && type.t === 'VARBINARY')) return bytes
  const cut = new Uint8Array(type.length)
  cut.set(bytes.subarray(0, type.length))
  return cut
}

function toText(from: FieldType, to: FieldType, zone: Zone): Cast | undefined {
  if (isText(from)) return (value) => sizedText(value as string, to)
  if (isBinary(from)) return (value) => sizedText(decodeUtf8(value as Uint8Array), to)
  if (zone !== UTC && hasInstants(from)) return (value) => sizedText(textOf(onWallClock(value, from, zone), from), to)
  return (value) => sizedText(textOf(value, from), to)
}

function hasInstants(type: FieldType): boolean {
  if (type.t === 'TIMESTAMP_LTZ') return true
  if (type.t === 'ARRAY') return hasInstants(type.of.type)
  if (type.t === 'MAP') return hasInstants(type.key.type) || hasInstants(type.value.type)
  return type.t === 'ROW' && type.fields.some((field) => hasInstants(field.type))
}

/** The value with its instants as the wall clock of a zone shows them, at any depth. */
function onWallClock(value: Value, type: FieldType, zone: Zone): Value {
  if (value === null) return null
  switch (type.t) {
    case 'TIMESTAMP_LTZ':
      return toWallClock(value as number, zone)
    case 'ARRAY':
      return (value as Value[]).map((item) => onWallClock(item, type.of.type, zone))
    case 'MAP':
      return (value as Value[][]).map(([key, item]) => [
        onWallClock(key!, type.key.type, zone),
        onWallClock(item!, type.value.type, zone),
      ])
    case 'ROW':
      return (value as Value[]).map((item, i) => onWallClock(item, type.fields[i]!.type, zone))
    default:
      return value
  }
}

/** A text as a message shows it. */
const shown = (text: string) => `'${text.length > 40 ? `${text.slice(0, 39)}…` : text}'`
const unreadable = (text: string, type: string) => new DataError(`${shown(text)} cannot be read as ${type}.`)

function fromText(to: FieldType, zone: Zone): Cast | undefined {
  const reading = (read: (text: string) => Value | undefined): Cast => {
    return (value) => {
      const result = read(value as string)
      if (result === undefined) throw unreadable(value as string, to.t)
      return result
    }
  }
  if (isInteger(to)) return reading((text) => integerOfText(text, to))
  switch (to.t) {
    case 'BOOLEAN':
      return reading(booleanOfText)
    case 'DOUBLE':
      return reading(doubleOfText)
    case 'FLOAT':
      return reading((text) => floatOfText(text))
    case 'DECIMAL':
      return reading((text) => decimalOfText(text, to))
    case 'BINARY':
    case 'VARBINARY':
      return (value) => sized(encodeUtf8(value as string), to)
    case 'DATE':
      return reading(parseDateText)
    case 'TIME':
      return reading((text) => {
        const ms = parseTimeText(text)
        return ms === undefined ? undefined : cutTo(ms, to.precision)
      })
    case 'TIMESTAMP':
      return reading((text) => cutDown(readTimestamp(text), to.precision))
    case 'TIMESTAMP_LTZ':
      return reading((text) => {
        const wall = cutDown(readTimestamp(text), to.precision)
        return wall === undefined ? undefined : toInstant(wall, zone)
      })
    case 'JSON':
      return reading((text) => (isJson(text) ? text : undefined))
    default:
      return undefined
  }
}

function isJson(text: string): boolean {
  try {
    readJson(text)
    return true
  } catch {
    return false
  }
}

const TRUE_TEXTS = new Set(['t', 'true', 'y', 'yes', '1'])
const FALSE_TEXTS = new Set(['f', 'false', 'n', 'no', '0'])

function booleanOfText(text: string): boolean | undefined {
  const word = text.toLowerCase()
  return TRUE_TEXTS.has(word) ? true : FALSE_TEXTS.has(word) ? false : undefined
}

/** The text without certain characters at its ends. */
function stripped(text: string, blanks: string): string {
  let from = 0
  let to = text.length
  while (from < to && blanks.includes(text[from]!)) from++
  while (to > from && blanks.includes(text[to - 1]!)) to--
  return text.slice(from, to)
}

const INTEGER_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?$/
const LIMITS: Partial<Record<FieldType['t'], bigint>> = {
  TINYINT: 127n,
  SMALLINT: 32767n,
  INT: 2147483647n,
  BIGINT: 9223372036854775807n,
}

/** Blanks around are dropped, and so is a fraction; a point alone is 0, what exceeds the type is refused. */
function integerOfText(text: string, type: FieldType): Int | undefined {
  const match = INTEGER_TEXT.exec(stripped(text, ' '))
  if (!match || (match[2] === '' && match[3] === undefined)) return undefined
  if (match[2]!.length > 25) return undefined
  const size = BigInt(match[2] || '0')
  const value = match[1] === '-' ? -size : size
  const limit = LIMITS[type.t]!
  return value > limit || value < -limit - 1n ? undefined : normal(value)
}

const SMALL = 18
const SHORT_DECIMAL = /^[ \n\t]*(?![ \n\t])([+-]|(?![+-]))(?=.)(\d*)(?:\.(\d*))?(.*)$/s
/** What may stand behind the digits: an exponent, one character that is overlooked, blanks. */
const TAIL = /^(?:[eE]([+-]?\d*))?[\0-\x7f]?[ \n\t]*$/

/** A decimal of a text, blanks around it dropped, rounded to the scale. */
function decimalOfText(text: string, type: DecimalType): Int | undefined {
  if (type.precision <= SMALL && encodeUtf8(text).length <= SMALL) return shortDecimalOfText(text, type)
  return parseDecimal(asciiDigits(stripped(text, ' \n\t')), type) ?? undefined
}

/**
 * The same for up to 18 bytes and digits, which Flink reads in a way of its own.
 *
 * It counts every written digit, leading zeros included, and those that it then needs for the scale: '0.5' is no DECIMAL(3, 3),
 * while '.5' is one. It cannot drop more than 18 digits, lets rounding exceed the precision, and overlooks one character behind the
 * digits, so that 'x' alone is 0.
 */
function shortDecimalOfText(text: string, type: DecimalType): Int | undefined {
  const [, sign, whole, fraction = '', rest] = SHORT_DECIMAL.exec(text) ?? []
  const tail = TAIL.exec(rest ?? '\0\0')
  if (whole === undefined || !tail) return undefined
  if (/[eE][+-]$/.test(rest!)) return undefined
  const shift = Math.min(Number.parseInt(tail[1] ?? '', 10) || 0, 400) - fraction.length + type.scale
  const digits = whole + fraction
  if (digits.length + shift > type.precision || shift < -SMALL) return undefined
  const size = BigInt(digits || '0')
  const scaled = shift >= 0 ? size * 10n ** BigInt(shift) : divideRounded(size, 10n ** BigInt(-shift))
  return normal(sign === '-' ? -scaled : scaled)
}

const DOUBLE_TEXT = /^[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?)$/
const HEX_DOUBLE = /^([+-])?0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d{1,5})[dDfF]?$/

/** What java.lang.Double.parseDouble reads. */
export function doubleOfText(text: string): number | undefined {
  const trimmed = javaTrim(text)
  return DOUBLE_TEXT.test(trimmed) ? Number(trimmed.replace(/[dDfF]$/, '')) : hexDoubleOfText(trimmed)
}

/** `0x1.8p3`: 12 */
function hexDoubleOfText(text: string): number | undefined {
  const [, sign, whole = '', fraction = '', exponent] = HEX_DOUBLE.exec(text) ?? []
  if (exponent === undefined || whole + fraction === '') return undefined
  const value = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length)
  return sign === '-' ? -value : value
}

const floatOfText = (text: string) => {
  const value = doubleOfText(text)
  return value === undefined ? undefined : Math.fround(value)
}

function numberToNumber(from: FieldType, to: FieldType): Cast {
  if (isInteger(to)) return toInteger(from, to)
  if (to.t === 'DECIMAL') return toDecimal(from, to)
  const round = to.t === 'FLOAT' ? Math.fround : (x: number) => x
  if (from.t === 'DECIMAL') return (value) => round(doubleOfDecimal(value as Int, from.scale))
  return (value) => round(Number(value))
}

function toInteger(from: FieldType, to: FieldType): Cast {
  if (isInteger(from))
    return (value) => (typeof value === 'number' && to.t === 'BIGINT' ? value : wrapTo(to, BigInt(value as Int)))
  if (from.t === 'DECIMAL') return (value) => wrapTo(to, BigInt(rescaleTruncated(value as Int, from.scale, 0)))
  return to.t === 'BIGINT'
    ? (value) => saturated64(value as number)
    : (value) => wrapTo(to, BigInt(saturated32(value as number)))
}

/** As Java narrows a double: the nearest limit, NaN is 0. */
export const saturated32 = (value: number): number =>
  value >= 2147483647 ? 2147483647 : value <= -2147483648 ? -2147483648 : Math.trunc(value) || 0

function saturated64(value: number): Int {
  if (Number.isNaN(value)) return 0
  if (value >= 2 ** 63) return 9223372036854775807n
  if (value <= -(2 ** 63)) return -9223372036854775808n
  return normal(BigInt(Math.trunc(value)))
}

function toDecimal(from: FieldType, to: DecimalType): Cast {
  if (isApproximate(from)) return (value) => decimalOfDouble(value as number, to)
  const scale = from.t === 'DECIMAL' ? from.scale : 0
  return (value) => bounded(rescale(value as Int, scale, to.scale), to.precision)
}

function booleanToNumber(to: FieldType): Cast | undefined {
  if (to.t !== 'DECIMAL') return (value) => (value ? 1 : 0)
  const one = bounded(rescale(1, 0, to.scale), to.precision)
  return one === null ? undefined : (value) => (value ? one : 0)
}

/** Drops digits of the fraction that a precision does not hold; whole milliseconds before 1970 towards 1970, as Flink does it. */
function cutTo(ms: number, precision: number): number {
  if (precision >= 6) return ms
  const unit = 10 ** (3 - precision)
  return precision > 3 ? Math.floor(ms / unit) * unit : Math.trunc(Math.floor(ms) / unit) * unit + 0
}

/** The same towards the past, as texts are read. */
function cutDown(ms: number | undefined, precision: number): number | undefined {
  if (ms === undefined || precision >= 6) return ms
  const unit = 10 ** (3 - precision)
  return Math.floor(ms / unit) * unit
}

function timeToTime(from: FieldType, to: FieldType, zone: Zone): Cast | undefined {
  const precision = 'precision' in to ? to.precision : 0
  if (from.t === 'TIME') {
    if (to.t === 'TIME') return (value) => cutTo(value as number, precision)
    if (to.t === 'DATE') return undefined
    return to.t === 'TIMESTAMP' ? (value) => value : (value) => toInstant(value as number, zone)
  }
  const wallClock = toWallClockCast(from, zone)
  const cut = 'precision' in from && precision < from.precision ? cutTo : (ms: number) => ms
  switch (to.t) {
    case 'DATE':
      // A wall clock before 1970 is cut towards 1970, an instant to its day.
      if (from.t === 'TIMESTAMP_LTZ') return (value) => Math.floor(wallClock(value as number) / DAY)
      return (value) => Math.trunc(wallClock(value as number) / DAY) + 0
    case 'TIME':
      if (from.t === 'DATE') return undefined
      if (from.t === 'TIMESTAMP_LTZ') return (value) => cutTo(floorMod(wallClock(value as number), DAY), precision)
      return (value) => floorMod(cutTo(wallClock(value as number), precision), DAY)
    case 'TIMESTAMP':
      return (value) => cut(wallClock(value as number), precision)
    default:
      if (isTimestamp(from) && from.t === to.t) return (value) => cut(value as number, precision)
      return (value) => cut(toInstant(wallClock(value as number), zone), precision)
  }
}

function toWallClockCast(from: FieldType, zone: Zone): (value: number) => number {
  if (from.t === 'DATE') return (days) => days * DAY
  return from.t === 'TIMESTAMP_LTZ' ? (instant) => toWallClock(instant, zone) : (wall) => wall
}

function nestedCast(from: FieldType, to: FieldType, zone: Zone): Cast | undefined {
  if (from.t === 'ARRAY' && to.t === 'ARRAY') {
    const cast = castRule(from.of.type, to.of.type, zone)
    return cast && ((value) => (value as Value[]).map((item) => orNull(cast, item)))
  }
  if (from.t === 'MAP' && to.t === 'MAP') {
    const key = castRule(from.key.type, to.key.type, zone)
    const item = castRule(from.value.type, to.value.type, zone)
    return key && item && ((value) => (value as Value[][]).map(([k, v]) => [orNull(key, k!), orNull(item, v!)]))
  }
  if (from.t !== 'ROW' || to.t !== 'ROW' || from.fields.length !== to.fields.length) return undefined
  const casts = from.fields.map((field, i) => castRule(field.type, to.fields[i]!.type, zone))
  if (!casts.every((cast) => cast !== undefined)) return undefined
  return (value) => (value as Value[]).map((item, i) => orNull(casts[i]!, item))
}

const orNull = (cast: Cast, value: Value): Value => (value === null ? null : cast(value))
