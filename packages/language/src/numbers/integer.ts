/**
 * 64- and 128-bit integers in one form: a JavaScript number when it is safe, else a bigint ("normalised").
 *
 * The usual case is then plain number arithmetic, `===` and `<` work on any mixture, and nothing is ever rounded.
 */
export type Int = number | bigint

export const isSafe = (n: number) => n <= Number.MAX_SAFE_INTEGER && n >= Number.MIN_SAFE_INTEGER

/** Brings a bigint into the common form. */
export function normal(value: bigint): Int {
  return value <= 9007199254740991n && value >= -9007199254740991n ? Number(value) : value
}

export const wrap64 = (value: bigint): Int => normal(BigInt.asIntN(64, value))

export const add64 = (a: Int, b: Int): Int => wrap64(BigInt(a) + BigInt(b))
export const subtract64 = (a: Int, b: Int): Int => wrap64(BigInt(a) - BigInt(b))
export const negate64 = (a: Int): Int => wrap64(-BigInt(a))

/** From the two halves of a column that do not make a safe number. */
export function wide64(low: number, high: number): Int {
  // −2^53 is not safe, so what begins with its high word takes the slow way.
  if (high > -2097152 && high < 2097152) return high * 4294967296 + (low >>> 0)
  return normal((BigInt(high) << 32n) | BigInt(low >>> 0))
}

/** Value of a 64-bit column cell. */
export function read64(data: Int32Array, row: number): Int {
  const low = data[2 * row]!
  const high = data[2 * row + 1]!
  return high === low >> 31 ? low : wide64(low, high)
}

export function write64(data: Int32Array, row: number, value: Int): void {
  if (typeof value === 'number') {
    data[2 * row] = value | 0
    data[2 * row + 1] = value === (value | 0) ? value >> 31 : Math.floor(value / 4294967296)
  } else {
    data[2 * row] = Number(BigInt.asIntN(32, value))
    data[2 * row + 1] = Number(BigInt.asIntN(32, value >> 32n))
  }
}

/** Value of a 128-bit column cell: four words, lowest first. */
export function read128(data: Int32Array, row: number): Int {
  const at = 4 * row
  const low = data[at]!
  const high = data[at + 1]!
  const sign = high >> 31
  if (data[at + 2] === sign && data[at + 3] === sign) return high === low >> 31 ? low : wide64(low, high)
  const upper = (BigInt(data[at + 3]!) << 32n) | BigInt(data[at + 2]! >>> 0)
  return normal((upper << 64n) | (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0))
}

export function write128(data: Int32Array, row: number, value: Int): void {
  const at = 4 * row
  if (typeof value === 'number') {
    const high = value === (value | 0) ? value >> 31 : Math.floor(value / 4294967296)
    data[at] = value | 0
    data[at + 1] = high
    data[at + 2] = data[at + 3] = high >> 31
  } else for (let word = 0; word < 4; word++) data[at + word] = Number(BigInt.asIntN(32, value >> BigInt(32 * word)))
}
