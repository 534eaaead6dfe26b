/** Patterns of time, written and read as by Flink's DateTimeUtils on Java 17: both of its formatters, in several zones. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timePattern } from './pattern.ts'
import { simplePattern } from './simplePattern.ts'
import { parseTimestampWith } from './text.ts'
import { zoneOf } from './zone.ts'
import { lenientZone, olderZone } from './zoneNames.ts'

/** `dtf` and `sdf` write a moment by java.time and java.text; the others are functions of Flink. */
interface Recorded {
  kind: 'dtf' | 'sdf' | 'sdfms' | 'totimestamp' | 'todate' | 'unix' | 'refmt' | 'tz'
  pattern?: string
  zone?: string
  from?: string
  to?: string
  cases: [input: string | number, output: string | null | { fail: string }][]
}

const recorded = JSON.parse(
  readFileSync(new URL('../../../../vectors/time-patterns/patterns.json', import.meta.url), 'utf8'),
) as Recorded[]

const NOW = Date.UTC(2026, 10, 21)
const PLAIN = 'yyyy-MM-dd HH:mm:ss'
const UNREADABLE = '-9223372036854775808'

/** What we do not give. */
const ACCEPTED: [RegExp, string][] = [
  [/^dtf B$/, 'the part of the day in words'],
  [/^sdf (F+|W+)$/, 'weeks of October 1582'],
]

const simple = (pattern: string) => {
  const compiled = simplePattern(pattern)
  if (typeof compiled === 'string') throw new Error(compiled)
  return compiled
}

const java = (pattern: string) => {
  const compiled = timePattern(pattern)
  if (typeof compiled === 'string') throw new Error(compiled)
  return compiled
}

function actual({ kind, pattern = PLAIN, zone: name = 'UTC', from, to }: Recorded, input: string | number) {
  const zone = olderZone(zoneOf(name)!)
  switch (kind) {
    case 'dtf': {
      const text = java(pattern).format(input as number)
      if (text === undefined) throw new Error('needs a zone')
      return text
    }
    case 'sdf':
      return simple(pattern).format(Math.floor((input as number) / 1000) * 1000, zone)
    case 'sdfms':
      return simple(pattern).format(input as number, zone)
    case 'totimestamp': {
      const compiled = timePattern(pattern)
      const wall = typeof compiled === 'string' ? undefined : parseTimestampWith(compiled, input as string)
      if (Number.isNaN(wall)) throw new Error('no such day')
      return wall ?? null
    }
    case 'tz': {
      const instant = simple(PLAIN).parse(input as string, lenientZone(from!), NOW)
      return instant === undefined ? null : simple(PLAIN).format(instant, lenientZone(to!))
    }
    default:
      return actualSimple(
        kind,
        pattern,
        simple(kind === 'refmt' ? PLAIN : pattern).parse(input as string, zone, NOW),
        name,
      )
  }
}

function actualSimple(kind: Recorded['kind'], pattern: string, instant: number | undefined, zone: string) {
  if (kind === 'refmt') return instant === undefined ? null : simple(pattern).format(instant, olderZone(zoneOf(zone)!))
  if (kind === 'todate') return instant === undefined ? 622191233 : Math.floor(instant / 86400000)
  return instant === undefined ? UNREADABLE : Math.trunc(instant / 1000) + 0
}

function outcome(entry: Recorded, input: string | number): string | null | { fail: true } {
  try {
    const value = actual(entry, input)
    return value === null ? null : String(value)
  } catch {
    return { fail: true }
  }
}

test('every recorded pattern writes and reads as Java does', () => {
  const surprises: string[] = []
  let count = 0
  for (const entry of recorded) {
    for (const [input, output] of entry.cases) {
      count++
      const wanted = output !== null && typeof output === 'object' ? { fail: true } : output
      const found = outcome(entry, input)
      if (JSON.stringify(found) === JSON.stringify(wanted)) continue
      const what = `${entry.kind} ${entry.pattern ?? `${entry.from} ${entry.to}`}`
      if (!ACCEPTED.some(([pattern]) => pattern.test(what)))
        surprises.push(`${what} ${entry.zone ?? ''} ${input}: ${JSON.stringify(found)}, Java ${JSON.stringify(output)}`)
    }
  }
  expect(surprises).toEqual([])
  expect(count).toBeGreaterThan(10000)
})

test('what a pattern with all parts writes, both formatters read back', () => {
  const moment = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(9999, 11, 31) })
  const pattern = fc.constantFrom(
    'yyyy-MM-dd HH:mm:ss.SSS',
    'dd.MM.yyyy, HH:mm:ss.SSS',
    'MMM d yyyy hh:mm:ss.SSS a',
    'yyyyMMddHHmmssSSS',
    "EEEE, d MMMM yyyy 'at' H:m:s.SSS",
    'yyyy-DDD kk:mm:ss.SSS',
    'G yyyy/M/d K:mm:ss.SSS a',
  )
  fc.assert(
    fc.property(moment, pattern, (instant, text) => {
      expect(java(text).parse(java(text).format(instant)!)).toBe(instant)
      const utc = zoneOf('UTC')!
      expect(simple(text).format(instant, utc)).toBe(java(text).format(instant))
      expect(simple(text).parse(simple(text).format(instant, utc), utc, NOW)).toBe(instant)
    }),
  )
})

test('a pattern that means nothing says why', () => {
  expect(timePattern("yyyy 'open")).toBe('A quote in the pattern is not closed.')
  expect(timePattern('yyyy]')).toBe('A bracket in the pattern is not opened.')
  expect(timePattern('ddd')).toBe('The letter d does not stand 3 times in a pattern of time.')
  expect(simplePattern('b')).toBe('The letter b has no meaning in a pattern of time.')
})
