/** How far one time is from another. */
import { anyNull, type Register } from '../../generate/register.ts'
import { type Int, normal } from '../../numbers/integer.ts'
import type { TExpr } from '../../syntax/expr.ts'
import { difference, monthsBetween, UNIT_MONTHS } from '../../time/units.ts'
import { BIGINT, formatType, INT, INTERVAL_MONTH, INTERVAL_SECOND } from '../../types.ts'
import type { Value } from '../../value.ts'
import type { CallSite, FunctionDefinition } from '../definition.ts'
import { constantText } from '../params.ts'
import { asTime, measures } from './operands.ts'
import { unitOf } from './units.ts'
import { clockOf } from './wallClock.ts'

export const timestampDifference: FunctionDefinition = {
  name: 'TIMESTAMPDIFF',
  group: 'time',
  usage: 'TIMESTAMPDIFF(unit, from, to)',
  summary: 'Whole units from one time to another; negative when the second is earlier.',
  zh: '两个时间之间相差的整单位数；后者更早时为负。',
  examples: [
    ["TIMESTAMPDIFF(DAY, TIMESTAMP '2024-01-01 12:00:00', TIMESTAMP '2024-01-03 11:59:59')", 1],
    ["TIMESTAMPDIFF(MONTH, TIMESTAMP '2024-01-31 00:00:00', TIMESTAMP '2024-02-29 00:00:00')", 1],
  ],
  strict: true,
  resolve(call) {
    const [unit, from, to] = call.args
    if (!unit || !from || !to) return undefined
    const args = [unit, asTime(call, 1), asTime(call, 2)]
    if (args.some((arg) => arg === undefined) || !differ(call, 1, 2)) return undefined
    const name = constantText(unit)!
    if (!measures(call, name)) return undefined
    const type = name === 'NANOSECOND' ? BIGINT : INT
    return { args: args as TExpr[], type, nullable: from.nullable || to.nullable }
  },
  bind: ({ args }) => {
    const f = bindDifference(args)
    return (_, from, to) => f(from!, to!)
  },
  generate(generator, { args, type }) {
    if (type.t === 'BIGINT') return undefined
    const [from, to] = args.slice(1).map((arg) => generator.expression(arg)) as [Register, Register]
    const f = generator.code.constant(bindDifference(args))
    return {
      r: 'num',
      nul: anyNull([from, to]),
      v: generator.code.value(`${f}(${(from as { v: string }).v}, ${(to as { v: string }).v})`),
    }
  },
  sql: ([, from, to], { args }) => `TIMESTAMPDIFF(${unitOf(args)}, ${from}, ${to})`,
}

function bindDifference(args: readonly TExpr[]): (from: Value, to: Value) => Int {
  const unit = unitOf(args)
  const [a, b] = [clockOf(args[1]!.type), clockOf(args[2]!.type)]
  return (from, to) => {
    const units = difference(unit, a(from), b(to))
    return typeof units === 'bigint' ? normal(units) : units
  }
}

/** Whether Flink measures between two times: of day it never does, and an instant only goes with an instant. */
function differ(call: CallSite, from: number, to: number): boolean {
  const [a, b] = [call.args[from]!.type, call.args[to]!.type]
  if (a.t !== 'TIME' && b.t !== 'TIME' && (a.t === b.t || (a.t !== 'TIMESTAMP_LTZ' && b.t !== 'TIMESTAMP_LTZ')))
    return true
  const message = `${call.name === 'INTERVAL BETWEEN' ? 'A difference' : call.name} cannot be taken between ${formatType(a)} and ${formatType(b)}.`
  call.problem({ code: 'operand-types', message, hint: 'Convert both to TIMESTAMP(3) with CAST.', span: call.span })
  return false
}

/** `(a - b) HOUR`: the interval between two times. */
export const intervalBetween: FunctionDefinition = {
  name: 'INTERVAL BETWEEN',
  group: 'time',
  usage: '(later - earlier) unit',
  summary: 'The interval between two times; a unit of YEAR or MONTH counts months.',
  zh: '两个时间之间的间隔；单位为 YEAR 或 MONTH 时按月计。',
  examples: [["(TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 12:00:00') HOUR", '+0 12:00:00.000']],
  strict: true,
  resolve(call) {
    const [later, earlier] = [asTime(call, 0), asTime(call, 1)]
    const unit = call.args[2]
    if (!later || !earlier || !unit || !differ(call, 0, 1)) return undefined
    if (later.type.t !== earlier.type.t) {
      const message = `A difference needs times of one type, found ${formatType(later.type)} and ${formatType(earlier.type)}.`
      return call.problem({ code: 'operand-types', message, hint: 'Convert one of them with CAST.', span: call.span })
    }
    const type = UNIT_MONTHS[constantText(unit)!] === undefined ? INTERVAL_SECOND : INTERVAL_MONTH
    return { args: [later, earlier, unit], type, nullable: later.nullable || earlier.nullable }
  },
  bind({ args, type }) {
    const [a, b] = [clockOf(args[0]!.type), clockOf(args[1]!.type)]
    if (type.t === 'INTERVAL_MONTH') return (later, earlier) => monthsBetween(b(earlier!), a(later!))
    return (later, earlier) => a(later!) - b(earlier!)
  },
  sql: ([a, b], { args }) => `((${a} - ${b}) ${constantText(args[2])})`,
}
