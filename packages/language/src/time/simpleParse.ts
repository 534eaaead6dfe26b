/** Reading a text as java.text.SimpleDateFormat does: blanks before fields are skipped, numbers count on, what follows is ignored. */
import { DAY, daysOf, floorDiv, HOUR, MINUTE } from './calendar.ts'
import { hybridMonthLength, hybridOf } from './hybridCalendar.ts'
import { ERAS, firstThree, HALVES, MONTHS, WEEKDAYS } from './names.ts'
import { type SimpleField, SimpleFields, wallClockOf } from './simpleFields.ts'
import type { SimpleElement } from './simplePattern.ts'
import type { Zone } from './zone.ts'
import { readZoneName } from './zoneNames.ts'

/** A text being read: where we are, what was said, and the century of years of two digits. */
interface Reading {
  text: string
  at: number
  fields: SimpleFields
  /** The moment 80 years ago: years of two digits lie in the century that follows it. */
  century: number
  /** The year of two digits is that of 80 years ago, or the one a century later. */
  ambiguous: boolean
}

const CENTURY_BEGAN_YEARS_AGO = 80

export function parseSimple(
  elements: readonly SimpleElement[],
  text: string,
  zone: Zone,
  now: number,
): number | undefined {
  const reading: Reading = {
    text,
    at: 0,
    fields: new SimpleFields(),
    century: yearsBefore(now, zone),
    ambiguous: false,
  }
  for (const [index, element] of elements.entries())
    if (!readElement(reading, element, elements[index + 1])) return undefined
  if (reading.at === 0) return undefined
  const instant = instantOf(reading.fields, zone)
  if (!reading.ambiguous || instant >= reading.century) return instant
  reading.fields.set('year', reading.fields.get('year')! + 100)
  return instantOf(reading.fields, zone)
}

function yearsBefore(now: number, zone: Zone): number {
  const wall = now + zone.offsetAt(now)
  const { year, month, day } = hybridOf(floorDiv(wall, DAY))
  const then = year - CENTURY_BEGAN_YEARS_AGO
  const days = daysOf(then, month, Math.min(day, hybridMonthLength(then, month)))
  return days * DAY + (wall - floorDiv(wall, DAY) * DAY) - zone.offsetAt(now)
}

function instantOf(fields: SimpleFields, zone: Zone): number {
  const wall = wallClockOf(fields)
  const offset = fields.get('offset')
  return offset === undefined ? latestInstant(wall, zone) : wall - offset
}

/** In a doubled hour the second, in a skipped hour moved on by the gap (java.util.Calendar). */
function latestInstant(wall: number, zone: Zone): number {
  const before = zone.offsetAt(wall - DAY)
  const after = zone.offsetAt(wall + DAY)
  if (zone.offsetAt(wall - after) === after) return wall - after
  if (zone.offsetAt(wall - before) === before) return wall - before
  return wall - Math.min(before, after)
}

function readElement(reading: Reading, element: SimpleElement, next: SimpleElement | undefined): boolean {
  if ('literal' in element) {
    if (reading.text[reading.at] !== element.literal) return false
    reading.at++
    return true
  }
  const start = reading.at
  let at = start
  while (reading.text[at] === ' ' || reading.text[at] === '\t') at++
  if (at >= reading.text.length) return false
  const { letter, count } = element
  const names = namesOf(letter, count)
  if (names) return readName(reading, names)
  if ('zZX'.includes(letter)) return readZone(reading, letter, count, at)
  return readField(reading, letter, count, { start, at, exact: isNumber(next) })
}

/** A number that directly follows limits how many digits are taken. */
const isNumber = (next: SimpleElement | undefined) =>
  next !== undefined &&
  'letter' in next &&
  ('ML'.includes(next.letter) ? next.count <= 2 : 'yYdHkmsSDFwWhKu'.includes(next.letter))

interface Names {
  field: SimpleField
  names: readonly string[]
  from: number
}

const ERA_NAMES: Names = { field: 'era', names: [...ERAS.short, ...ERAS.short], from: 0 }
const MONTH_NAMES: Names = { field: 'month', names: [...MONTHS.map(firstThree), ...MONTHS], from: 0 }
const FROM_SUNDAY = [WEEKDAYS[6]!, ...WEEKDAYS.slice(0, 6)]
const DAY_NAMES: Names = { field: 'dayOfWeek', names: [...FROM_SUNDAY.map(firstThree), ...FROM_SUNDAY], from: 1 }
const HALF_NAMES: Names = { field: 'half', names: [...HALVES, ...HALVES], from: 0 }

function namesOf(letter: string, count: number): Names | undefined {
  switch (letter) {
    case 'G':
      return ERA_NAMES
    case 'E':
      return DAY_NAMES
    case 'a':
      return HALF_NAMES
    default:
      return 'ML'.includes(letter) && count > 2 ? MONTH_NAMES : undefined
  }
}

/** The longest name that stands there, in any case. */
function readName(reading: Reading, { field, names, from }: Names): boolean {
  const rest = reading.text.slice(reading.at, reading.at + 20).toLowerCase()
  let found = -1
  for (const [index, name] of names.entries())
    if (rest.startsWith(name.toLowerCase()) && (found < 0 || name.length > names[found]!.length)) found = index
  if (found < 0) return false
  reading.fields.set(field, (found % (names.length / 2)) + from)
  reading.at += names[found]!.length
  return true
}

const FIELD_OF: Record<string, SimpleField> = {
  d: 'day',
  H: 'hour',
  K: 'halfHour',
  m: 'minute',
  s: 'second',
  S: 'milli',
  D: 'dayOfYear',
  F: 'weekdayInMonth',
  w: 'weekOfYear',
  W: 'weekOfMonth',
}

function readField(
  reading: Reading,
  letter: string,
  count: number,
  place: { start: number; at: number; exact: boolean },
): boolean {
  const { text, fields } = reading
  if (place.exact && place.start + count > text.length) return false
  const match = /^-?\d+/.exec(text.slice(place.at, place.exact ? place.start + count : text.length))
  if (!match) return false
  reading.at = place.at + match[0].length
  const value = intOf(match[0])
  switch (letter) {
    case 'y':
    case 'Y':
      fields.set(letter === 'y' ? 'year' : 'weekYear', count <= 2 ? withCentury(reading, match[0], value) : value)
      break
    case 'M':
    case 'L':
      fields.set('month', value - 1)
      break
    case 'k':
      fields.set('hour', value === 24 ? 0 : value)
      break
    case 'h':
      fields.set('halfHour', value === 12 ? 0 : value)
      break
    case 'u':
      fields.set('dayOfWeek', value === 7 ? 1 : value + 1)
      break
    default:
      fields.set(FIELD_OF[letter]!, value)
  }
  return true
}

/** Number.intValue of Java: a long number loses its upper bits, a longer one stops at the end of the range. */
function intOf(digits: string): number {
  const value = BigInt(digits)
  if (BigInt.asIntN(64, value) === value) return Number(BigInt.asIntN(32, value))
  return value < 0n ? -2147483648 : 2147483647
}

function withCentury(reading: Reading, digits: string, value: number): number {
  if (!/^\d\d$/.test(digits)) return value
  const first = hybridOf(floorDiv(reading.century, DAY)).year
  reading.ambiguous = value === first % 100
  return value + Math.floor(first / 100) * 100 + (value < first % 100 ? 100 : 0)
}

function readZone(reading: Reading, letter: string, count: number, at: number): boolean {
  const { text } = reading
  if (letter === 'X') {
    if (text[at] === 'Z') return setOffset(reading, at + 1, 0)
    return readOffset(reading, at, count === 3 ? /^[+-]\d\d:\d\d/ : count === 2 ? /^[+-]\d{4}/ : /^[+-]\d\d/)
  }
  if (text[at] === '+' || text[at] === '-') return readOffset(reading, at, /^[+-]\d{4}/)
  if (/^GMT/i.test(text.slice(at, at + 3))) {
    if (!'+-'.includes(text[at + 3] ?? 'x')) return setOffset(reading, at + 3, 0)
    return readOffset(reading, at + 3, /^[+-]\d{1,2}:\d\d/)
  }
  const name = readZoneName(text, at)
  return name !== undefined && setOffset(reading, name.end, name.offset)
}

function readOffset(reading: Reading, at: number, form: RegExp): boolean {
  const match = form.exec(reading.text.slice(at, at + 7))
  if (!match) return false
  const digits = match[0].slice(1).replace(':', '')
  const [hours, minutes] =
    digits.length <= 2 ? [Number(digits), 0] : [Number(digits.slice(0, -2)), Number(digits.slice(-2))]
  if (hours > 23 || minutes > 59) return false
  return setOffset(reading, at + match[0].length, (match[0][0] === '-' ? -1 : 1) * (hours * HOUR + minutes * MINUTE))
}

function setOffset(reading: Reading, at: number, offset: number): boolean {
  reading.fields.set('offset', offset)
  reading.at = at
  return true
}
