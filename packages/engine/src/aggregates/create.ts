import { type Aggregate, aggregateDefinition } from '@millrace/algebra'
import {
  columnKind,
  type DecimalType,
  type FieldType,
  isApproximate,
  isInteger,
  type RowType,
  type Typed,
} from '@millrace/language'
import type { Accumulator, AccumulatorContext } from './accumulator.ts'
import { approxCount } from './approxCount.ts'
import { avgDecimal, avgDouble, avgInteger } from './avg.ts'
import { collect, listagg } from './collected.ts'
import { ComposedAccumulator } from './composed.ts'
import { count } from './count.ts'
import { CustomAccumulator } from './custom.ts'
import { extreme } from './extreme.ts'
import { firstLast, firstLastOfMany } from './firstLast.ts'
import { atExtreme, atExtremeOfMany, extremeOfMany, topValues } from './ordered.ts'
import { approxPercentile, percentile } from './percentile.ts'
import { sumDecimal, sumDouble, sumInt, sumLong } from './sum.ts'

/** The accumulator of an aggregate over rows of a type, its words from `at` on. Conditions and DISTINCT are the caller's. */
export function createAccumulator(
  aggregate: Aggregate,
  input: RowType,
  at: number,
  context: AccumulatorContext,
): Accumulator {
  const { fn, args, custom } = aggregate
  if (custom) return new CustomAccumulator(custom, args, input, at, context)
  const [column] = args
  if (fn === 'count') return count(at, column)
  if (column === undefined) throw new Error(`The aggregate ${fn} of the plan has no argument.`)
  const composition = aggregateDefinition(fn)?.composition?.(input[column]!)
  if (composition) {
    const argument = input[column]!
    const part = (fn: string, of: Typed, result: Typed, at: number, column: number) =>
      fn === 'count' ? count(at, column) : sum(of.type, result.type)(at, column)
    return new ComposedAccumulator(composition, { at, column, argument }, part, context)
  }
  return context.retracting ? ofMany(aggregate, input, at, context) : simple(aggregate, input, at, context)
}

/** Aggregates that need other state when rows are withdrawn. */
function ofMany(aggregate: Aggregate, input: RowType, at: number, context: AccumulatorContext): Accumulator {
  const { fn, args } = aggregate
  const types = args.map((column) => input[column]!)
  switch (fn) {
    case 'min':
    case 'bool-and':
      return extremeOfMany(false, types[0]!, at, args[0]!)
    case 'max':
    case 'bool-or':
      return extremeOfMany(true, types[0]!, at, args[0]!)
    case 'arg-min':
      return atExtremeOfMany(false, types, at, args)
    case 'arg-max':
      return atExtremeOfMany(true, types, at, args)
    case 'first-value':
      return firstLastOfMany(false, types[0]!, at, args[0]!)
    case 'last-value':
      return firstLastOfMany(true, types[0]!, at, args[0]!)
    default:
      return simple(aggregate, input, at, context)
  }
}

function simple(
  { fn, args, constants = [], result }: Aggregate,
  input: RowType,
  at: number,
  context: AccumulatorContext,
): Accumulator {
  const column = args[0]!
  const argument = input[column]!
  const { type } = argument
  const types = args.map((arg) => input[arg]!)
  switch (fn) {
    case 'sum':
      return sum(type, result.type)(at, column)
    case 'avg':
      return avg(type, result.type)(at, column)
    case 'min':
    case 'bool-and':
      return extreme(columnKind(type), -1)(at, column)
    case 'max':
    case 'bool-or':
      return extreme(columnKind(type), 1)(at, column)
    case 'arg-min':
      return atExtreme(false, types, at, args)
    case 'arg-max':
      return atExtreme(true, types, at, args)
    case 'first-value':
      return firstLast(false, argument, at, column, context)
    case 'last-value':
      return firstLast(true, argument, at, column, context)
    case 'listagg':
      return listagg(constants[0] as string, argument, at, column)
    case 'collect':
      return collect(argument, at, column)
    case 'percentile':
      return percentile({ fractions: constants[0]!, type }, at, column, args[1])
    case 'approx-percentile':
      return approxPercentile({ fractions: constants[0]!, type, accuracy: constants[1] as number }, at, column)
    case 'approx-count-distinct':
      return approxCount(type, at, column)
    case 'top-values':
      return topValues(constants[0] as number, argument, at, column)
    default:
      throw new Error(`The engine has no aggregate ${fn}.`)
  }
}

function sum(argument: FieldType, result: FieldType) {
  if (isApproximate(argument)) return sumDouble(argument)
  if (argument.t === 'BIGINT') return sumLong
  return isInteger(argument) ? sumInt(argument) : sumDecimal(result as DecimalType)
}

function avg(argument: FieldType, result: FieldType) {
  if (isApproximate(argument)) return avgDouble(result)
  return isInteger(argument) ? avgInteger(result) : avgDecimal(argument as DecimalType, result as DecimalType)
}
