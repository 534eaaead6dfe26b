/** Values of time types as milliseconds on a clock, and back. */
import { DAY, floorDiv } from '../../time/calendar.ts'
import { toInstant, toWallClock, UTC, type Zone } from '../../time/zone.ts'
import type { FieldType } from '../../types.ts'
import type { Value } from '../../value.ts'

/** Milliseconds on the wall clock of a value of a time type. */
export function wallClockOf(type: FieldType, zone: Zone): (value: Value) => number {
  if (type.t === 'DATE') return (value) => (value as number) * DAY
  return type.t === 'TIMESTAMP_LTZ' ? (value) => toWallClock(value as number, zone) : (value) => value as number
}

/** Milliseconds by which times are measured and moved: instants on the clock of UTC, whatever the zone, as in Flink. */
export const clockOf = (type: FieldType) => wallClockOf(type, UTC)

/** Back from the wall clock to a value of a time type. */
export function fromWallClock(type: FieldType, zone: Zone): (ms: number) => number {
  if (type.t === 'DATE') return (ms) => floorDiv(ms, DAY)
  return type.t === 'TIMESTAMP_LTZ' ? (ms) => toInstant(ms, zone) : (ms) => ms
}
