/** Intervals: milliseconds for days to seconds, months for years to months. */
import { DAY, HOUR, MINUTE, SECOND } from './calendar.ts'

const UNIT_MS: Record<string, number> = { WEEK: 7 * DAY, DAY, HOUR, MINUTE, SECOND, MILLISECOND: 1 }
const UNIT_MONTHS: Record<string, number> = { YEAR: 12, QUARTER: 3, MONTH: 1 }
/** What the units behind the first must stay below. */
const BOUND: Record<string, number> = { HOUR: 24, MINUTE: 60, SECOND: 60 }
const CLOCK_UNITS = ['DAY', 'HOUR', 'MINUTE', 'SECOND']

/** `'1 02:03:04.5' DAY TO SECOND` in milliseconds, `'1-06' YEAR TO MONTH` in months; undefined when it does not fit. */
export function parseIntervalText(text: string, first: string, last: string): number | undefined {
  const match = /^\s*([+-])?\s*(.+?)\s*$/.exec(text)
  if (!match) return undefined
  const value = first in UNIT_MONTHS ? months(match[2]!, first, last) : milliseconds(match[2]!, first, last)
  return value === undefined ? undefined : match[1] === '-' ? -value : value
}

function months(text: string, first: string, last: string): number | undefined {
  if (first === last) return /^\d+$/.test(text) ? Number(text) * UNIT_MONTHS[first]! : undefined
  const match = /^(\d+)-(\d{1,2})$/.exec(text)
  return match && Number(match[2]) < 12 ? Number(match[1]) * 12 + Number(match[2]) : undefined
}

function milliseconds(text: string, first: string, last: string): number | undefined {
  if (first === last) {
    const plain = first === 'SECOND' ? /^\d+(\.\d{1,9})?$/ : /^\d+$/
    return plain.test(text) && UNIT_MS[first] ? Math.floor(Number(text) * UNIT_MS[first]! + 1e-6) : undefined
  }
  const units = CLOCK_UNITS.slice(CLOCK_UNITS.indexOf(first), CLOCK_UNITS.indexOf(last) + 1)
  if (units.length < 2) return undefined
  const separators = units.map((unit) =>
    unit === 'DAY' ? '(\\d+) +' : unit === 'SECOND' ? '(\\d+(?:\\.\\d{1,9})?)' : '(\\d+):',
  )
  const pattern = separators.join('').replace(/( \+|:)$/, '')
  const match = new RegExp(`^${pattern}$`).exec(text)
  if (!match || units.slice(1).some((unit, i) => Number(match[i + 2]) >= BOUND[unit]!)) return undefined
  return Math.floor(units.reduce((sum, unit, i) => sum + Number(match[i + 1]) * UNIT_MS[unit]!, 0) + 1e-6)
}

/** `+1 02:03:04.567`, as Flink casts it to text. */
export function formatDayTime(ms: number): string {
  const sign = ms < 0 ? '-' : '+'
  const abs = Math.abs(ms)
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const clock = `${two((abs % DAY) / HOUR)}:${two((abs % HOUR) / MINUTE)}:${two((abs % MINUTE) / SECOND)}`
  return `${sign}${Math.floor(abs / DAY)} ${clock}.${String(Math.floor(abs % SECOND)).padStart(3, '0')}`
}

const DAY_TIME = /^([+-]?)(\d{1,9}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/

/** Milliseconds of `+1 02:03:04.567`; undefined for another text. */
export function parseDayTime(text: string): number | undefined {
  const match = DAY_TIME.exec(text)
  if (!match) return undefined
  const [days, hours, minutes, seconds] = match.slice(2, 6).map(Number) as [number, number, number, number]
  const size = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + Number((match[6] ?? '').padEnd(3, '0'))
  return match[1] === '-' ? 0 - size : size
}

/** Months of `+2-03`; undefined for another text. */
export function parseYearMonth(text: string): number | undefined {
  const match = /^([+-]?)(\d{1,9})-(\d\d)$/.exec(text)
  if (!match) return undefined
  const size = Number(match[2]) * 12 + Number(match[3])
  return match[1] === '-' ? 0 - size : size
}

/** `+2-03` */
export function formatYearMonth(months: number): string {
  const abs = Math.abs(months)
  return `${months < 0 ? '-' : '+'}${Math.floor(abs / 12)}-${String(abs % 12).padStart(2, '0')}`
}

const DURATION = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)\s*$/
const DURATION_MS: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE, min: MINUTE, h: HOUR, d: DAY }

/** Milliseconds of a duration as configuration writes it: `500ms 10s 5m 1h 1d`, a space allowed, parts may be joined: `1h 30m`. */
export function parseDuration(text: string): number | undefined {
  const parts = text.match(/\d+(?:\.\d+)?\s*[a-z]+/g)
  if (!parts || parts.join('').replace(/\s/g, '') !== text.replace(/\s/g, '')) return undefined
  let sum = 0
  for (const part of parts) {
    const match = DURATION.exec(part)
    if (!match) return undefined
    sum += Number(match[1]) * DURATION_MS[match[2]!]!
  }
  return Number.isInteger(sum) ? sum : undefined
}

/** The shortest way to write a duration: `90s`, `1h`. */
export function formatDuration(ms: number): string {
  for (const [unit, size] of [
    ['d', DAY],
    ['h', HOUR],
    ['m', MINUTE],
    ['s', SECOND],
  ] as const) {
    if (ms !== 0 && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}
