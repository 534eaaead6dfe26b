import type { Aggregate } from '@millrace/algebra'
import {
  columnKind,
  type DecimalType,
  type FieldType,
  isApproximate,
  isInteger,
  type RowType,
} from '@millrace/language'
import type { Accumulator } from './accumulator.ts'
import { avgDecimal, avgDouble, avgInteger } from './avg.ts'
import { count } from './count.ts'
import { extreme } from './extreme.ts'
import { sumDecimal, sumDouble, sumInt, sumLong } from './sum.ts'

/** The accumulator of an aggregate over rows of a type, its words from `at` on. Conditions and DISTINCT are the caller's. */
export function createAccumulator({ fn, args, result }: Aggregate, input: RowType, at: number): Accumulator {
  const [column] = args
  const argument = column === undefined ? undefined : input[column]!.type
  if (fn === 'count') return count(at, column)
  if (column === undefined || argument === undefined)
    throw new Error(`The aggregate ${fn} of the plan has no argument.`)
  switch (fn) {
    case 'sum':
      return sum(argument, result.type)(at, column)
    case 'avg':
      return avg(argument, result.type)(at, column)
    case 'min':
      return extreme(columnKind(argument), -1)(at, column)
    case 'max':
      return extreme(columnKind(argument), 1)(at, column)
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
