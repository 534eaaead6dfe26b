/** Reading dates and times from text as Flink's casts do; undefined for what they refuse. */
import { DAY, daysOf, HOUR, isDate, MINUTE, SECOND } from './calendar.ts'

const INTEGER = /^[+-]?\d{1,9}$/

function integer(text: string): number | undefined {
  const trimmed = text.trim()
  return INTEGER.test(trimmed) ? Number(trimmed) : undefined
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
  if (year < 0 || year > 9999 || !isDate(year, month, day)) return undefined
  return daysOf(year, month, day)
}

const CLOCK = /^(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?)?$/

/** Milliseconds since midnight: `10:22:33.123`, minutes and seconds may be missing. */
export function parseTimeText(text: string): number | undefined {
  const match = CLOCK.exec(text.trim())
  if (!match) return undefined
  const [hour, minute, second] = [match[1], match[2] ?? '0', match[3] ?? '0'].map(Number) as [number, number, number]
  if (hour > 23 || minute > 59 || second > 59) return undefined
  return hour * HOUR + minute * MINUTE + second * SECOND + fractionMs(match[4])
}

const fractionMs = (digits: string | undefined) => (digits ? Number(`0.${digits}`) * 1000 : 0)

const TIMESTAMP = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?)?$/

/** Milliseconds of the wall clock since 1970: `2026-11-21 10:22:33.123`, or a date alone. */
export function parseTimestampText(text: string): number | undefined {
  const match = TIMESTAMP.exec(text.trim())
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined
  return (
    daysOf(year, month, day) * DAY +
    hour * HOUR +
    minute * MINUTE +
    second * SECOND +
    Math.floor(fractionMs(match[7]) * 1e6) / 1e6
  )
}

const ISO = /^([+-]?\d{4,6})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z)?$/

/** `2026-11-21T10:22:00.123`, as row values are written; `zoned` when it ends in Z. */
export function parseIsoTimestamp(text: string): { ms: number; zoned: boolean } | undefined {
  const match = ISO.exec(text)
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined
  const whole = daysOf(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second * SECOND
  return { ms: whole + Math.floor(fractionMs(match[7]) * 1e6) / 1e6, zoned: match[8] === 'Z' }
}
