/**
 * Patterns of dates and times with the letters of java.time.format.DateTimeFormatter, locale en-US:
 * `yyyy-MM-dd'T'HH:mm:ss.SSS`.
 */
import {
  civilOf,
  DAY,
  dayOfYear,
  daysOf,
  floorDiv,
  floorMod,
  HOUR,
  isoDayOfWeek,
  MINUTE,
  monthLength,
  SECOND,
} from './calendar.ts'
import { type Zone, zoneOf } from './zone.ts'

export interface TimePattern {
  /** Text of a wall-clock time. The zone matters only for the letters that print it. */
  format(wallClock: number, zone: Zone, instant: number): string
  /** Wall-clock milliseconds of a text; undefined when the text does not fit. A text with an offset is brought to `zone`. */
  parse(text: string, zone: Zone): number | undefined
}

type Part = { literal: string } | { letter: string; count: number } | { optional: Part[] }

const cache = new Map<string, TimePattern | string>()

/** The compiled pattern, or a sentence that says what is wrong with it. */
export function timePattern(text: string): TimePattern | string {
  const known = cache.get(text)
  if (known) return known
  const parts = readParts(text)
  const pattern: TimePattern | string =
    typeof parts === 'string'
      ? parts
      : {
          format: formatter(parts),
          parse: (value, zone) => parseAll(parts, value, zone),
        }
  if (cache.size > 1000) cache.clear()
  cache.set(text, pattern)
  return pattern
}

const KNOWN = 'GuyYMLdDEeQqwaHhkKmsSnAXxZzVO'

function readParts(text: string): Part[] | string {
  const stack: Part[][] = [[]]
  for (let at = 0; at < text.length; ) {
    const c = text[at]!
    const top = stack[stack.length - 1]!
    if (c === "'") {
      const end = closing(text, at)
      if (end < 0) return 'A quote in the pattern is not closed.'
      top.push({ literal: end === at + 1 ? "'" : text.slice(at + 1, end).replaceAll("''", "'") })
      at = end + 1
    } else if (c === '[') {
      stack.push([])
      at++
    } else if (c === ']') {
      const optional = stack.pop()!
      if (stack.length === 0) return 'A bracket in the pattern is not opened.'
      stack[stack.length - 1]!.push({ optional })
      at++
    } else if (/[A-Za-z]/.test(c)) {
      if (!KNOWN.includes(c)) return `The letter ${c} has no meaning in a pattern of time.`
      let end = at
      while (text[end] === c) end++
      top.push({ letter: c, count: end - at })
      at = end
    } else if (c === '{' || c === '}' || c === '#') return `The character ${c} is reserved in a pattern of time.`
    else {
      top.push({ literal: c })
      at++
    }
  }
  return stack.length === 1 ? stack[0]! : 'A bracket in the pattern is not closed.'
}

function closing(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== "'") continue
    if (text[at + 1] !== "'" || at === from + 1) return at
    at++
  }
  return -1
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const pad = (value: number, width: number) =>
  value < 0 ? `-${String(-value).padStart(width, '0')}` : String(value).padStart(width, '0')

/** Letters of what changes within a day, with how long each stays as it is; those of a zone belong to an instant. */
const STEADY: Readonly<Record<string, number>> = { a: HOUR, H: HOUR, h: HOUR, K: HOUR, k: HOUR, m: MINUTE, s: SECOND }
const FINEST = 'SnAXxZzVO'

/** How long a text of these parts stays the same, counted from 1970; 0 when every instant may have its own. */
function steadiness(parts: readonly Part[]): number {
  let least = DAY
  for (const part of parts) {
    if ('literal' in part) continue
    if ('letter' in part && FINEST.includes(part.letter)) return 0
    least = Math.min(least, 'optional' in part ? steadiness(part.optional) : (STEADY[part.letter] ?? DAY))
  }
  return least
}

/** Writes times; the times of a stream are close to each other, so the last text often is the next one as well. */
function formatter(parts: readonly Part[]): TimePattern['format'] {
  const steady = steadiness(parts)
  if (steady === 0) return (wall, zone, instant) => formatParts(parts, wall, zone, instant)
  let last = Number.NaN
  let text = ''
  return (wall, zone, instant) => {
    const period = Math.floor(wall / steady)
    if (period !== last) {
      text = formatParts(parts, wall, zone, instant)
      last = period
    }
    return text
  }
}

function formatParts(parts: readonly Part[], wall: number, zone: Zone, instant: number): string {
  let text = ''
  for (const part of parts) {
    if ('literal' in part) text += part.literal
    else if ('optional' in part) text += formatParts(part.optional, wall, zone, instant)
    else text += formatLetter(part.letter, part.count, wall, zone, instant)
  }
  return text
}

/** Week of the year as the United States count: weeks begin on Sunday, the first has at least one day. */
function usWeek(days: number): { week: number; year: number } {
  const { year } = civilOf(days)
  const firstSunday = (y: number) => {
    const first = daysOf(y, 1, 1)
    return first - floorMod(first + 4, 7)
  }
  const owner = days >= firstSunday(year + 1) ? year + 1 : year
  return { week: Math.floor((days - firstSunday(owner)) / 7) + 1, year: owner }
}

function formatLetter(letter: string, count: number, wall: number, zone: Zone, instant: number): string {
  const days = floorDiv(wall, DAY)
  const ms = wall - days * DAY
  const hour = floorDiv(ms, HOUR)
  switch (letter) {
    case 'G':
      return civilOf(days).year > 0 ? (count === 4 ? 'Anno Domini' : 'AD') : count === 4 ? 'Before Christ' : 'BC'
    case 'u':
    case 'y':
      return formatYear(letter === 'y' ? yearOfEra(civilOf(days).year) : civilOf(days).year, count)
    case 'Y':
      return formatYear(usWeek(days).year, count)
    case 'M':
    case 'L':
      return named(MONTHS[civilOf(days).month - 1]!, civilOf(days).month, count)
    case 'd':
      return pad(civilOf(days).day, count)
    case 'D':
      return pad(dayOfYear(days), count)
    case 'E':
      return named(WEEKDAYS[isoDayOfWeek(days) - 1]!, 0, Math.max(3, count))
    case 'e':
      return named(WEEKDAYS[isoDayOfWeek(days) - 1]!, floorMod(days + 4, 7) + 1, count)
    case 'Q':
    case 'q':
      return quarter(Math.ceil(civilOf(days).month / 3), count)
    case 'w':
      return pad(usWeek(days).week, count)
    case 'a':
      return hour < 12 ? 'AM' : 'PM'
    case 'H':
      return pad(hour, count)
    case 'k':
      return pad(hour === 0 ? 24 : hour, count)
    case 'K':
      return pad(hour % 12, count)
    case 'h':
      return pad(hour % 12 === 0 ? 12 : hour % 12, count)
    case 'm':
      return pad(floorDiv(ms, MINUTE) % 60, count)
    case 's':
      return pad(floorDiv(ms, SECOND) % 60, count)
    case 'S':
      return fraction(ms).padEnd(count, '0').slice(0, count)
    case 'n':
      return pad(Number(fraction(ms)), count)
    case 'A':
      return pad(Math.floor(ms), count)
    default:
      return formatZone(letter, count, zone, instant)
  }
}

const yearOfEra = (year: number) => (year > 0 ? year : 1 - year)
const formatYear = (year: number, count: number) => (count === 2 ? pad(floorMod(year, 100), 2) : pad(year, count))
/** Nine digits of the second's fraction. */
const fraction = (ms: number) => String(Math.round(floorMod(ms, SECOND) * 1e6)).padStart(9, '0')

function named(name: string, value: number, count: number): string {
  if (count <= 2) return pad(value, count)
  return count === 3 ? name.slice(0, 3) : count === 5 ? name.slice(0, 1) : name
}

function quarter(value: number, count: number): string {
  if (count <= 2) return pad(value, count)
  return count === 3 ? `Q${value}` : `${['1st', '2nd', '3rd', '4th'][value - 1]} quarter`
}

function formatZone(letter: string, count: number, zone: Zone, instant: number): string {
  if (letter === 'z' || letter === 'V') return zone.name
  const offset = zone.offsetAt(instant)
  if (letter === 'O') return offset === 0 ? 'GMT' : `GMT${offset < 0 ? '-' : '+'}${Math.floor(Math.abs(offset) / HOUR)}`
  if (letter === 'X' && offset === 0) return 'Z'
  const colon = count === 3 || count === 5 ? ':' : ''
  const hours = pad(Math.floor(Math.abs(offset) / HOUR), 2)
  const minutes = pad(Math.floor((Math.abs(offset) % HOUR) / MINUTE), 2)
  const short = count === 1 && minutes === '00' && letter !== 'Z'
  return `${offset < 0 ? '-' : '+'}${hours}${short ? '' : colon + minutes}`
}

/** What a text has said so far. */
interface Fields {
  [letter: string]: number | undefined
}

function parseAll(parts: readonly Part[], text: string, zone: Zone): number | undefined {
  const fields: Fields = {}
  const end = parseParts(parts, text, 0, fields)
  return end === text.length ? resolve(fields, zone) : undefined
}

function parseParts(parts: readonly Part[], text: string, from: number, fields: Fields): number {
  let at = from
  for (const [index, part] of parts.entries()) {
    if ('literal' in part) at = text.startsWith(part.literal, at) ? at + part.literal.length : -1
    else if ('optional' in part) {
      const tried = { ...fields }
      const end = parseParts(part.optional, text, at, tried)
      if (end >= 0) {
        Object.assign(fields, tried)
        at = end
      }
    } else at = parseLetter(part.letter, part.count, isNumeric(parts[index + 1]), text, at, fields)
    if (at < 0) return -1
  }
  return at
}

const isNumeric = (part: Part | undefined) =>
  part !== undefined && 'letter' in part && 'uyYdDHhkKmsSnA'.includes(part.letter)
    ? true
    : part !== undefined && 'letter' in part && 'ML'.includes(part.letter) && part.count <= 2

function parseLetter(
  letter: string,
  count: number,
  adjacent: boolean,
  text: string,
  at: number,
  fields: Fields,
): number {
  if ('ML'.includes(letter) && count >= 3) return parseName(MONTHS, count, 'M', text, at, fields)
  if (letter === 'E') return parseName(WEEKDAYS, Math.max(3, count), 'E', text, at, fields)
  if (letter === 'a') return parseName(['AM', 'PM'], 4, 'a', text, at, fields)
  if (letter === 'X' || letter === 'x' || letter === 'Z') return parseOffset(text, at, fields)
  if (letter === 'z' || letter === 'V') return parseZoneName(text, at, fields)
  if (letter === 'G') return text.startsWith('AD', at) ? at + 2 : -1
  return parseNumber(letter, count, adjacent, text, at, fields)
}

function parseName(
  names: readonly string[],
  count: number,
  field: string,
  text: string,
  at: number,
  fields: Fields,
): number {
  for (const [index, name] of names.entries()) {
    const written = count === 3 ? name.slice(0, 3) : name
    if (text.slice(at, at + written.length).toLowerCase() !== written.toLowerCase()) continue
    fields[field] = index + 1
    return at + written.length
  }
  return -1
}

function parseNumber(
  letter: string,
  count: number,
  adjacent: boolean,
  text: string,
  from: number,
  fields: Fields,
): number {
  const exact = count >= 2 && !('yuY'.includes(letter) && count > 2 && !adjacent)
  const most = letter === 'S' || exact ? count : adjacent ? count : 'yuY'.includes(letter) ? 10 : 2
  const least = letter === 'S' || exact || 'yuY'.includes(letter) ? count : 1
  let at = from
  while (at < text.length && at - from < most && text[at]! >= '0' && text[at]! <= '9') at++
  if (at - from < least) return -1
  const value = Number(text.slice(from, at))
  const field = letter === 'L' ? 'M' : letter === 'u' ? 'y' : letter
  fields[field] =
    letter === 'S'
      ? Number(`0.${text.slice(from, at)}`) * 1000
      : 'yuY'.includes(letter) && count === 2
        ? 2000 + value
        : value
  return at
}

function parseOffset(text: string, at: number, fields: Fields): number {
  if (text[at] === 'Z') {
    fields.offset = 0
    return at + 1
  }
  const match = /^([+-])(\d{2})(?::?(\d{2}))?/.exec(text.slice(at, at + 6))
  if (!match) return -1
  fields.offset = (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE)
  return at + match[0].length
}

function parseZoneName(text: string, at: number, fields: Fields): number {
  const match = /^[A-Za-z][A-Za-z0-9_+\-/]*/.exec(text.slice(at, at + 50))
  const zone = match && zoneOf(match[0])
  if (!zone) return -1
  fields.offset = zone.offsetAt(0)
  return at + match[0].length
}

/** The wall clock of the fields; a day beyond the end of its month is moved to it (ResolverStyle.SMART). */
function resolve(fields: Fields, zone: Zone): number | undefined {
  const year = fields.y ?? fields.Y ?? 1970
  const month = fields.M ?? 1
  const day = fields.d ?? 1
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  const days =
    fields.D === undefined
      ? daysOf(year, month, Math.min(day, monthLength(year, month)))
      : daysOf(year, 1, 1) + fields.D - 1
  const hour = hourOf(fields)
  const [minute, second] = [fields.m ?? 0, fields.s ?? 0]
  if (hour === undefined || minute > 59 || second > 59) return undefined
  const wall = days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + (fields.S ?? 0)
  if (fields.offset === undefined) return wall
  const instant = wall - fields.offset
  return instant + zone.offsetAt(instant)
}

function hourOf({ H, k, h, K, a }: Fields): number | undefined {
  const hour = H ?? (k === 24 ? 0 : k) ?? (h === undefined ? K : h % 12)
  if (hour === undefined) return 0
  const afternoon = (h !== undefined || K !== undefined) && a === 2 ? 12 : 0
  return hour + afternoon <= 23 ? hour + afternoon : undefined
}
