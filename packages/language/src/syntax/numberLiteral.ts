/** Numbers as they are written: INT or BIGINT by size, DECIMAL with a point, DOUBLE with an exponent. */
import type { Span } from '../diagnostic.ts'
import { BIGINT, DOUBLE, decimal, type FieldType, INT, MAX_PRECISION } from '../types.ts'
import { SyntaxProblem } from './cursor.ts'
import type { Literal } from './expr.ts'

export interface NumberLiteral {
  value: Literal
  type: FieldType
}

/** Throws a `SyntaxProblem` for a number that no type holds. */
export function numberLiteral(text: string, sign: '' | '-', span: Span): NumberLiteral {
  if (/[eE]/.test(text)) return doubleLiteral(sign + text, span)
  const [whole = '', fraction] = text.split('.')
  const integer = whole.replace(/^0+(?=\d)/, '')
  if (fraction === undefined) return integerLiteral(sign + integer, span)
  // A point alone makes no decimal, and a zero before it counts no digit unless it is written.
  if (fraction === '') return integerLiteral(sign + (integer || '0'), span)
  const scale = fraction.length
  const precision = Math.min(integer.length + scale, MAX_PRECISION)
  const unscaled = BigInt(integer + fraction)
  if (scale > MAX_PRECISION || BigInt.asIntN(64, unscaled) !== unscaled) tooLong(span)
  return { value: `${sign}${integer || '0'}.${fraction}`, type: decimal(precision, scale) }
}

function doubleLiteral(digits: string, span: Span): NumberLiteral {
  const value = Number(digits)
  if (Number.isFinite(value)) return { value, type: DOUBLE }
  throw new SyntaxProblem('This number is too large for a DOUBLE.', span, {
    hint: 'The largest is 1.7976931348623157E308.',
  })
}

function integerLiteral(digits: string, span: Span): NumberLiteral {
  const value = BigInt(digits)
  if (value >= -2147483648n && value <= 2147483647n) return { value: Number(value), type: INT }
  if (BigInt.asIntN(64, value) === value) return { value: digits, type: BIGINT }
  return tooLong(span)
}

function tooLong(span: Span): never {
  throw new SyntaxProblem('This number has too many digits.', span, {
    hint: 'Integers reach to 9223372036854775807, decimals have up to 38 digits; a DOUBLE is written with an exponent: 1e40.',
  })
}
