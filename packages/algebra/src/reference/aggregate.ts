/** Aggregates from scratch over all rows of a group, in the plainest way. */
import {
  bounded,
  compareValues,
  type DecimalType,
  divideRounded,
  fits,
  type Int,
  isApproximate,
  isInteger,
  normal,
  powerOfTen,
  type Row,
  type RowType,
  toJson,
  type Value,
} from '@millrace/language'
import type { Aggregate } from '../plan.ts'

const BITS = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 } as const

export function aggregate(
  { fn, args, where, distinct, result }: Aggregate,
  rows: readonly Row[],
  input: RowType,
): Value {
  const counted = where === undefined ? rows : rows.filter((row) => row[where] === true)
  const [column] = args
  if (column === undefined) return counted.length
  const type = input[column]!.type
  const values = counted.map((row) => row[column]!).filter((value) => value !== null)
  const used = distinct ? unique(values, (value) => JSON.stringify(toJson(value, type))) : values
  if (fn === 'count') return used.length
  if (used.length === 0) return null
  switch (fn) {
    case 'sum':
      return isApproximate(type) ? floating(type.t, used) : whole(sumOf(used), result.type)
    case 'avg':
      return mean(used, input[column]!, result.type)
    case 'min':
      return used.reduce((best, value) => (compareForExtreme(value, best, type) < 0 ? value : best))
    case 'max':
      return used.reduce((best, value) => (compareForExtreme(value, best, type) > 0 ? value : best))
    default:
      throw new Error(`The reference interpreter has no aggregate ${fn}.`)
  }
}

function unique<T>(values: readonly T[], identity: (value: T) => string): T[] {
  const seen = new Set<string>()
  return values.filter((value) => !seen.has(identity(value)) && seen.add(identity(value)))
}

const sumOf = (values: readonly Value[]) => values.reduce<bigint>((sum, value) => sum + BigInt(value as Int), 0n)

function floating(type: string, values: readonly Value[]): number {
  const round = type === 'FLOAT' ? Math.fround : (x: number) => x
  return (values as number[]).reduce((sum, value) => round(sum + value))
}

/** A sum in the type of the result: whole numbers wrap, decimals that do not fit are NULL. */
function whole(sum: bigint, type: RowType[number]['type']): Value {
  if (type.t === 'DECIMAL') return fits(normal(sum), type.precision) ? normal(sum) : null
  return normal(BigInt.asIntN(BITS[type.t as 'INT'], sum))
}

function mean(values: readonly Value[], { type }: RowType[number], result: RowType[number]['type']): Value {
  const n = BigInt(values.length)
  if (isApproximate(type)) {
    const sum = values.reduce<number>((total, value) => total + (value as number), 0)
    return type.t === 'FLOAT' ? Math.fround(sum / values.length) : sum / values.length
  }
  if (isInteger(type)) return whole(BigInt.asIntN(64, sumOf(values)) / n, result)
  const { scale, precision } = result as DecimalType
  return bounded(normal(divideRounded(sumOf(values) * powerOfTen(scale - (type as DecimalType).scale), n)), precision)
}

/** NaN is neither smaller nor larger than anything. */
function compareForExtreme(a: Value, b: Value, type: RowType[number]['type']): number {
  if (isApproximate(type)) return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0
  return compareValues(a, b, type)
}
