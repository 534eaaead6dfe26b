/**
 * The calendar of java.util.GregorianCalendar: Julian before 15 October 1582, Gregorian from then on.
 *
 * Days count from 1970, years are astronomical (1 BC is 0); months count from 0, weekdays from Sunday = 1.
 */
import { civilOf, daysOf, floorDiv, floorMod, monthLength } from './calendar.ts'

/** 15 October 1582. */
export const CUTOVER = -141427
export const CUTOVER_YEAR = 1582

/** Day number of a date of the Julian calendar; a month outside 1 to 12 counts on into other years. */
export function julianDaysOf(year: number, month: number, day: number): number {
  const y = year + floorDiv(month - 1, 12)
  const m = floorMod(month - 1, 12) + 1
  const shifted = m <= 2 ? y - 1 : y
  const dayOfYear = Math.floor((153 * (m > 2 ? m - 3 : m + 9) + 2) / 5) + day - 1
  return shifted * 365 + floorDiv(shifted, 4) + dayOfYear - 719470
}

function julianOf(days: number): { year: number; month: number; day: number } {
  const z = days + 719470
  const era = floorDiv(z, 1461)
  const dayOfEra = z - era * 1461
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460)) / 365)
  const dayOfYear = dayOfEra - 365 * yearOfEra
  const shifted = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shifted < 10 ? shifted + 3 : shifted - 9
  return {
    year: yearOfEra + era * 4 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  }
}

export const hybridOf = (days: number) => (days >= CUTOVER ? civilOf(days) : julianOf(days))

/** Day number of 1 January. */
export const firstOfYear = (year: number) => (year > CUTOVER_YEAR ? daysOf(year, 1, 1) : julianDaysOf(year, 1, 1))

/** Day of the year, from 1; the days that 1582 left out do not count. */
export function hybridDayOfYear(days: number): number {
  const { year } = hybridOf(days)
  const left = year === CUTOVER_YEAR && days >= CUTOVER ? 10 : 0
  return (days >= CUTOVER && left === 0 ? days - daysOf(year, 1, 1) : days - julianDaysOf(year, 1, 1)) + 1
}

export function hybridMonthLength(year: number, month: number): number {
  return year <= CUTOVER_YEAR && month === 2 ? (year % 4 === 0 ? 29 : 28) : monthLength(year, month)
}

/** The day with a weekday (Sunday = 1) on or before a day. */
export const weekdayOnOrBefore = (days: number, weekday: number) => days - floorMod(days + 4 - (weekday - 1), 7)
