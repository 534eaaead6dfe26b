/** Decimal operations bound to their types, on normalised integers; each tries plain numbers first. NULL is what does not fit. */
import { bounded, divideRounded, powerOfTen } from '../../numbers/decimal.ts'
import { type Int, isSafe, normal } from '../../numbers/integer.ts'
import type { DecimalType } from '../../types.ts'

type Operation = (a: Int, b: Int) => Int | null

/** Whether every safe number has few enough digits for the precision. */
const holdsAllSafe = (type: DecimalType) => type.precision >= 16

export function decimalAdd(x: DecimalType, y: DecimalType, result: DecimalType, subtract: boolean): Operation {
  const scale = Math.max(x.scale, y.scale)
  const [factorA, factorB] = [10 ** (scale - x.scale), (subtract ? -1 : 1) * 10 ** (scale - y.scale)]
  const [bigA, bigB] = [powerOfTen(scale - x.scale), (subtract ? -1n : 1n) * powerOfTen(scale - y.scale)]
  const drop = scale - result.scale
  const direct = drop === 0 && holdsAllSafe(result)
  return (a, b) => {
    if (direct && typeof a === 'number' && typeof b === 'number') {
      const [p, q] = [a * factorA, b * factorB]
      const sum = p + q
      if (isSafe(p) && isSafe(q) && isSafe(sum)) return sum + 0
    }
    return finish(BigInt(a) * bigA + BigInt(b) * bigB, drop, result)
  }
}

export function decimalMultiply(x: DecimalType, y: DecimalType, result: DecimalType): Operation {
  const drop = x.scale + y.scale - result.scale
  const direct = drop === 0 && holdsAllSafe(result)
  return (a, b) => {
    if (direct && typeof a === 'number' && typeof b === 'number') {
      const product = a * b
      if (isSafe(product)) return product + 0
    }
    return finish(BigInt(a) * BigInt(b), drop, result)
  }
}

/** Quotient at the scale of the result, rounded half away from zero. The divisor is not zero. */
export function decimalDivide(x: DecimalType, y: DecimalType, result: DecimalType): Operation {
  const shift = result.scale - x.scale + y.scale
  const factor = 10 ** Math.max(shift, 0)
  const bigFactor = powerOfTen(Math.max(shift, 0))
  const bigDivisor = powerOfTen(Math.max(-shift, 0))
  const direct = shift >= 0 && holdsAllSafe(result)
  return (a, b) => {
    if (direct && typeof a === 'number' && typeof b === 'number') {
      const dividend = a * factor
      if (isSafe(dividend)) return roundedQuotient(dividend, b)
    }
    return bounded(normal(divideRounded(BigInt(a) * bigFactor, BigInt(b) * bigDivisor)), result.precision)
  }
}

/** Of safe numbers: their quotient is never rounded up to a whole number that it is not. */
function roundedQuotient(dividend: number, divisor: number): number {
  const quotient = Math.trunc(dividend / divisor)
  const rest = Math.abs(dividend - quotient * divisor)
  if (rest * 2 < Math.abs(divisor)) return quotient + 0
  return dividend < 0 === divisor < 0 ? quotient + 1 : quotient - 1
}

export function decimalModulo(x: DecimalType, y: DecimalType, result: DecimalType): Operation {
  const scale = Math.max(x.scale, y.scale)
  const [factorA, factorB] = [powerOfTen(scale - x.scale), powerOfTen(scale - y.scale)]
  return (a, b) => finish((BigInt(a) * factorA) % (BigInt(b) * factorB), scale - result.scale, result)
}

function finish(value: bigint, drop: number, type: DecimalType): Int | null {
  return bounded(normal(drop > 0 ? divideRounded(value, powerOfTen(drop)) : value), type.precision)
}
