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

/** A part of a wall-clock time. */
export function extract(unit: string, ms: number): number {
  const days = floorDiv(ms, DAY)
  const clock = ms - days * DAY
  switch (unit) {
    case 'HOUR':
      return floorDiv(clock, HOUR)
    case 'MINUTE':
      return floorDiv(clock, MINUTE) % 60
    case 'SECOND':
      return floorDiv(clock, SECOND) % 60
    // As in Flink the fraction keeps the sign of a time before 1970.
    case 'MILLISECOND':
      return (Math.trunc(ms) % SECOND) + 0
    case 'MICROSECOND':
      return Math.trunc((ms % SECOND) * 1000 + 1e-4) + 0
    case 'NANOSECOND':
      return Math.trunc((ms % SECOND) * 1e6 + 1e-4) + 0
    case 'EPOCH':
      return floorDiv(ms, SECOND)
    // As in Flink a time before 1970 counts to the day after it, unless it is midnight.
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

/** The largest multiple of a unit that is not after a wall-clock time; weeks begin on Sunday. */
export function floorTo(unit: string, ms: number): number {
  if (unit === 'WEEK') {
    const days = floorDiv(ms, DAY)
    return (days - sundayBasedDayOfWeek(days) + 1) * DAY
  }
  const size = UNIT_MILLIS[unit]
  if (size !== undefined) return size < 1 ? ms : floorDiv(ms, size) * size
  const { year, month } = civilOf(floorDiv(ms, DAY))
  const months = UNIT_MONTHS[unit]!
  if (months <= 12) return daysOf(year, floorDiv(month - 1, months) * months + 1, 1) * DAY
  const years = months / 12
  // Centuries and millennia begin with the year 1, decades with the year 0.
  const first = years === 10 ? floorDiv(year, 10) * 10 : floorDiv(year - 1, years) * years + 1
  return daysOf(first, 1, 1) * DAY
}

/** The smallest multiple of a unit that is not before a wall-clock time. */
export function ceilTo(unit: string, ms: number): number {
  const floor = floorTo(unit, ms)
  if (floor === ms) return ms
  const size = UNIT_MILLIS[unit]
  if (size !== undefined) return floor + size
  return addMonths(floorDiv(floor, DAY), UNIT_MONTHS[unit]!) * DAY
}

/** Whole units from one wall-clock time to another, towards zero; a clamped month end counts as a full month (Calcite's subtractMonths). */
export function difference(unit: string, from: number, to: number): number {
  const size = UNIT_MILLIS[unit]
  if (size !== undefined) return Math.trunc((to - from) / size) + 0
  return Math.trunc(monthsBetween(from, to) / UNIT_MONTHS[unit]!) + 0
}

export function monthsBetween(from: number, to: number): number {
  if (to < from) return 0 - monthsBetween(to, from)
  const [first, last] = [floorDiv(from, DAY), floorDiv(to, DAY)]
  let months = Math.floor((last - first) / 31)
  while (addMonths(first, months) < last && addMonths(first, months + 1) <= last) months++
  const incomplete = addMonths(first, months) === last && floorMod(to, DAY) < floorMod(from, DAY)
  return incomplete ? months - 1 : months
}
