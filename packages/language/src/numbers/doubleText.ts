/** The text of floating-point numbers as Java 17 writes it: `1.0`, `1.0E10`, `1.0E-5`, `Infinity`. */
import { type Digits, javaDigits, partsOfDouble, partsOfFloat } from './javaDigits.ts'

const WHOLE_LIMIT = 2 ** 53

export function formatDouble(value: number): string {
  const size = Math.abs(value)
  if (!Number.isFinite(value) || value === 0) return special(value)
  // Between these bounds the shortest text is Java's, but for powers of two.
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value)
    return text.includes('.')
      ? isPowerOfTwo(size)
        ? written(value, javaDigits(partsOfDouble(size)))
        : text
      : `${text}.0`
  }
  if (size >= 1e-290 && size < WHOLE_LIMIT && !isPowerOfTwo(size)) return scientific(value)
  return written(value, javaDigits(partsOfDouble(size)))
}

export function formatFloat(value: number): string {
  if (!Number.isFinite(value) || value === 0) return special(value)
  return written(value, javaDigits(partsOfFloat(Math.abs(value))))
}

const special = (value: number) => (Number.isFinite(value) ? (Object.is(value, -0) ? '-0.0' : '0.0') : String(value))

const isPowerOfTwo = (size: number) => Math.log2(size) % 1 === 0

function scientific(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}

function written(value: number, { digits, point }: Digits): string {
  const sign = value < 0 ? '-' : ''
  if (point > 0 && point < 8) {
    const padded = digits.padEnd(point, '0')
    return `${sign}${padded.slice(0, point)}.${padded.slice(point) || '0'}`
  }
  if (point <= 0 && point > -3) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${point - 1}`
}
