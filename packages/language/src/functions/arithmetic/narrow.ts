/** Whole numbers cut to the bits of their type, as Java does it. */
import { type Int, normal } from '../../numbers/integer.ts'
import type { FieldType } from '../../types.ts'

const BITS: Partial<Record<FieldType['t'], number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 }

/** The low bits, as Java keeps them. */
export const wrapTo = (type: FieldType, value: bigint): Int => normal(BigInt.asIntN(BITS[type.t] ?? 64, value))

/** Source that narrows a whole number below 2^53 to an integer type of at most 32 bits. */
export function narrowed(type: FieldType, source: string): string {
  if (type.t === 'TINYINT') return `(${source}) << 24 >> 24`
  if (type.t === 'SMALLINT') return `(${source}) << 16 >> 16`
  return `(${source}) | 0`
}
