/** Reading dates and times from text as Flink's casts do; undefined for what they refuse. */
import { javaTrim } from '../javaText.ts'
import { DAY, daysOf, HOUR, isDate, MINUTE, monthLength, SECOND } from './calendar.ts'
import { CUTOVER, hybridOf, julianDaysOf } from './hybridCalendar.ts'
import type { TimePattern } from './pattern.ts'

const DIGITS = /^\d{1,9}$/

/** Digits, with blanks around them. */
function integer(text: string): number | undefined {
  const trimmed = javaTrim(text)
  return DIGITS.test(trimmed) ? Number(trimmed) : undefined
}

/**
 * Days since 1970: `2026-11-21`, parts without leading zeros, month and day may be missing, a time behind a space is ignored.
 * Source: Flink's DateTimeUtils.parseDate.
 */
export function parseDateText(text: string): number | undefined {
  const space = text.indexOf(' ')
  const parts = (space > 0 ? text.slice(0, space) : text).split('-')
  if (parts.length > 3) return undefined
  const numbers = parts.map(integer)
  if (numbers.some((n) => n === undefined)) return undefined
  const [year = 0, month = 1, day = 1] = numbers as number[]
  if (year > 9999 || !isDate(year, month, day)) return undefined
  return daysOf(year, month, day)
}

/**
 * Milliseconds since midnight: `10:22:33.123`, minutes and seconds may be missing, blanks around the parts are ignored, the fraction
 * is rounded at its fourth digit.
 */
export function parseTimeText(text: string): number | undefined {
  const parts = text.split(':')
  if (parts.length > 3) return undefined
  const dot = parts.length === 3 ? parts[2]!.indexOf('.') : -1
  const fraction = dot < 0 ? '' : javaTrim(parts[2]!.slice(dot + 1))
  if (dot >= 0) parts[2] = parts[2]!.slice(0, dot)
  const numbers = parts.map(integer)
  if (numbers.some((n) => n === undefined) || !/^\d*$/.test(fraction)) return undefined
  const [hour = 0, minute = 0, second = 0] = numbers as number[]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return hour * HOUR + minute * MINUTE + second * SECOND + Math.round(Number(`0.${fraction.slice(0, 4)}`) * 1000)
}

/** Digits behind microseconds are dropped. */
const fractionMs = (digits: string | undefined) => (digits ? Number(`0.${digits.slice(0, 6)}`) * 1000 : 0)

/** Of year, month, day, hour, minute, second and fraction, the clock's where they are there. */
function wallClockOf(match: RegExpExecArray): number | undefined {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined
  return daysOf(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fractionMs(match[7])
}

const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?)?$/

/** Milliseconds of the wall clock since 1970: `2026-11-21 10:22:33.123`, or a date alone. */
export function parseTimestampText(text: string): number | undefined {
  const match = TIMESTAMP.exec(text.trim())
  return match ? wallClockOf(match) : undefined
}

/** A part of one or two digits that may be missing; two readings of it must agree, so `011` is 1 after 01 (Java's `[MM][M]`). */
const PART = '(\\d{2}(?=\\D|$)|\\d{1}(?=\\D|$))?'
const LENIENT = new RegExp(`^(\\d{4}|\\+\\d{5,9})-${PART}-${PART}(?: ${PART}:${PART}:${PART}(?:\\.(\\d{0,9}))?)?$`)

/**
 * Milliseconds of the wall clock as CAST and TO_TIMESTAMP read them: a day behind the end of its month is the last of the month,
 * 24:00:00 the next day, a missing part its smallest value.
 */
export function readTimestamp(text: string): number | undefined {
  const match = LENIENT.exec(text)
  if (!match) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)))
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31 || minute > 59 || second > 59) return undefined
  const fraction = fractionMs(match[7])
  if (hour > 24 || (hour === 24 && minute + second + fraction > 0)) return undefined
  const days = daysOf(year, month, Math.min(day, monthLength(year, month)))
  return days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fraction
}

const PLAIN_DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const PLAIN_CLOCK = /^([+-]?\d{1,9}):([+-]?\d{1,9}):([+-]?\d{1,9})(?:\.(\d{1,9}))?$/

/**
 * Milliseconds of the wall clock as java.sql.Timestamp.valueOf and java.sql.Date.valueOf read them: a day beyond the end of its
 * month and times beyond their range count on.
 */
function readPlainTimestamp(text: string): number | undefined {
  const space = text.indexOf(' ')
  const date = PLAIN_DATE.exec(space < 0 ? text : text.slice(0, space))
  if (!date) return undefined
  const [year, month, day] = date.slice(1).map(Number) as [number, number, number]
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  const days = properDays(year, month, day)
  if (space < 0) return days * DAY
  const clock = PLAIN_CLOCK.exec(text.slice(space + 1))
  if (!clock) return undefined
  const [hour, minute, second] = clock.slice(1, 4).map(Number) as [number, number, number]
  return days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fractionMs(clock[4])
}

/** A date of the calendar with Julian years before 1582, its fields taken as those of the Gregorian; year 0 is 1 BC, whose era is lost. */
function properDays(year: number, month: number, day: number): number {
  const gregorian = daysOf(year, month, 1) + day - 1
  const julian = julianDaysOf(year, month, 1) + day - 1
  const civil = hybridOf(gregorian >= CUTOVER && julian >= CUTOVER ? gregorian : julian)
  return daysOf(civil.year > 0 ? civil.year : 1 - civil.year, civil.month, civil.day)
}

/**
 * Milliseconds of the wall clock by a pattern; what does not fit it may still be a plain date or time stamp, as in Flink.
 *
 * NaN when the text names a day that does not exist.
 */
export function parseTimestampWith(pattern: TimePattern, text: string): number | undefined {
  const wall = pattern.parse(text) ?? readPlainTimestamp(javaTrim(text))
  return wall === undefined ? undefined : Math.floor(wall)
}

const ISO = /^([+-]?\d{4,6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z)?$/

/** `2026-11-21T10:22:00.123`, as row values are written; `zoned` when it ends in Z. */
export function parseIsoTimestamp(text: string): { ms: number; zoned: boolean } | undefined {
  const match = ISO.exec(text)
  if (!match) return undefined
  const ms = wallClockOf(match)
  return ms === undefined ? undefined : { ms, zoned: match[8] === 'Z' }
}
