import { commonDecimal } from '../numbers/decimal.ts'
import {
  asDecimal,
  BIGINT,
  char,
  DOUBLE,
  type FieldType,
  FLOAT,
  isApproximate,
  isBinary,
  isExact,
  isInteger,
  isNumeric,
  isText,
  isTimestamp,
  sameType,
  type Typed,
  varchar,
} from '../types.ts'

const WIDTH = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT']

/** The wider of two integer types. */
const widerInteger = (a: FieldType, b: FieldType) => (WIDTH.indexOf(a.t) >= WIDTH.indexOf(b.t) ? a : b)

/** The narrowest type that holds the values of both; undefined when there is none (Calcite's leastRestrictive). */
export function commonType(a: FieldType, b: FieldType): FieldType | undefined {
  if (a.t === 'NULL') return b
  if (b.t === 'NULL' || sameType(a, b)) return a
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b)
  if (isText(a) && isText(b)) return commonText(a, b)
  if (isBinary(a) && isBinary(b)) return { t: 'VARBINARY', length: Math.max(lengthOf(a), lengthOf(b)) }
  if (isTimestamp(a) && a.t === b.t && 'precision' in b) return precision(a) >= precision(b) ? a : b
  if (a.t === 'DATE' && isTimestamp(b)) return b
  if (b.t === 'DATE' && isTimestamp(a)) return a
  if (a.t === 'TIME' && b.t === 'TIME') return a.precision >= b.precision ? a : b
  return commonNested(a, b)
}

const lengthOf = (type: FieldType) => ('length' in type ? type.length : 0)
const precision = (type: FieldType) => ('precision' in type ? type.precision : 0)

function commonText(a: FieldType, b: FieldType): FieldType {
  const length = Math.max(lengthOf(a), lengthOf(b))
  return a.t === 'CHAR' && b.t === 'CHAR' && lengthOf(a) === lengthOf(b) ? char(length) : varchar(length)
}

/** The type in which numbers of two types are computed and compared. */
export function commonNumeric(a: FieldType, b: FieldType): FieldType {
  // Of FLOAT and DOUBLE the first operand wins: to Calcite both have the same precision.
  if (isApproximate(a) && isApproximate(b)) return a
  if (isApproximate(a) || isApproximate(b)) {
    const [approximate, other] = isApproximate(a) ? [a, b] : [b, a]
    return approximate.t === 'DOUBLE' || other.t === 'DECIMAL' ? DOUBLE : FLOAT
  }
  if (isInteger(a) && isInteger(b)) return widerInteger(a, b)
  return isExact(a) && isExact(b) ? commonDecimal(asDecimal(a), asDecimal(b)) : BIGINT
}

function commonNested(a: FieldType, b: FieldType): FieldType | undefined {
  if (a.t === 'ARRAY' && b.t === 'ARRAY') {
    const of = commonTyped(a.of, b.of)
    return of && { t: 'ARRAY', of }
  }
  if (a.t === 'MAP' && b.t === 'MAP') {
    const key = commonTyped(a.key, b.key)
    const value = commonTyped(a.value, b.value)
    return key && value && { t: 'MAP', key, value }
  }
  if (a.t !== 'ROW' || b.t !== 'ROW' || a.fields.length !== b.fields.length) return undefined
  const fields = a.fields.map((field, i) => {
    const common = commonTyped(field, b.fields[i]!)
    return common && { name: field.name, ...common }
  })
  return fields.every((field) => field !== undefined) ? { t: 'ROW', fields } : undefined
}

function commonTyped(a: Typed, b: Typed): Typed | undefined {
  const type = commonType(a.type, b.type)
  return type && { type, nullable: a.nullable || b.nullable }
}

/** The common type of several; undefined when there is none. */
export function commonTypeOf(types: readonly FieldType[]): FieldType | undefined {
  return types.reduce<FieldType | undefined>((common, type) => common && commonType(common, type), { t: 'NULL' })
}
