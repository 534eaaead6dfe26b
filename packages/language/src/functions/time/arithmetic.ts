/** Dates, times and intervals under `+ - * /`. */

import type { Int } from '../../numbers/integer.ts'
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { addMonths, DAY, floorDiv, floorMod } from '../../time/calendar.ts'
import { BIGINT, type FieldType, isInteger, isInterval, isTime } from '../../types.ts'
import { type CallSite, castTo, type Evaluate, type Site } from '../definition.ts'

/** The types of a time operation; undefined when the operands are of another kind. */
export function resolveTimeArithmetic(op: '+' | '-' | '*' | '/', call: CallSite): Omit<TCall, 'k' | 'fn'> | undefined {
  const [a, b] = call.args
  if (!a || !b || call.args.length !== 2) return undefined
  const done = (args: TExpr[], type: FieldType) => ({ args, type, nullable: a.nullable || b.nullable })
  if (op === '+' || op === '-') {
    if (isTime(a.type) && isInterval(b.type)) return done([a, b], a.type)
    if (op === '+' && isInterval(a.type) && isTime(b.type)) return done([b, a], b.type)
    if (isInterval(a.type) && a.type.t === b.type.t) return done([a, b], a.type)
    return undefined
  }
  // Flink knows no fractions of intervals, and no division of them.
  if (op === '*' && isInterval(a.type) && isInteger(b.type)) return done([a, castTo(b, BIGINT)], a.type)
  if (op === '*' && isInteger(a.type) && isInterval(b.type)) return done([b, castTo(a, BIGINT)], b.type)
  return undefined
}

/** Evaluates a time operation; values are never NULL. */
export function combineTime(op: string, { args, type }: Site): Evaluate {
  const [a, b] = args.map((arg) => arg.type) as [FieldType, FieldType]
  if (isTime(a) && isInterval(b)) {
    const move = mover(a, b)
    const precision = 'precision' in type ? type.precision : 3
    return (x, n) => cut(move(x as number, op === '-' ? -(n as number) : (n as number)), precision)
  }
  if (type.t === 'INTERVAL_MONTH') return monthArithmetic(op)
  if (op === '*') return (x, n) => (x as number) * Number(n)
  return op === '-' ? (x, y) => (x as number) - (y as number) : (x, y) => (x as number) + (y as number)
}

/** Months are an INT: what exceeds it wraps. */
function monthArithmetic(op: string): Evaluate {
  if (op === '*') return (x, n) => Number(BigInt.asIntN(32, BigInt(x as number) * BigInt(n as Int)))
  return op === '-' ? (x, y) => ((x as number) - (y as number)) | 0 : (x, y) => ((x as number) + (y as number)) | 0
}

/** Drops what the precision of a time stamp does not hold. */
function cut(ms: number, precision: number): number {
  if (precision >= 3) return ms
  const unit = 10 ** (3 - precision)
  return Math.floor(ms / unit) * unit
}

/** Moves a time of a type by an interval of a type; months of an instant are those of UTC, whatever the zone, as in Flink. */
export function mover(time: FieldType, interval: FieldType): (x: number, by: number) => number {
  const months = interval.t === 'INTERVAL_MONTH'
  // Days are an INT, which wraps around.
  if (time.t === 'DATE')
    return months ? (days, by) => addMonths(days, by) | 0 : (days, ms) => (days + Math.trunc(ms / DAY)) | 0
  if (time.t === 'TIME') return months ? (ms) => ms : (ms, by) => floorMod(ms + by, DAY)
  if (!months) return (ms, by) => ms + by
  return (ms, by) => {
    const days = floorDiv(ms, DAY)
    return addMonths(days, by) * DAY + (ms - days * DAY)
  }
}
