/** Whether two periods overlap. */
import type { TExpr } from '../../syntax/expr.ts'
import { BOOLEAN, formatType, isInterval, isTime } from '../../types.ts'
import type { FunctionDefinition } from '../definition.ts'

/** `(a, b) OVERLAPS (c, d)`: ends are times or intervals, in any order; periods that touch overlap. */
export const overlaps: FunctionDefinition = {
  name: 'OVERLAPS',
  group: 'time',
  usage: '(start, end) OVERLAPS (start, end)',
  summary: 'Whether two periods have a moment in common; an end may be given as an interval.',
  zh: '两个时间段是否有交集；终点可用间隔给出。',
  examples: [["(DATE '2024-01-01', DATE '2024-01-10') OVERLAPS (DATE '2024-01-10', DATE '2024-01-20')", true]],
  strict: true,
  resolve(call) {
    const periods = call.args.map((arg) =>
      arg?.k === 'call' && arg.fn === 'ROW' && arg.args.length === 2 ? arg.args : undefined,
    )
    if (call.args.some((arg) => arg === undefined)) return undefined
    if (!periods.every((period) => period !== undefined)) {
      return call.problem({
        code: 'argument-type',
        message: 'OVERLAPS compares two periods.',
        hint: 'Write (start, end) OVERLAPS (start, end).',
        span: call.span,
      })
    }
    const ends = periods.flatMap(([start, end]) => [start!, endOf(start!, end!)])
    const wrong = ends.find((end) => !isTime(end.type) || end.type.t !== ends[0]!.type.t)
    if (wrong)
      return call.problem({
        code: 'operand-types',
        message: `OVERLAPS needs times of one type, found ${formatType(wrong.type)}.`,
        span: call.span,
      })
    return { args: ends, type: BOOLEAN, nullable: ends.some((end) => end.nullable) }
  },
  bind: () => (a, b, c, d) => {
    const [x, y, u, v] = [a, b, c, d] as [number, number, number, number]
    return Math.min(x, y) <= Math.max(u, v) && Math.min(u, v) <= Math.max(x, y)
  },
  sql: ([a, b, c, d]) => `((${a}, ${b}) OVERLAPS (${c}, ${d}))`,
}

const endOf = (start: TExpr, end: TExpr): TExpr =>
  isInterval(end.type)
    ? { k: 'call', fn: '+', args: [start, end], type: start.type, nullable: start.nullable || end.nullable }
    : end
