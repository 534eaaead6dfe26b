/** Units of time: parts of a time, rounding to units, differences. */
import {
  addMonths,
  civilOf,
  DAY,
  dayOfYear,
  daysOf,
  floorDiv,
  floorMod,
  HOUR,
  isoDayOfWeek,
  isoWeek,
  MINUTE,
  SECOND,
  sundayBasedDayOfWeek,
} from './calendar.ts'
import { hybridOf } from './hybridCalendar.ts'

export const UNIT_MILLIS: Readonly<Record<string, number>> = {
  WEEK: 7 * DAY,
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  MILLISECOND: 1,
  MICROSECOND: 0.001,
  NANOSECOND: 0.000001,
}
export const UNIT_MONTHS: Readonly<Record<string, number>> = {
  YEAR: 12,
  QUARTER: 3,
  MONTH: 1,
  DECADE: 120,
  CENTURY: 1200,
  MILLENNIUM: 12000,
}

/**
 * A part of a wall-clock time; before 1970 the parts of the clock are negative and a day begins with its end, as in Flink
 * (DateTimeUtils.convertExtract).
 */
export function extract(unit: string, wall: number): number {
  const ms = Math.floor(wall)
  switch (unit) {
    case 'HOUR':
      return Math.trunc((ms % DAY) / HOUR) + 0
    case 'MINUTE':
      return Math.trunc((ms % HOUR) / MINUTE) + 0
    case 'SECOND':
      return Math.trunc((ms % MINUTE) / SECOND) + 0
    case 'MILLISECOND':
      return (ms % SECOND) + 0
    case 'MICROSECOND':
      return (ms % SECOND) * 1000 + Math.round((wall - ms) * 1000) + 0
    case 'NANOSECOND':
      return (ms % SECOND) * 1e6 + Math.round((wall - ms) * 1000) * 1000 + 0
    case 'EPOCH':
      return Math.trunc(ms / SECOND) + 0
    default:
      return extractDate(unit, Math.trunc(ms / DAY))
  }
}

function extractDate(unit: string, days: number): number {
  switch (unit) {
    case 'DOW':
      return sundayBasedDayOfWeek(days)
    case 'ISODOW':
      return isoDayOfWeek(days)
    case 'DOY':
      return dayOfYear(days)
    case 'WEEK':
      return isoWeek(days).week
    case 'ISOYEAR':
      return isoWeek(days).year
  }
  const { year, month, day } = civilOf(days)
  switch (unit) {
    case 'YEAR':
      return year
    case 'QUARTER':
      return Math.ceil(month / 3)
    case 'MONTH':
      return month
    case 'DAY':
      return day
    case 'DECADE':
      return floorDiv(year, 10)
    case 'CENTURY':
      return year > 0 ? Math.floor((year + 99) / 100) : Math.ceil((year - 99) / 100)
    default:
      return year > 0 ? Math.floor((year + 999) / 1000) : Math.ceil((year - 999) / 1000)
  }
}

/** The units to which times are rounded. */
export const ROUNDING_UNITS: ReadonlySet<string> = new Set([
  ...['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND'],
  ...['DECADE', 'CENTURY', 'MILLENNIUM'],
])

const CLOCK_MILLIS: Readonly<Record<string, number>> = { DAY, HOUR, MINUTE, SECOND, MILLISECOND: 1 }

/** The beginning of the unit that a wall-clock time lies in; weeks begin on Sunday. */
export function floorTo(unit: string, wall: number): number {
  const ms = Math.floor(wall)
  const size = CLOCK_MILLIS[unit]
  return size === undefined ? floorDays(unit, Math.trunc(ms / DAY)) * DAY : floorDiv(ms, size) * size
}

/** The beginning of the next unit, where Flink does not think that it has just begun: see `ceilDays`. */
export function ceilTo(unit: string, wall: number): number {
  const ms = Math.floor(wall)
  if (unit === 'MILLISECOND') return Math.ceil(wall) + 0
  const size = CLOCK_MILLIS[unit]
  return size === undefined ? ceilDays(unit, Math.trunc(ms / DAY)) * DAY : Math.ceil(ms / size) * size + 0
}

/** First years of decades, centuries and millennia; the last two begin with the year 1. */
const firstYear = (unit: string, year: number) =>
  unit === 'DECADE'
    ? 10 * Math.trunc(year / 10)
    : unit === 'CENTURY'
      ? 100 * Math.trunc((year + 99) / 100) - 99
      : 1000 * Math.trunc((year + 999) / 1000) - 999
const YEARS: Readonly<Record<string, number>> = { DECADE: 10, CENTURY: 100, MILLENNIUM: 1000 }

/** The first day of a unit, by the parts of the date before 1582 in the Julian calendar (DateTimeUtils.julianDateFloor). */
export function floorDays(unit: string, days: number): number {
  const { year, month, day } = hybridOf(days)
  switch (unit) {
    case 'YEAR':
      return daysOf(year, 1, 1)
    case 'QUARTER':
      return daysOf(year, 3 * Math.ceil(month / 3) - 2, 1)
    case 'MONTH':
      return daysOf(year, month, 1)
    case 'WEEK':
      return daysOf(year, month, day) - (sundayBasedDayOfWeek(days) - 1)
    case 'DAY':
      return daysOf(year, month, day)
    default:
      return daysOf(firstYear(unit, year), 1, 1)
  }
}

/**
 * The first day of the next unit. A first day is that of its own unit for years, months and weeks; for quarters only 1 January is,
 * and the first day of a decade, a century or a day itself counts as within it.
 */
export function ceilDays(unit: string, days: number): number {
  const { year, month, day } = hybridOf(days)
  const begun = month === 1 && day === 1
  switch (unit) {
    case 'YEAR':
      return daysOf(begun ? year : year + 1, 1, 1)
    case 'QUARTER':
      return daysOf(year, 3 * (Math.ceil(month / 3) + (begun ? 0 : 1)) - 2, 1)
    case 'MONTH':
      return daysOf(year, day > 1 ? month + 1 : month, 1)
    case 'WEEK': {
      const sunday = daysOf(year, month, day) - (sundayBasedDayOfWeek(days) - 1)
      return sundayBasedDayOfWeek(days) === 1 ? sunday : sunday + 7
    }
    case 'DAY':
      return daysOf(year, month, day) + 1
    default:
      return daysOf(firstYear(unit, year) + YEARS[unit]!, 1, 1)
  }
}

/**
 * Whole units from one wall-clock time to another, towards zero; a clamped month end counts as a full month (Calcite's
 * subtractMonths), units finer than a second come from whole seconds, and decades are years, as in Flink.
 */
export function difference(unit: string, from: number, to: number): number | bigint {
  const seconds = Math.trunc((to - from) / SECOND)
  // Flink counts weeks from seconds of 32 bits.
  if (unit === 'WEEK') return Math.trunc((seconds | 0) / (7 * 86400)) + 0
  if (unit === 'MILLISECOND') return Math.imul(seconds, 1000)
  if (unit === 'MICROSECOND') return Math.imul(seconds, 1e6)
  if (unit === 'NANOSECOND') return BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n)
  const size = UNIT_MILLIS[unit]
  if (size !== undefined) return (Math.trunc((to - from) / size) + 0) | 0
  return Math.trunc(monthsBetween(from, to) / (unit === 'DECADE' ? 12 : UNIT_MONTHS[unit]!)) + 0
}

/** Whole months by the days alone; one less when that reaches the last day at an earlier time of day. */
export function monthsBetween(from: number, to: number): number {
  const [first, last] = [floorDiv(from, DAY), floorDiv(to, DAY)]
  const months = last < first ? 0 - monthsOfDays(last, first) : monthsOfDays(first, last)
  const incomplete = addMonths(first, months) === last && floorMod(to, DAY) < floorMod(from, DAY)
  return incomplete ? months - 1 : months
}

function monthsOfDays(first: number, last: number): number {
  let months = Math.floor((last - first) / 31)
  while (addMonths(first, months) < last && addMonths(first, months + 1) <= last) months++
  return months
}
