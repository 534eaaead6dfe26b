/** Moving a time by units. */
import { UNIT_MILLIS, UNIT_MONTHS } from '../../time/units.ts'
import { BIGINT, formatType, INT, INTERVAL_MONTH, INTERVAL_SECOND, isInteger, timestamp } from '../../types.ts'
import { castTo, type FunctionDefinition, nullWithoutType } from '../definition.ts'
import { constantText } from '../params.ts'
import { mover } from './arithmetic.ts'
import { asTime, measures } from './operands.ts'
import { CLOCK_UNITS, unitOf } from './units.ts'

export const timestampAddition: FunctionDefinition = {
  name: 'TIMESTAMPADD',
  group: 'time',
  usage: 'TIMESTAMPADD(unit, count, time)',
  summary: 'Moves a time by a number of units; a day beyond the end of its month becomes the last.',
  zh: '将时间按单位移动；超出月末的日期取月末。',
  examples: [
    ["TIMESTAMPADD(MONTH, 1, DATE '2024-01-31')", '2024-02-29'],
    ["TIMESTAMPADD(WEEK, 2, TIMESTAMP '2024-01-01 10:00:00')", '2024-01-15T10:00:00.000'],
  ],
  strict: true,
  resolve(call) {
    const [unit, count] = call.args
    const time = asTime(call, 2)
    if (!unit || !count || !time) return undefined
    if (count.type.t === 'NULL') return nullWithoutType(call, 1, INT)
    if (!isInteger(count.type)) {
      return call.problem({
        code: 'argument-type',
        message: `TIMESTAMPADD needs a whole number, found ${formatType(count.type)}.`,
        span: call.spans[1]!,
      })
    }
    if (time.type.t === 'DATE' && /^(MILLI|MICRO|NANO)SECOND$/.test(constantText(unit)!)) {
      const message = `A DATE cannot be moved by a ${constantText(unit)}.`
      return call.problem({ code: 'unit-not-in-type', message, span: call.spans[2]! })
    }
    if (!measures(call, constantText(unit)!)) return undefined
    const type = time.type.t === 'DATE' && CLOCK_UNITS.has(constantText(unit)!) ? timestamp(6) : time.type
    return { args: [unit, castTo(count, BIGINT), castTo(time, type)], type, nullable: count.nullable || time.nullable }
  },
  bind({ args, type }) {
    const unit = unitOf(args)
    const months = UNIT_MONTHS[unit]
    const move = mover(type, months === undefined ? INTERVAL_SECOND : INTERVAL_MONTH)
    const size = months ?? UNIT_MILLIS[unit] ?? 0
    return (_, count, time) => move(time as number, Number(count) * size)
  },
  sql: ([, count, time], { args }) => `TIMESTAMPADD(${unitOf(args)}, ${count}, ${time})`,
}
