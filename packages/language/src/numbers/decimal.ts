/**
 * DECIMAL arithmetic: values are integers scaled by 10^scale, in the form of `integer.ts`.
 *
 * Rules of precision and scale: Flink's LogicalTypeMerging; what does not fit the precision becomes NULL.
 */
import { type DecimalType, decimal, MAX_PRECISION } from '../types.ts'
import { type Int, normal } from './integer.ts'

const POWERS: bigint[] = [1n]
for (let i = 1; i <= 80; i++) POWERS.push(POWERS[i - 1]! * 10n)

/** 10^n for n from 0 to 80. */
export const powerOfTen = (n: number): bigint => POWERS[n]!

/** Whether a scaled value has at most `precision` digits. */
export function fits(value: Int, precision: number): boolean {
  if (typeof value === 'number' && precision > 15) return true
  const limit = POWERS[precision]!
  const big = BigInt(value)
  return big < limit && big > -limit
}

/** The value if it fits, else null. */
export const bounded = (value: Int, precision: number): Int | null => (fits(value, precision) ? value : null)

/** Division that rounds half away from zero. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const remainder = dividend - quotient * divisor
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  const size = divisor < 0n ? -divisor : divisor
  if (twice < size) return quotient
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n
}

/** A scaled value at another scale; digits that are dropped round half away from zero. */
export function rescale(value: Int, from: number, to: number): Int {
  if (from === to) return value
  if (to > from) return normal(BigInt(value) * POWERS[to - from]!)
  return normal(divideRounded(BigInt(value), POWERS[from - to]!))
}

/** Drops digits without rounding. */
export function rescaleTruncated(value: Int, from: number, to: number): Int {
  return to >= from ? rescale(value, from, to) : normal(BigInt(value) / POWERS[from - to]!)
}

/** When the digits exceed 38, integer digits are kept and at most 6 of the scale are safe. */
function adjusted(precision: number, scale: number): DecimalType {
  if (precision <= MAX_PRECISION) return decimal(precision, scale)
  const integerDigits = precision - scale
  return decimal(MAX_PRECISION, Math.max(MAX_PRECISION - integerDigits, Math.min(scale, 6)))
}

export function additionType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale)
  return adjusted(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
}

export function multiplicationType(a: DecimalType, b: DecimalType): DecimalType {
  return adjusted(a.precision + b.precision + 1, a.scale + b.scale)
}

export function divisionType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(6, a.scale + b.precision + 1)
  return adjusted(a.precision - a.scale + b.scale + scale, scale)
}

export function moduloType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale)
  return adjusted(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale)
}

/** The type that holds the values of both. */
export function commonDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale)
  return adjusted(Math.max(a.precision - a.scale, b.precision - b.scale) + scale, scale)
}

/** Text with all digits of the scale: `-0.05`. */
export function formatDecimal(value: Int, scale: number): string {
  const digits = String(value < 0 ? -value : value).padStart(scale + 1, '0')
  const sign = value < 0 ? '-' : ''
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

const NUMBER = /^([+-])?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/

/** Scaled value of a decimal text, rounded half away from zero; undefined when it is no number, null when it does not fit. */
export function parseDecimal(text: string, { precision, scale }: DecimalType): Int | null | undefined {
  const match = NUMBER.exec(text)
  if (!match || (!match[2] && !match[3])) return undefined
  const fraction = match[3] ?? ''
  const exponent = Number(match[4] ?? 0) - fraction.length + scale
  const written = (match[2] ?? '') + fraction
  const digits = BigInt(written)
  if (exponent > 80) return digits === 0n ? 0 : null
  if (exponent + written.length < 0) return 0
  const size = exponent >= 0 ? digits * POWERS[exponent]! : divideRounded(digits, 10n ** BigInt(-exponent))
  return bounded(normal(match[1] === '-' ? -size : size), precision)
}

/** The shortest decimal text of a double, as java.math.BigDecimal.valueOf reads it, at a scale; null when it does not fit. */
export function decimalOfDouble(value: number, type: DecimalType): Int | null {
  return Number.isFinite(value) ? (parseDecimal(String(value), type) ?? null) : null
}

/** The nearest double. */
export function doubleOfDecimal(value: Int, scale: number): number {
  if (scale === 0) return Number(value)
  if (typeof value === 'number' && scale <= 22) return value / 10 ** scale
  return Number(formatDecimal(value, scale))
}
