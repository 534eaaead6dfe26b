/** Numeric operations on values. */
import type { Int } from '../../numbers/integer.ts'
import { asDecimal, type DecimalType, isApproximate, isInteger } from '../../types.ts'
import { DataError, type Evaluate, type Site } from '../definition.ts'
import { decimalAdd, decimalDivide, decimalModulo, decimalMultiply } from './decimal.ts'
import { wrapTo } from './narrow.ts'
import type { Operator } from './types.ts'

export const byZero = () => new DataError('Division by zero.')

/** Evaluates with whole numbers of any size; the oracle of the generated code. */
export function bindNumeric(op: Operator, { args, type }: Site): Evaluate {
  const operand = args[0]!.type
  if (isApproximate(operand)) {
    const round = type.t === 'FLOAT' ? Math.fround : (x: number) => x
    const f = DOUBLE_OPERATIONS[op]
    return (a, b) => round(f(a as number, b as number))
  }
  if (isInteger(operand)) {
    const f = INTEGER_OPERATIONS[op]
    return (a, b) => {
      if ((op === '/' || op === '%') && Number(b) === 0) throw byZero()
      return wrapTo(type, f(BigInt(a as Int), BigInt(b as Int)))
    }
  }
  const f = decimalOperation(op, operand as DecimalType, args[1]!.type as DecimalType, asDecimal(type))
  return (a, b) => {
    if ((op === '/' || op === '%') && Number(b) === 0) throw byZero()
    return f(a as Int, b as Int)
  }
}

const DOUBLE_OPERATIONS: Record<Operator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

export const INTEGER_OPERATIONS: Record<Operator, (a: bigint, b: bigint) => bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

export const decimalOperation = (op: Operator, a: DecimalType, b: DecimalType, result: DecimalType) =>
  op === '+' || op === '-'
    ? decimalAdd(a, b, result, op === '-')
    : op === '*'
      ? decimalMultiply(a, b, result)
      : op === '/'
        ? decimalDivide(a, b, result)
        : decimalModulo(a, b, result)
