/** The unit of time that a call names, and which types have it. */
import type { TExpr } from '../../syntax/expr.ts'
import { type FieldType, formatType, isInterval } from '../../types.ts'
import type { CallSite } from '../definition.ts'
import { constantText } from '../params.ts'

export const unitOf = (args: readonly TExpr[]) => constantText(args[0]) ?? ''
export const CLOCK_UNITS = new Set(['HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'MICROSECOND', 'NANOSECOND'])
const FINE_UNITS = new Set(['MICROSECOND', 'NANOSECOND'])

const OF_INTERVAL: Partial<Record<FieldType['t'], ReadonlySet<string>>> = {
  INTERVAL_MONTH: new Set(['YEAR', 'QUARTER', 'MONTH', 'CENTURY', 'MILLENNIUM']),
  INTERVAL_SECOND: new Set(['DAY', 'HOUR', 'MINUTE', 'SECOND', 'MILLISECOND']),
}

/** Whether a unit can be taken from a type; says so when not. */
export function unitFits(call: CallSite, unit: string, type: FieldType): boolean {
  const clock = CLOCK_UNITS.has(unit)
  const missing = isInterval(type)
    ? !OF_INTERVAL[type.t]!.has(unit)
    : type.t === 'TIME'
      ? !clock || FINE_UNITS.has(unit)
      : clock && type.t === 'DATE'
  if (missing) {
    const message = `${type.t === 'DATE' || type.t === 'TIME' ? `A ${type.t}` : formatType(type)} has no ${unit}.`
    call.problem({ code: 'unit-not-in-type', message, span: call.span })
    return false
  }
  return true
}
