/**
 * Reading a text by the elements of a pattern, strictly, and resolving what it says to a wall-clock time.
 *
 * Source: the resolver style SMART of Java 17 (java.time.format.Parsed, IsoChronology).
 */
import { DAY, daysOf, HOUR, isDate, isLeap, MINUTE, monthLength, SECOND } from './calendar.ts'
import type { Element, NumberElement, PatternField, TextElement } from './patternElements.ts'
import { fieldOf } from './patternFormat.ts'
import { dayOfWeekDate, weeksOf } from './week.ts'
import { zoneOf } from './zone.ts'
import { readZoneName } from './zoneNames.ts'

export type Fields = { [field in PatternField]?: number }

/** Milliseconds of the wall clock; undefined when the text does not fit, NaN when it names a day that does not exist. */
export function parseElements(elements: readonly Element[], text: string): number | undefined {
  const fields: Fields = {}
  return readAll(elements, text, 0, fields) === text.length ? resolve(fields) : undefined
}

/** The place behind the elements, or -1. */
function readAll(elements: readonly Element[], text: string, from: number, fields: Fields): number {
  let at = from
  for (const element of elements) {
    at = read(element, text, at, fields)
    if (at < 0) return -1
  }
  return at
}

function read(element: Element, text: string, at: number, fields: Fields): number {
  switch (element.k) {
    case 'literal':
      return text.startsWith(element.text, at) ? at + element.text.length : -1
    case 'number':
      return element.fraction ? readFraction(element, text, at, fields) : readNumber(element, text, at, fields)
    case 'text':
      return readName(element, text, at, fields)
    case 'optional':
      return readOptional(element.of, text, at, fields)
    case 'pad':
      return readPadded(element, text, at, fields)
    default:
      return readZone(element.letter, element.count, text, at)
  }
}

function readOptional(of: readonly Element[], text: string, at: number, fields: Fields): number {
  const tried: Fields = { ...fields }
  const end = readAll(of, text, at, tried)
  if (end < 0) return at
  Object.assign(fields, tried)
  return end
}

function readPadded({ width, of }: Extract<Element, { k: 'pad' }>, text: string, from: number, fields: Fields): number {
  const end = from + width
  if (end > text.length) return -1
  let at = from
  while (at < end && text[at] === ' ') at++
  return read(of, text.slice(0, end), at, fields) === end ? end : -1
}

/** A field may be said twice, if it says the same. */
function say(fields: Fields, field: PatternField, value: number): boolean {
  if (fields[field] !== undefined && fields[field] !== value) return false
  fields[field] = value
  return true
}

const isDigit = (c: string | undefined) => c !== undefined && c >= '0' && c <= '9'

function readNumber(element: NumberElement, text: string, from: number, fields: Fields): number {
  const { min, max, sign, following, field, reduced } = element
  let at = from
  const positive = text[at] === '+'
  const negative = text[at] === '-'
  if (positive || negative) {
    if (sign === 'never' || (positive && sign === 'normal')) return -1
    at++
  }
  let end = at
  while (isDigit(text[end]) && end - at < max + following) end++
  if (following > 0) end = at + Math.min(end - at, Math.max(min, end - at - following))
  const digits = end - at
  if (digits < min) return -1
  const size = Number(text.slice(at, end))
  if (negative && size === 0) return -1
  if (!negative && sign === 'exceeds' && (positive ? digits <= min : digits > min)) return -1
  const value = reduced ? 2000 + size : negative ? -size : size
  return say(fields, field, value) ? end : -1
}

function readFraction({ field, max }: NumberElement, text: string, from: number, fields: Fields): number {
  let end = from
  while (isDigit(text[end]) && end - from < max) end++
  if (end - from < max) return -1
  return say(fields, field, Number(text.slice(from, end).padEnd(9, '0'))) ? end : -1
}

function readName(element: TextElement, text: string, at: number, fields: Fields): number {
  let found = -1
  for (const [index, name] of element.names.entries())
    if (text.startsWith(name, at) && (found < 0 || name.length > element.names[found]!.length)) found = index
  if (found < 0 || !say(fields, element.field, found + element.from)) return -1
  return at + element.names[found]!.length
}

const OFFSETS: Record<string, RegExp> = {
  X1: /^(Z|[+-]\d\d(\d\d)?)/,
  X2: /^(Z|[+-]\d{4})/,
  X3: /^(Z|[+-]\d\d:\d\d)/,
  X4: /^(Z|[+-]\d{4}(\d\d)?)/,
  X5: /^(Z|[+-]\d\d:\d\d(:\d\d)?)/,
  x1: /^[+-]\d\d(\d\d)?/,
  x2: /^[+-]\d{4}/,
  x3: /^[+-]\d\d:\d\d/,
  x4: /^[+-]\d{4}(\d\d)?/,
  x5: /^[+-]\d\d:\d\d(:\d\d)?/,
  Z1: /^[+-]\d{4}/,
  Z2: /^[+-]\d{4}/,
  Z3: /^[+-]\d{4}/,
  Z4: /^GMT([+-]\d\d:\d\d(:\d\d)?)?/,
  Z5: /^(Z|[+-]\d\d:\d\d(:\d\d)?)/,
  O1: /^GMT([+-]\d{1,2}(:\d\d(:\d\d)?)?)?/,
  O4: /^GMT([+-]\d\d:\d\d(:\d\d)?)?/,
}
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_/]*([+-]\d{1,2}(:\d\d)?)?/

/** A zone must be one, but it does not move the time: the wall clock is what counts. */
function readZone(letter: string, count: number, text: string, at: number): number {
  const rest = text.slice(at, at + 60)
  const offset = OFFSETS[letter + count]
  if (offset) {
    const match = offset.exec(rest)
    return match ? at + match[0].length : -1
  }
  const match = ZONE_NAME.exec(rest)
  if (match && zoneOf(match[0])) return at + match[0].length
  return readZoneName(text, at)?.end ?? -1
}

const inside = (value: number | undefined, from: number, to: number) =>
  value === undefined || (value >= from && value <= to)

function resolve(fields: Fields): number | undefined {
  if (!resolveYear(fields) || !resolveClock(fields)) return undefined
  const date = resolveDate(fields)
  if (date === null) return undefined
  const time = resolveTime(fields)
  if (time === null || !agrees(fields, date, time)) return undefined
  const clock = time ?? clockOf(fields)
  if (date !== undefined) return date * DAY + clock
  // Without a date there is none to which 24:00 could carry.
  const { year = 1970, month = 1, day = 1 } = fields
  return isDate(year, month, day) ? daysOf(year, month, day) * DAY + (clock % DAY) : Number.NaN
}

function resolveYear(fields: Fields): boolean {
  const { yearOfEra, era } = fields
  if (yearOfEra === undefined) return true
  if (!inside(yearOfEra, 1, 999999999)) return false
  delete fields.yearOfEra
  delete fields.era
  const before = era === 0 || (era === undefined && fields.year !== undefined && fields.year <= 0)
  return say(fields, 'year', before ? 1 - yearOfEra : yearOfEra)
}

/** Days since 1970; undefined when too little is said, null when what is said cannot be. */
function resolveDate(fields: Fields): number | undefined | null {
  const { year, month, day, dayOfYear, week, weekYear } = fields
  if (fields.julianDay !== undefined) return fields.julianDay - 40587
  if (year !== undefined && month !== undefined && day !== undefined) {
    if (!inside(month, 1, 12) || !inside(day, 1, 31)) return null
    return daysOf(year, month, Math.min(day, monthLength(year, month)))
  }
  if (year !== undefined && dayOfYear !== undefined)
    return inside(dayOfYear, 1, isLeap(year) ? 366 : 365) ? daysOf(year, 1, 1) + dayOfYear - 1 : null
  const weekday = fields.sundayBasedDay ?? (fields.dayOfWeek === undefined ? undefined : (fields.dayOfWeek % 7) + 1)
  if (weekYear === undefined || week === undefined || weekday === undefined) return undefined
  if (!inside(weekday, 1, 7) || !inside(week, 1, 53)) return null
  return dayOfWeekDate(weekYear, Math.min(week, weeksOf(weekYear)), weekday)
}

/** The hour of the day from the other ways to count hours. */
function resolveClock(fields: Fields): boolean {
  const { clockHour, clockHalfHour, half, milliOfDay, nanoOfDay } = fields
  if (!inside(clockHour, 0, 24) || !inside(clockHalfHour, 0, 12)) return false
  if (clockHour !== undefined && !say(fields, 'hour', clockHour % 24)) return false
  if (clockHalfHour !== undefined && !say(fields, 'halfHour', clockHalfHour % 12)) return false
  if (half !== undefined && fields.halfHour !== undefined) {
    if (!inside(fields.halfHour, 0, 11) || !say(fields, 'hour', half * 12 + fields.halfHour)) return false
  }
  if (half !== undefined && saysNoClock(fields)) return say(fields, 'hour', half * 12 + 6)
  const ms = milliOfDay ?? (nanoOfDay === undefined ? undefined : nanoOfDay / 1e6)
  return ms === undefined || (inside(ms, 0, DAY - 1e-6) && sayClock(fields, ms))
}

/** Half a day alone means its middle. */
const saysNoClock = ({ hour, halfHour, minute, second, nano }: Fields) =>
  (hour ?? halfHour ?? minute ?? second ?? nano) === undefined

const sayClock = (fields: Fields, ms: number) =>
  (['hour', 'minute', 'second', 'nano'] as const).every((field) => say(fields, field, fieldOf(field, ms)))

/** Milliseconds of the day; undefined without an hour or with a gap between the units, null when out of range. */
function resolveTime(fields: Fields): number | undefined | null {
  const { hour, minute, second, nano } = fields
  if (!inside(minute, 0, 59) || !inside(second, 0, 59) || !inside(nano, 0, 999999999)) return null
  if (!inside(fields.halfHour, 0, 11)) return null
  const gap =
    (minute === undefined && (second !== undefined || nano !== undefined)) ||
    (minute !== undefined && second === undefined && nano !== undefined)
  if (hour === undefined || gap) return inside(hour, 0, 23) ? undefined : null
  const rest = restOf(fields)
  return inside(hour, 0, 23) || (hour === 24 && rest === 0) ? hour * HOUR + rest : null
}

const restOf = ({ minute = 0, second = 0, nano = 0 }: Fields) =>
  minute * MINUTE + second * SECOND + Math.floor(nano / 1e6)
const clockOf = (fields: Fields) => (fields.hour ?? 0) * HOUR + restOf(fields)

const OF_DATE = [
  'dayOfWeek',
  'sundayBasedDay',
  'dayOfYear',
  'quarter',
  'alignedDay',
  'weekYear',
  'weekOfMonth',
] as const
const OF_CLOCK = ['half', 'halfHour'] as const

/** Whether what is said besides does not contradict. */
function agrees(fields: Fields, date: number | undefined, time: number | undefined): boolean {
  const wrong = (names: readonly PatternField[], wall: number) =>
    names.some((name) => fields[name] !== undefined && fields[name] !== fieldOf(name, wall))
  if (date !== undefined && wrong(OF_DATE, date * DAY)) return false
  return time === undefined || time >= DAY || !wrong(OF_CLOCK, time)
}
