import { DAY, HOUR, toInstant, type Zone } from '@millrace/language'

/**
 * The instant at which a timer of the wall clock fires: in a skipped hour the first instant after it, in a doubled hour the later one
 * (Flink's TimeWindowUtil.toEpochMillsForTimer).
 */
export function timerInstant(wall: number, zone: Zone): number {
  const instant = toInstant(wall, zone)
  if (instant + zone.offsetAt(instant) !== wall) return gapEnd(wall, zone)
  const later = wall - zone.offsetAt(instant + 3 * HOUR)
  return later > instant && later + zone.offsetAt(later) === wall ? later : instant
}

/** The first instant whose wall clock is after a time that was skipped. */
function gapEnd(wall: number, zone: Zone): number {
  let before = wall - zone.offsetAt(wall - DAY) - DAY
  let after = before + 2 * DAY
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (middle + zone.offsetAt(middle) > wall) after = middle
    else before = middle
  }
  return after
}

/** The longest time that two times are whole multiples of; the other one when one is 0. */
export const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))
