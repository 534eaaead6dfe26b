/** Recorded results: how they write types and values, and whether a computed value equals one. */
import { typeOf } from '../syntax/parseType.ts'
import { formatTimestamp } from '../time/calendar.ts'
import { toWallClock, type Zone } from '../time/zone.ts'
import { type FieldType, formatTyped, type Typed } from '../types.ts'
import { fromJson, type Json, textOf, toHex, toJson, type Value } from '../value.ts'

/** The type of a recorded result. */
export const recordedType = (text: string): Typed =>
  typeOf(
    text
      .replaceAll('INTERVAL_DAY_TIME', 'INTERVAL DAY TO SECOND')
      .replaceAll('INTERVAL_YEAR_MONTH', 'INTERVAL YEAR TO MONTH')
      .replaceAll('VARIANT', 'JSON'),
  )

/** Whether a derived type is the recorded one, nullability included. */
export const isRecordedType = (typed: Typed, text: string): boolean =>
  formatTyped(typed) === formatTyped(recordedType(text))

/** A value of an input row. */
export const recordedInput = (json: Json | undefined, type: FieldType): Value => fromJson(json, type)

/** A value as results write it. */
export function recordedForm(value: Value, type: FieldType, zone: Zone): Json {
  if (value === null) return null
  switch (type.t) {
    case 'BINARY':
    case 'VARBINARY':
      return `x'${toHex(value as Uint8Array)}'`
    case 'TIMESTAMP_LTZ':
      return formatTimestamp(toWallClock(value as number, zone), Math.max(3, type.precision))
    case 'DATE':
    case 'TIME':
    case 'INTERVAL_MONTH':
    case 'INTERVAL_SECOND':
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return textOf(value, type)
    default:
      return toJson(value, type)
  }
}

/** Functions whose last digits are the platform's own. */
const TRANSCENDENTAL = /\b(SINH?|COSH?|TANH?|COT|ASIN|ACOS|ATAN2?|EXP|LN|LOG|LOG10|LOG2|POWER|DEGREES|RADIANS)\s*\(/

/** Doubles are equal to the bit, those of transcendental functions to a billionth; the order of a map has no meaning. */
export function equalsRecorded(actual: Json, expected: Json, type: FieldType, expr: string): boolean {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return true
  if (typeof actual === 'number' && typeof expected === 'number') {
    if (type.t === 'FLOAT') return Math.fround(actual) === Math.fround(expected)
    return TRANSCENDENTAL.test(expr) && Math.abs(actual - expected) <= 1e-9 * Math.abs(expected)
  }
  if (type.t === 'TIMESTAMP_LTZ' || type.t === 'TIMESTAMP') return trimZeros(actual) === trimZeros(expected)
  return (
    (containsMap(type) || /\bMAP_(KEYS|VALUES|ENTRIES)\b/.test(expr)) &&
    typeof actual === 'string' &&
    typeof expected === 'string' &&
    sorted(actual) === sorted(expected)
  )
}

const trimZeros = (json: Json) => (typeof json === 'string' ? json.replace(/0+$/, '') : json)
const sorted = (text: string) => [...text].sort().join('')

function containsMap(type: FieldType): boolean {
  if (type.t === 'MAP') return true
  if (type.t === 'ARRAY') return containsMap(type.of.type)
  return type.t === 'ROW' && type.fields.some((field) => containsMap(field.type))
}
