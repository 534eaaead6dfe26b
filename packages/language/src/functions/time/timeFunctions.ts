import type { FunctionDefinition } from '../definition.ts'
import { timestampAddition } from './addition.ts'
import { clockFunctions } from './clock.ts'
import { intervalBetween, timestampDifference } from './difference.ts'
import { fieldFunctions } from './fields.ts'
import { toTimestampLtz } from './instant.ts'
import { overlaps } from './overlaps.ts'
import { roundingFunctions } from './rounding.ts'
import { convertTimeZone, dateFormat, toDate, toTimestamp } from './text.ts'
import { unixTimeFunctions } from './unixTime.ts'

/** Functions of dates and times. */
export const timeFunctions: readonly FunctionDefinition[] = [
  ...roundingFunctions,
  ...fieldFunctions,
  timestampDifference,
  timestampAddition,
  intervalBetween,
  overlaps,
  dateFormat,
  toDate,
  toTimestamp,
  toTimestampLtz,
  ...unixTimeFunctions,
  convertTimeZone,
  ...clockFunctions,
]
