/** What may be measured and moved, and by which units. */
import type { TExpr } from '../../syntax/expr.ts'
import { UNIT_MILLIS, UNIT_MONTHS } from '../../time/units.ts'
import { formatType, isText, isTime, timestamp } from '../../types.ts'
import { type CallSite, nullWithoutType } from '../definition.ts'

/** Whether times are measured or moved by a unit; says so when not. */
export function measures(call: CallSite, unit: string): boolean {
  const finest = call.name === 'TIMESTAMPADD' ? 'MILLISECOND' : 'NANOSECOND'
  const known = UNIT_MONTHS[unit] !== undefined || (UNIT_MILLIS[unit] ?? 0) >= UNIT_MILLIS[finest]!
  if (!known)
    call.problem({ code: 'unit-not-in-type', message: `${call.name} does not count in ${unit}.`, span: call.span })
  return known
}

/** A time argument; text is refused with a remedy. */
export function asTime(call: CallSite, index: number): TExpr | undefined {
  const arg = call.args[index]
  if (!arg || isTime(arg.type)) return arg
  if (arg.type.t === 'NULL') return nullWithoutType(call, index, timestamp(3))
  const text = `CAST(${call.written(index)} AS TIMESTAMP(3))`
  const message = `${call.name} needs a date or time, found ${formatType(arg.type)}.`
  const fixes = isText(arg.type) ? [{ title: text, span: call.spans[index]!, text }] : []
  return call.problem({ code: 'argument-type', message, span: call.spans[index]!, fixes })
}
