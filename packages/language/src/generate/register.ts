import type { FieldType } from '../types.ts'

/**
 * Where a value lies while a row is computed: names in the generated source.
 *
 * `nul` is a condition that is true for NULL, or null when the value cannot be NULL; the rest is then without meaning but of the
 * same JavaScript type, so arithmetic on it is harmless. For `bool` it is false.
 */
export type Register = { nul: string | null } /** A JavaScript number. */ & (
  | { r: 'num'; v: string }
  /** A number when safe, else a bigint. */
  | { r: 'big'; v: string }
  | { r: 'bool'; v: string }
  /** A slice of UTF-8 or of plain bytes. */
  | { r: 'slice'; bytes: string; start: string; end: string }
  /** A JavaScript string. */
  | { r: 'text'; v: string }
  /** Any other value as in `value.ts`. */
  | { r: 'any'; v: string }
)

type RegisterKind = Register['r']

/** DECIMAL values of up to this precision are always safe numbers, and so are sums of two of them. */
export const SAFE_PRECISION = 15

/** What a computed value of a type is kept as. */
export function registerKind(type: FieldType): RegisterKind {
  switch (type.t) {
    case 'BOOLEAN':
      return 'bool'
    case 'BIGINT':
      return 'big'
    case 'DECIMAL':
      return type.precision <= SAFE_PRECISION ? 'num' : 'big'
    case 'CHAR':
    case 'VARCHAR':
    case 'JSON':
      return 'text'
    case 'BINARY':
    case 'VARBINARY':
    case 'ARRAY':
    case 'MAP':
    case 'ROW':
      return 'any'
    default:
      return 'num'
  }
}

/** A value that stands where a register holds NULL. */
export const PLACEHOLDER: Record<RegisterKind, string> = {
  num: '0',
  big: '0',
  bool: 'false',
  slice: '',
  text: "''",
  any: 'null',
}

/** A condition that is true when one of the registers is NULL; null when none can be. */
export function anyNull(registers: readonly { nul: string | null }[]): string | null {
  const conditions = [...new Set(registers.map(({ nul }) => nul).filter((nul) => nul !== null))]
  return conditions.length === 0 ? null : conditions.length === 1 ? conditions[0]! : `(${conditions.join(' || ')})`
}
