/** Numbers that look random and depend only on a seed, a row number and a salt: any row can be made without those before it. */

/** 32 random bits. */
export function bits(seed: number, row: number, salt: number): number {
  let h = Math.imul(row ^ (row / 4294967296), 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b) ^ Math.imul(salt, 0xc2b2ae35)
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return (h ^ (h >>> 16)) >>> 0
}

/** From 0 (inclusive) to 1 (exclusive). */
export const unit = (seed: number, row: number, salt: number): number => bits(seed, row, salt) / 4294967296

/** A whole number below a limit, small ones more often. */
export const skewed = (seed: number, row: number, salt: number, limit: number): number =>
  Math.floor(unit(seed, row, salt) ** 2 * limit)
