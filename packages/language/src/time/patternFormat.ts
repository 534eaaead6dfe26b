/** Writing a wall-clock time by the elements of a pattern. */
import { civilOf, DAY, dayOfYear, floorDiv, floorMod, HOUR, isoDayOfWeek, MINUTE, SECOND } from './calendar.ts'
import type { Element, NumberElement, PatternField } from './patternElements.ts'
import { weekOfMonth, weekOfYear } from './week.ts'

const NANOS = 1e6

/** A field of a wall-clock time. */
export function fieldOf(field: PatternField, wall: number): number {
  const days = floorDiv(wall, DAY)
  const clock = wall - days * DAY
  switch (field) {
    case 'dayOfYear':
      return dayOfYear(days)
    case 'dayOfWeek':
      return isoDayOfWeek(days)
    case 'sundayBasedDay':
      return floorMod(days + 4, 7) + 1
    case 'weekYear':
      return weekOfYear(days).year
    case 'week':
      return weekOfYear(days).week
    case 'weekOfMonth':
      return weekOfMonth(days)
    case 'julianDay':
      return days + 40587
    case 'half':
      return clock < 12 * HOUR ? 0 : 1
    case 'hour':
      return floorDiv(clock, HOUR)
    case 'clockHour':
      return floorDiv(clock, HOUR) || 24
    case 'halfHour':
      return floorDiv(clock, HOUR) % 12
    case 'clockHalfHour':
      return floorDiv(clock, HOUR) % 12 || 12
    case 'minute':
      return floorDiv(clock, MINUTE) % 60
    case 'second':
      return floorDiv(clock, SECOND) % 60
    case 'nano':
      return Math.round((clock % SECOND) * NANOS)
    case 'milliOfDay':
      return Math.floor(clock)
    case 'nanoOfDay':
      return Math.round(clock * NANOS)
    default:
      return dateFieldOf(field, days)
  }
}

function dateFieldOf(field: PatternField, days: number): number {
  const { year, month, day } = civilOf(days)
  switch (field) {
    case 'era':
      return year > 0 ? 1 : 0
    case 'yearOfEra':
      return year > 0 ? year : 1 - year
    case 'year':
      return year
    case 'quarter':
      return Math.ceil(month / 3)
    case 'month':
      return month
    case 'alignedDay':
      return ((day - 1) % 7) + 1
    default:
      return day
  }
}

/** The text; undefined when an element needs a zone, which a wall clock does not have. */
function formatElements(elements: readonly Element[], wall: number): string | undefined {
  let text = ''
  for (const element of elements) {
    const part = formatElement(element, wall)
    if (part === undefined) return undefined
    text += part
  }
  return text
}

function formatElement(element: Element, wall: number): string | undefined {
  switch (element.k) {
    case 'literal':
      return element.text
    case 'text':
      return element.names[fieldOf(element.field, wall) - element.from]
    case 'number':
      return formatNumber(element, fieldOf(element.field, wall))
    case 'optional':
      return formatElements(element.of, wall) ?? ''
    case 'pad': {
      const text = formatElement(element.of, wall)
      return text === undefined || text.length > element.width ? undefined : text.padStart(element.width)
    }
    default:
      return undefined
  }
}

function formatNumber({ min, sign, reduced, fraction }: NumberElement, value: number): string {
  if (fraction) return String(value).padStart(9, '0').slice(0, min)
  const size = String(reduced ? Math.abs(value) % 100 : Math.abs(value))
  const plus = sign === 'exceeds' && value >= 10 ** min ? '+' : ''
  return (value < 0 && !reduced ? '-' : plus) + size.padStart(min, '0')
}

/** Fields that change within a day, with how long each stays as it is. */
const STEADY: { [field in PatternField]?: number } = {
  half: HOUR,
  hour: HOUR,
  clockHour: HOUR,
  halfHour: HOUR,
  clockHalfHour: HOUR,
  minute: MINUTE,
  second: SECOND,
  nano: 0,
  milliOfDay: 0,
  nanoOfDay: 0,
}

/** How long a text of these elements stays the same, counted from 1970; 0 when every moment may have its own. */
function steadiness(elements: readonly Element[]): number {
  let least = DAY
  for (const element of elements) {
    if (element.k === 'number' || element.k === 'text') least = Math.min(least, STEADY[element.field] ?? DAY)
    if (element.k === 'optional') least = Math.min(least, steadiness(element.of))
    if (element.k === 'pad') least = Math.min(least, steadiness([element.of]))
  }
  return least
}

/** Writes times; the times of a stream are close to each other, so the last text often is the next one as well. */
export function formatter(elements: readonly Element[]): (wall: number) => string | undefined {
  const steady = steadiness(elements)
  if (steady === 0) return (wall) => formatElements(elements, wall)
  let last = Number.NaN
  let text: string | undefined
  return (wall) => {
    const period = Math.floor(wall / steady)
    if (period !== last) {
      text = formatElements(elements, wall)
      last = period
    }
    return text
  }
}
