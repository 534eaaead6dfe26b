/**
 * Patterns of dates and times with the letters of java.text.SimpleDateFormat, which is lenient: `yyyy-MM-dd HH:mm:ss`.
 *
 * Flink uses them for UNIX_TIMESTAMP, FROM_UNIXTIME, TO_DATE, CONVERT_TZ and DATE_FORMAT of a text. Source: Java 17, locale `en`.
 */
import { DAY, floorDiv, floorMod, HOUR, isoDayOfWeek, MINUTE, SECOND } from './calendar.ts'
import { hybridDayOfYear, hybridOf } from './hybridCalendar.ts'
import { ERAS, firstThree, HALVES, MONTHS, WEEKDAYS } from './names.ts'
import { isLetter } from './patternElements.ts'
import { hybridWeekOfMonth, hybridWeekOfYear } from './simpleFields.ts'
import { parseSimple } from './simpleParse.ts'
import type { Zone } from './zone.ts'
import { zoneName } from './zoneNames.ts'

export type SimpleElement = { literal: string } | { letter: string; count: number }

export interface SimplePattern {
  format(instant: number, zone: Zone): string
  /** The instant that a text begins with; undefined when it does not. `now` tells the century of a year of two digits. */
  parse(text: string, zone: Zone, now: number): number | undefined
}

const cache = new Map<string, SimplePattern | string>()

/** The compiled pattern, or a sentence that says what is wrong with it. */
export function simplePattern(text: string): SimplePattern | string {
  const known = cache.get(text)
  if (known) return known
  const elements = elementsOf(text)
  const compiled: SimplePattern | string =
    typeof elements === 'string'
      ? elements
      : {
          format: (instant, zone) => elements.map((element) => formatElement(element, instant, zone)).join(''),
          parse: (value, zone, now) => parseSimple(elements, value, zone, now),
        }
  if (cache.size > 1000) cache.clear()
  cache.set(text, compiled)
  return compiled
}

const KNOWN = 'GyMdkHmsSEDFwWahKzZYuXL'

function elementsOf(text: string): SimpleElement[] | string {
  const elements: SimpleElement[] = []
  let quoted = false
  for (let at = 0; at < text.length; ) {
    const c = text[at]!
    if (c === "'") {
      if (text[at + 1] === "'") {
        elements.push({ literal: "'" })
        at += 2
      } else {
        quoted = !quoted
        at++
      }
    } else if (quoted || !isLetter(c)) {
      elements.push({ literal: c })
      at++
    } else {
      if (!KNOWN.includes(c)) return `The letter ${c} has no meaning in a pattern of time.`
      let end = at
      while (text[end] === c) end++
      if (c === 'X' && end - at > 3) return 'The letter X stands at most three times in a pattern of time.'
      elements.push({ letter: c, count: end - at })
      at = end
    }
  }
  return quoted ? 'A quote in the pattern is not closed.' : elements
}

const pad = (value: number, width: number) => String(value).padStart(width, '0')

function formatElement(element: SimpleElement, instant: number, zone: Zone): string {
  if ('literal' in element) return element.literal
  const { letter, count } = element
  if ('zZX'.includes(letter)) return formatZone(letter, count, instant, zone)
  const wall = instant + zone.offsetAt(instant)
  const days = floorDiv(wall, DAY)
  return 'GyYMLwWDdFEu'.includes(letter)
    ? formatDate(letter, count, days)
    : formatClock(letter, count, floorMod(wall, DAY))
}

function formatDate(letter: string, count: number, days: number): string {
  const { year, month, day } = hybridOf(days)
  switch (letter) {
    case 'G':
      return ERAS.short[year > 0 ? 1 : 0]!
    case 'y':
      return formatYear(year > 0 ? year : 1 - year, count)
    case 'Y':
      return formatYear(hybridWeekOfYear(days).year, count)
    case 'M':
    case 'L':
      return named(MONTHS[month - 1]!, count) ?? pad(month, count)
    case 'E':
      return named(WEEKDAYS[isoDayOfWeek(days) - 1]!, Math.max(3, count))!
    case 'w':
      return pad(hybridWeekOfYear(days).week, count)
    case 'W':
      return pad(hybridWeekOfMonth(days), count)
    case 'D':
      return pad(hybridDayOfYear(days), count)
    case 'F':
      return pad(Math.floor((day - 1) / 7) + 1, count)
    case 'u':
      return pad(isoDayOfWeek(days), count)
    default:
      return pad(day, count)
  }
}

const named = (name: string, count: number) => (count >= 4 ? name : count === 3 ? firstThree(name) : undefined)
const formatYear = (year: number, count: number) => (count === 2 ? pad(floorMod(year, 100), 2) : pad(year, count))

function formatClock(letter: string, count: number, clock: number): string {
  const hour = floorDiv(clock, HOUR)
  switch (letter) {
    case 'a':
      return HALVES[hour < 12 ? 0 : 1]!
    case 'H':
      return pad(hour, count)
    case 'k':
      return pad(hour || 24, count)
    case 'K':
      return pad(hour % 12, count)
    case 'h':
      return pad(hour % 12 || 12, count)
    case 'm':
      return pad(floorDiv(clock, MINUTE) % 60, count)
    case 's':
      return pad(floorDiv(clock, SECOND) % 60, count)
    default:
      return pad(Math.floor(clock % SECOND), count)
  }
}

function formatZone(letter: string, count: number, instant: number, zone: Zone): string {
  if (letter === 'z') return zoneName(zone, instant, count >= 4)
  const offset = zone.offsetAt(instant)
  if (letter === 'X' && offset === 0) return 'Z'
  const minutes = Math.trunc(Math.abs(offset) / MINUTE)
  const hours = `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}`
  if (letter === 'X' && count === 1) return hours
  return `${hours}${letter === 'X' && count === 3 ? ':' : ''}${pad(minutes % 60, 2)}`
}
