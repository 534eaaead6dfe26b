/** Time zones by IANA name: offsets by instant and by wall clock, from the platform's own tables. */
import { DAY, daysOf, HOUR, MINUTE } from './calendar.ts'

export interface Zone {
  readonly name: string
  /** Wall clock minus instant, in milliseconds, at an instant. */
  offsetAt(instant: number): number
}

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0 }
const zones = new Map<string, Zone>([['UTC', UTC]])

/** The zone of a name (`Europe/Berlin`, `UTC`, `+08:00`, `GMT+8`); undefined when there is none. */
export function zoneOf(name: string): Zone | undefined {
  const known = zones.get(name)
  if (known) return known
  const zone = fixedZone(name) ?? tabulatedZone(name)
  if (zone && zones.size < 1000) zones.set(name, zone)
  return zone
}

function fixedZone(name: string): Zone | undefined {
  if (/^(Z|UTC|GMT|UT)$/i.test(name)) return UTC
  const match = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(name)
  if (!match) return undefined
  const offset = (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE)
  return Math.abs(offset) <= 18 * HOUR ? { name, offsetAt: () => offset } : undefined
}

function tabulatedZone(name: string): Zone | undefined {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    })
  } catch {
    return undefined
  }
  return new TabulatedZone(name, (instant) => lookUp(format, instant))
}

const LAST = 8.64e15

/** Offset at an instant by asking the platform; slow, so its answers are kept by segment. */
function lookUp(format: Intl.DateTimeFormat, instant: number): number {
  // What lies beyond the platform's calendar has the offset of its end.
  const whole = Math.floor(Math.min(LAST, Math.max(-LAST, instant)) / 1000) * 1000
  const part: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(whole)) part[type] = value
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year)
  const days = daysOf(year, Number(part.month), Number(part.day))
  return days * DAY + Number(part.hour) * HOUR + Number(part.minute) * MINUTE + Number(part.second) * 1000 - whole
}

/** Segments of equal offset, at most as long as the search window; the last one used is tried first. */
class TabulatedZone implements Zone {
  private from = 0
  private to = -1
  private offset = 0
  private readonly segments: { from: number; to: number; offset: number }[] = []
  readonly name: string
  private readonly ask: (instant: number) => number
  constructor(name: string, ask: (instant: number) => number) {
    this.name = name
    this.ask = ask
  }

  offsetAt(instant: number): number {
    if (instant >= this.from && instant < this.to) return this.offset
    const segment = this.segments.find(({ from, to }) => instant >= from && instant < to) ?? this.measure(instant)
    this.from = segment.from
    this.to = segment.to
    this.offset = segment.offset
    return segment.offset
  }

  private measure(instant: number) {
    const offset = this.ask(instant)
    const segment = { from: this.edge(instant, -1, offset), to: this.edge(instant, 1, offset), offset }
    if (this.segments.length > 4000) this.segments.length = 0
    this.segments.push(segment)
    return segment
  }

  /** First instant (after the segment, or of it) in steps of a day within 100 days, refined to the second. */
  private edge(instant: number, direction: 1 | -1, offset: number): number {
    let inside = instant
    let outside = instant
    for (let day = 0; day < 100 && this.ask(outside) === offset; day++) {
      inside = outside
      outside += direction * DAY
    }
    if (this.ask(outside) === offset) return outside
    while (Math.abs(outside - inside) > 1) {
      const middle = Math.floor((inside + outside) / 2)
      if (this.ask(middle) === offset) inside = middle
      else outside = middle
    }
    return direction === 1 ? outside : inside
  }
}

export const toWallClock = (instant: number, zone: Zone) => instant + zone.offsetAt(instant)

/**
 * The instant of a wall-clock time: in a doubled hour the first, in a skipped hour moved on by the gap
 * (java.time.ZonedDateTime.ofLocal).
 */
export function toInstant(wallClock: number, zone: Zone): number {
  const before = zone.offsetAt(wallClock - DAY)
  if (zone.offsetAt(wallClock - before) === before) return wallClock - before
  const after = zone.offsetAt(wallClock + DAY)
  return zone.offsetAt(wallClock - after) === after ? wallClock - after : wallClock - before
}
