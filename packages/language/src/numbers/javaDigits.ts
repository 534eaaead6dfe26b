/**
 * The decimal digits of a floating-point number as Java up to version 18 chooses them.
 *
 * They are the shortest that read back as the number, with three exceptions that make up this algorithm: whole numbers up to 2^63
 * keep the digits that are significant, powers of two are thought to be closer to their lower neighbour, and a tie between two
 * shortest texts goes to the even digit.
 */

/** Digits without a point, and how many of them stand before it. */
export interface Digits {
  digits: string
  point: number
}

interface Parts {
  /** With the leading one, so that the number is `fraction × 2^(exponent − bits + 1)`; not zero. */
  fraction: bigint
  exponent: number
  /** Bits of the fraction, 53 or 24, and fewer for the smallest numbers. */
  bits: number
}

/** Digits of a finite number above zero. */
export function javaDigits(parts: Parts): Digits {
  const { fraction, exponent, bits } = parts
  const zeros = trailingZeros(fraction)
  const behindPoint = Math.max(0, bits - 1 - zeros - exponent)
  if (behindPoint === 0 && exponent <= 62) return wholeDigits(parts)
  return shortestDigits(parts, bits - zeros, behindPoint)
}

function trailingZeros(value: bigint): number {
  let count = 0
  for (let rest = value; (rest & 1n) === 0n; rest >>= 1n) count++
  return count
}

/** Digits that lie below the last bit are rounded away. */
function wholeDigits({ fraction, exponent, bits }: Parts): Digits {
  const shift = BigInt(exponent - bits + 1)
  const value = shift >= 0n ? fraction << shift : fraction >> -shift
  const unsure = exponent > bits ? Math.max(0, Math.floor((exponent - bits - 1) * Math.log10(2))) : 0
  const unit = 10n ** BigInt(unsure)
  const kept = String(value / unit + (2n * (value % unit) >= unit && unsure > 0 ? 1n : 0n))
  return { digits: kept.replace(/0+$/, ''), point: kept.length + unsure }
}

/** Steele and White's algorithm: digits are taken off until what is left is within half a unit of the last bit. */
function shortestDigits({ fraction, exponent, bits }: Parts, significant: number, behindPoint: number): Digits {
  let power = estimatedPower(fraction, exponent, bits)
  const [five, ten] = [Math.max(0, -power), Math.max(0, power)]
  let valueTwos = five + behindPoint + exponent
  let scaleTwos = ten + behindPoint
  let marginTwos = valueTwos - bits
  valueTwos -= significant - 1
  const common = Math.min(valueTwos, scaleTwos)
  valueTwos -= common
  scaleTwos -= common
  marginTwos -= common
  if (significant === 1) marginTwos--
  if (marginTwos < 0) {
    valueTwos -= marginTwos
    scaleTwos -= marginTwos
    marginTwos = 0
  }
  const mantissa = fraction >> BigInt(bits - significant)
  const scale = (5n ** BigInt(ten)) << BigInt(scaleTwos)
  const tenfold = scale * 10n
  let value = (mantissa * 5n ** BigInt(five)) << BigInt(valueTwos)
  let margin = (5n ** BigInt(five)) << BigInt(marginTwos)
  // Where its estimate allows Java computes in native words, which may overflow.
  const wordSize = wordSizeOf(bitsOf(significant + valueTwos, five), bitsOf(scaleTwos + 1, ten + 1))
  const wrapped = (sum: bigint) => (wordSize ? BigInt.asIntN(wordSize, sum) : sum)
  const step = () => {
    const digit = value / scale
    value = (value % scale) * 10n
    margin = wrapped(margin * 10n)
    return digit
  }
  const isLow = () => margin <= 0n || value < margin
  const isHigh = () =>
    margin <= 0n || (wordSize ? wrapped(value + margin) > wrapped(tenfold) : value + margin >= tenfold)
  let digits = ''
  const first = step()
  let [low, high] = [isLow(), isHigh()]
  if (first === 0n && !high) power--
  else digits = String(first)
  // Java always shows a digit behind the point, so the exponential form has at least two.
  if (power < -3 || power >= 8) low = high = false
  while (!low && !high) {
    digits += String(step())
    low = isLow()
    high = isHigh()
  }
  const up = high && (!low || roundsUp(2n * value - tenfold, digits))
  const rounded = up ? String(BigInt(digits) + 1n).padStart(digits.length, '0') : digits
  return { digits: rounded.replace(/0+$/, '') || '0', point: power + 1 + rounded.length - digits.length }
}

const roundsUp = (difference: bigint, digits: string) =>
  difference > 0n || (difference === 0n && Number(digits.at(-1)) % 2 === 1)

/** The native word in which Java computes, if one is large enough by its estimate. */
function wordSizeOf(valueBits: number, scaleBits: number): 32 | 64 | undefined {
  const bits = Math.max(valueBits, scaleBits)
  return bits < 32 ? 32 : bits < 64 ? 64 : undefined
}

/** Bits that a number times a power of five may need, as Java estimates them. */
const bitsOf = (bits: number, fives: number) =>
  bits + (fives < BITS_OF_FIVES.length ? BITS_OF_FIVES[fives]! : 3 * fives)
const BITS_OF_FIVES = Array.from({ length: 27 }, (_, n) => (n === 0 ? 0 : (5n ** BigInt(n)).toString(2).length))

/** The power of ten of the first digit, or one more. */
function estimatedPower(fraction: bigint, exponent: number, bits: number): number {
  const mantissa = Number(fraction) / 2 ** (bits - 1)
  return Math.floor((mantissa - 1.5) * 0.289529654 + 0.176091259 + exponent * 0.301029995663981)
}

const view = new DataView(new ArrayBuffer(8))

export function partsOfDouble(value: number): Parts {
  view.setFloat64(0, value)
  const raw = view.getBigUint64(0)
  return partsOf(raw & ((1n << 52n) - 1n), Number((raw >> 52n) & 2047n), 53, 1023)
}

export function partsOfFloat(value: number): Parts {
  view.setFloat32(0, value)
  const raw = BigInt(view.getUint32(0))
  return partsOf(raw & ((1n << 23n) - 1n), Number((raw >> 23n) & 255n), 24, 127)
}

function partsOf(fraction: bigint, exponent: number, bits: number, bias: number): Parts {
  if (exponent > 0) return { fraction: fraction | (1n << BigInt(bits - 1)), exponent: exponent - bias, bits }
  const length = fraction.toString(2).length
  return { fraction, exponent: 1 - bias - (bits - length), bits: length }
}
