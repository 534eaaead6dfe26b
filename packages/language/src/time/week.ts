/** Weeks as Java counts them in the locale `en`: they begin on Sunday, and the first of a year or month may be a single day. */
import { civilOf, daysOf, floorMod } from './calendar.ts'

/** The Sunday on or before a day. */
const sundayOf = (days: number) => days - floorMod(days + 4, 7)

/** Week of the year, and the year it is counted in. */
export function weekOfYear(days: number): { week: number; year: number } {
  const { year } = civilOf(days)
  const owner = days >= sundayOf(daysOf(year + 1, 1, 1)) ? year + 1 : year
  return { week: Math.floor((days - sundayOf(daysOf(owner, 1, 1))) / 7) + 1, year: owner }
}

export function weekOfMonth(days: number): number {
  const { year, month } = civilOf(days)
  return Math.floor((days - sundayOf(daysOf(year, month, 1))) / 7) + 1
}

/** How many weeks are counted in a year. */
export const weeksOf = (year: number) => Math.floor((daysOf(year + 1, 1, 1) - sundayOf(daysOf(year, 1, 1))) / 7)

/** The day of a week; Sunday is 1. */
export const dayOfWeekDate = (year: number, week: number, dayOfWeek: number) =>
  sundayOf(daysOf(year, 1, 1)) + 7 * (week - 1) + dayOfWeek - 1
