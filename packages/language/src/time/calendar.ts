/** The proleptic Gregorian calendar over days and milliseconds since 1970; numbers in, numbers out, no `Date`. */

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export interface CivilDate {
  year: number
  month: number
  day: number
}

export const floorDiv = (a: number, b: number) => Math.floor(a / b)
export const floorMod = (a: number, b: number) => a - Math.floor(a / b) * b

/** Year, month and day of a day number (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
export function civilOf(days: number): CivilDate {
  const z = days + 719468
  const era = floorDiv(z, 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}

/** Day number of a date; a month outside 1 to 12 counts on into other years. */
export function daysOf(year: number, month: number, day: number): number {
  const y = year + floorDiv(month - 1, 12)
  const m = floorMod(month - 1, 12) + 1
  const shiftedYear = m <= 2 ? y - 1 : y
  const era = floorDiv(shiftedYear, 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (m > 2 ? m - 3 : m + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

export const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
export const monthLength = (year: number, month: number) => (month === 2 && isLeap(year) ? 29 : LENGTHS[month - 1]!)
export const isDate = (year: number, month: number, day: number) =>
  month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month)

/** Moves a day by whole months; the day of the month is clamped to the month's end. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilOf(days)
  const first = civilOf(daysOf(year, month + months, 1))
  return daysOf(first.year, first.month, Math.min(day, monthLength(first.year, first.month)))
}

/** Monday is 1, Sunday is 7. */
export const isoDayOfWeek = (days: number) => floorMod(days + 3, 7) + 1
/** Sunday is 1, Saturday is 7, as in `DAYOFWEEK`. */
export const sundayBasedDayOfWeek = (days: number) => floorMod(days + 4, 7) + 1
export const dayOfYear = (days: number) => days - daysOf(civilOf(days).year, 1, 1) + 1

/** Week of ISO 8601 and the year it belongs to. */
export function isoWeek(days: number): { week: number; year: number } {
  const thursday = days - isoDayOfWeek(days) + 4
  const { year } = civilOf(thursday)
  return { week: Math.floor((thursday - daysOf(year, 1, 1)) / 7) + 1, year }
}

const pad = (value: number, width: number) => String(value).padStart(width, '0')
const year4 = (year: number) => (year < 0 ? `-${pad(-year, 4)}` : year > 9999 ? `+${year}` : pad(year, 4))

/** `2026-11-21` */
export function formatDate(days: number): string {
  const { year, month, day } = civilOf(days)
  return `${year4(year)}-${pad(month, 2)}-${pad(day, 2)}`
}

/** `10:22:00` with as many fraction digits as asked. */
export function formatTimeOfDay(ms: number, digits: number): string {
  const whole = Math.floor(ms)
  const clock = `${pad(floorDiv(whole, HOUR), 2)}:${pad(floorDiv(whole, MINUTE) % 60, 2)}:${pad(floorDiv(whole, SECOND) % 60, 2)}`
  return digits === 0 ? clock : `${clock}.${fractionDigits(ms, digits)}`
}

function fractionDigits(ms: number, digits: number): string {
  const milli = pad(floorMod(Math.floor(ms), SECOND), 3)
  if (digits <= 3) return milli.slice(0, digits)
  const micro = pad(Math.min(999, Math.round((ms - Math.floor(ms)) * 1000)), 3)
  return (milli + micro).padEnd(digits, '0').slice(0, digits)
}

/** `2026-11-21 10:22:00.000`; the separator and the fraction digits are the caller's. */
export function formatTimestamp(ms: number, digits: number, separator = ' '): string {
  const days = floorDiv(ms, DAY)
  return `${formatDate(days)}${separator}${formatTimeOfDay(ms - days * DAY, digits)}`
}
