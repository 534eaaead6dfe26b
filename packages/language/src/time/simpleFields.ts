/** Dates from the fields that a lenient calendar was given, and the weeks it counts (java.util.GregorianCalendar, locale `en`). */
import { DAY, daysOf, floorDiv, floorMod, HOUR, MINUTE, SECOND } from './calendar.ts'
import {
  CUTOVER,
  CUTOVER_YEAR,
  firstOfYear,
  hybridMonthLength,
  hybridOf,
  julianDaysOf,
  weekdayOnOrBefore,
} from './hybridCalendar.ts'

const SUNDAY = 1

/** Week of the year, and the year it is counted in; weeks begin on Sunday, the first may be a single day. */
export function hybridWeekOfYear(days: number): { week: number; year: number } {
  const { year } = hybridOf(days)
  const owner = days >= weekdayOnOrBefore(firstOfYear(year + 1), SUNDAY) ? year + 1 : year
  return { week: Math.floor((days - weekdayOnOrBefore(firstOfYear(owner), SUNDAY)) / 7) + 1, year: owner }
}

export function hybridWeekOfMonth(days: number): number {
  const { day } = hybridOf(days)
  return Math.floor((days - weekdayOnOrBefore(days - day + 1, SUNDAY)) / 7) + 1
}

export type SimpleField =
  | 'era'
  | 'year'
  | 'month'
  | 'weekOfYear'
  | 'weekOfMonth'
  | 'day'
  | 'dayOfYear'
  | 'dayOfWeek'
  | 'weekdayInMonth'
  | 'half'
  | 'halfHour'
  | 'hour'
  | 'minute'
  | 'second'
  | 'milli'
  | 'weekYear'
  | 'offset'

/** Values in the order in which they were set: the later ones win where two ways to say a date compete. */
export class SimpleFields {
  private readonly values = new Map<SimpleField, number>()
  private readonly order = new Map<SimpleField, number>()
  private next = 1

  set(field: SimpleField, value: number): void {
    this.values.set(field, value)
    this.order.set(field, this.next++)
  }

  get(field: SimpleField): number | undefined {
    return this.values.get(field)
  }

  /** When a field was set; 0 when it was not. */
  stamp(field: SimpleField): number {
    return this.order.get(field) ?? 0
  }

  /** The later of two fields that only count together. */
  both(a: SimpleField, b: SimpleField): number {
    return this.stamp(a) === 0 || this.stamp(b) === 0 ? 0 : Math.max(this.stamp(a), this.stamp(b))
  }
}

type Way = 'day' | 'weekOfMonth' | 'weekdayInMonth' | 'dayOfYear' | 'weekOfYear'

/** Which fields make the date: the group that was completed last. */
function wayOf(fields: SimpleFields): Way {
  const groups: [Way, number][] = [
    ['day', fields.stamp('day')],
    ['weekOfMonth', fields.both('weekOfMonth', 'dayOfWeek')],
    ['weekdayInMonth', fields.both('weekdayInMonth', 'dayOfWeek')],
    ['dayOfYear', fields.stamp('dayOfYear')],
    ['weekOfYear', fields.both('weekOfYear', 'dayOfWeek')],
  ]
  const complete = latest(groups)
  if (complete) return complete
  const alone: [Way, number][] = [
    ['weekOfMonth', fields.stamp('weekOfMonth')],
    ['weekdayInMonth', Math.max(fields.stamp('weekdayInMonth'), fields.stamp('dayOfWeek'))],
    ['weekOfYear', fields.stamp('weekOfYear')],
  ]
  return latest(alone) ?? 'day'
}

function latest(groups: readonly [Way, number][]): Way | undefined {
  let best: Way | undefined
  let stamp = 0
  for (const [way, at] of groups) {
    if (at <= stamp) continue
    best = way
    stamp = at
  }
  return best
}

/** Milliseconds of the wall clock; nothing is out of range, it counts on. */
export function wallClockOf(fields: SimpleFields): number {
  const clock = clockOf(fields)
  const carried = floorDiv(clock, DAY)
  const days = fields.stamp('weekYear') > fields.stamp('year') ? weekDate(fields) + carried : dateOf(fields, carried)
  return days * DAY + clock - carried * DAY
}

function clockOf(fields: SimpleFields): number {
  const byHalf = Math.max(fields.both('halfHour', 'half'), 0) || 0
  const useHour = fields.stamp('hour') > 0 && fields.stamp('hour') >= byHalf
  const hours = useHour ? fields.get('hour')! : (fields.get('halfHour') ?? 0) + 12 * (fields.get('half') ?? 0)
  const [minute = 0, second = 0, milli = 0] = [fields.get('minute'), fields.get('second'), fields.get('milli')]
  return hours * HOUR + minute * MINUTE + second * SECOND + milli
}

/** The first day of a week-based year is the Sunday of its first week. */
function weekDate(fields: SimpleFields): number {
  const weekday = fields.get('dayOfWeek') ?? SUNDAY
  const first = weekdayOnOrBefore(firstOfYear(fields.get('weekYear')!), SUNDAY)
  return first + 7 * ((fields.get('weekOfYear') ?? 1) - 1) + floorMod(weekday - SUNDAY, 7)
}

/** Which calendar a date belongs to shows only when it is known in both. */
function dateOf(fields: SimpleFields, carried: number): number {
  const given = fields.get('year') ?? 1970
  const year = fields.get('era') === 0 ? 1 - given : given
  const way = wayOf(fields)
  const gregorian = carried + dateIn(fields, way, year, daysOf)
  if (year > CUTOVER_YEAR && gregorian >= CUTOVER) return gregorian
  const julian = carried + dateIn(fields, way, year, julianDaysOf)
  if (year < CUTOVER_YEAR && julian < CUTOVER) return julian
  if (way === 'dayOfYear' || way === 'weekOfYear') return julian
  return gregorian >= CUTOVER && julian >= CUTOVER ? gregorian : julian
}

type DaysOf = (year: number, month: number, day: number) => number

function dateIn(fields: SimpleFields, way: Way, year: number, days: DaysOf): number {
  if (way === 'dayOfYear') return days(year, 1, 1) + fields.get('dayOfYear')! - 1
  if (way === 'weekOfYear') return weekFrom(days(year, 1, 1), fields.get('weekOfYear') ?? 1, fields.get('dayOfWeek'))
  const month = (fields.get('month') ?? 0) + 1
  const first = days(year, month, 1)
  if (way === 'day') return first + (fields.get('day') ?? 1) - 1
  if (way === 'weekOfMonth') return weekFrom(first, fields.get('weekOfMonth')!, fields.get('dayOfWeek'))
  const weekday = fields.get('dayOfWeek') ?? SUNDAY
  const nth = fields.get('weekdayInMonth') ?? 1
  if (nth >= 0) return weekdayOnOrBefore(first + 7 * nth - 1, weekday)
  const length = hybridMonthLength(year + floorDiv(month - 1, 12), floorMod(month - 1, 12) + 1)
  return weekdayOnOrBefore(first + length + 7 * (nth + 1) - 1, weekday)
}

/** A week counted from the one that holds the first day; its Sunday, or the weekday that was given. */
function weekFrom(first: number, week: number, weekday: number | undefined): number {
  const sunday = weekdayOnOrBefore(first, SUNDAY)
  const day = weekday === undefined ? sunday : weekdayOnOrBefore(sunday + 6, weekday)
  return day + 7 * (week - 1)
}
