/** The types of values, Flink's, and what may be said about them without looking at a value. */

export interface Typed {
  readonly type: FieldType
  readonly nullable: boolean
}

export type FieldType =
  | {
      readonly t: 'BOOLEAN' | 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT' | 'FLOAT' | 'DOUBLE' | 'DATE' | 'JSON' | 'NULL'
    }
  | { readonly t: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY'; readonly length: number }
  | { readonly t: 'DECIMAL'; readonly precision: number; readonly scale: number }
  | { readonly t: 'TIME' | 'TIMESTAMP' | 'TIMESTAMP_LTZ'; readonly precision: number }
  | { readonly t: 'INTERVAL_MONTH' | 'INTERVAL_SECOND' }
  | { readonly t: 'ARRAY'; readonly of: Typed }
  | { readonly t: 'MAP'; readonly key: Typed; readonly value: Typed }
  | { readonly t: 'ROW'; readonly fields: RowType }

export type TypeName = FieldType['t']
export type Field = { readonly name: string } & Typed
export type RowType = readonly Field[]
export type DecimalType = Extract<FieldType, { t: 'DECIMAL' }>

/** Length of STRING and BYTES: as much as Flink allows. */
export const UNBOUNDED = 2147483647
export const MAX_PRECISION = 38

export const BOOLEAN: FieldType = { t: 'BOOLEAN' }
export const TINYINT: FieldType = { t: 'TINYINT' }
export const SMALLINT: FieldType = { t: 'SMALLINT' }
export const INT: FieldType = { t: 'INT' }
export const BIGINT: FieldType = { t: 'BIGINT' }
export const FLOAT: FieldType = { t: 'FLOAT' }
export const DOUBLE: FieldType = { t: 'DOUBLE' }
export const DATE: FieldType = { t: 'DATE' }
export const TIME: FieldType = { t: 'TIME', precision: 0 }
export const JSON_TYPE: FieldType = { t: 'JSON' }
export const NULL: FieldType = { t: 'NULL' }
export const STRING: FieldType = { t: 'VARCHAR', length: UNBOUNDED }
export const BYTES: FieldType = { t: 'VARBINARY', length: UNBOUNDED }
export const INTERVAL_MONTH: FieldType = { t: 'INTERVAL_MONTH' }
export const INTERVAL_SECOND: FieldType = { t: 'INTERVAL_SECOND' }
export const decimal = (precision: number, scale: number): DecimalType => ({ t: 'DECIMAL', precision, scale })
export const timestamp = (precision: number): FieldType => ({ t: 'TIMESTAMP', precision })
export const timestampLtz = (precision: number): FieldType => ({ t: 'TIMESTAMP_LTZ', precision })
export const char = (length: number): FieldType => ({ t: 'CHAR', length })
export const varchar = (length: number): FieldType => ({ t: 'VARCHAR', length })
export const arrayOf = (of: Typed): FieldType => ({ t: 'ARRAY', of })
export const nullable = (type: FieldType): Typed => ({ type, nullable: true })
export const required = (type: FieldType): Typed => ({ type, nullable: false })

const INTEGERS = new Set<TypeName>(['TINYINT', 'SMALLINT', 'INT', 'BIGINT'])
const APPROXIMATE = new Set<TypeName>(['FLOAT', 'DOUBLE'])
const TEXTS = new Set<TypeName>(['CHAR', 'VARCHAR'])
const BINARIES = new Set<TypeName>(['BINARY', 'VARBINARY'])
const INSTANTS = new Set<TypeName>(['TIMESTAMP', 'TIMESTAMP_LTZ'])
const TIMES = new Set<TypeName>(['DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ'])
const INTERVALS = new Set<TypeName>(['INTERVAL_MONTH', 'INTERVAL_SECOND'])
const NESTED = new Set<TypeName>(['ARRAY', 'MAP', 'ROW'])

export const isInteger = (type: FieldType) => INTEGERS.has(type.t)
export const isApproximate = (type: FieldType) => APPROXIMATE.has(type.t)
export const isExact = (type: FieldType) => INTEGERS.has(type.t) || type.t === 'DECIMAL'
export const isNumeric = (type: FieldType) => isExact(type) || isApproximate(type)
export const isText = (type: FieldType) => TEXTS.has(type.t)
export const isBinary = (type: FieldType) => BINARIES.has(type.t)
export const isTimestamp = (type: FieldType) => INSTANTS.has(type.t)
export const isTime = (type: FieldType) => TIMES.has(type.t)
export const isInterval = (type: FieldType) => INTERVALS.has(type.t)
export const isNested = (type: FieldType) => NESTED.has(type.t)

/** Decimal digits that an integer type may need; its DECIMAL twin has this precision and scale 0. */
export const INTEGER_DIGITS: Partial<Record<TypeName, number>> = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 }

/** The DECIMAL that holds every value of an exact numeric type. */
export function asDecimal(type: FieldType): DecimalType {
  return type.t === 'DECIMAL' ? type : decimal(INTEGER_DIGITS[type.t] ?? MAX_PRECISION, 0)
}

/** Whether two types are the same, nested nullability and lengths included. */
export function sameType(a: FieldType, b: FieldType): boolean {
  return a === b || (a.t === b.t && formatType(a) === formatType(b))
}

const quoted = (name: string) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``)
export const formatTyped = ({ type, nullable }: Typed): string => formatType(type) + (nullable ? '' : ' NOT NULL')

/** The SQL text of a type, as documents, messages and the command line write it. */
export function formatType(type: FieldType): string {
  switch (type.t) {
    case 'CHAR':
    case 'BINARY':
      return `${type.t}(${type.length})`
    case 'VARCHAR':
      return type.length === UNBOUNDED ? 'STRING' : `VARCHAR(${type.length})`
    case 'VARBINARY':
      return type.length === UNBOUNDED ? 'BYTES' : `VARBINARY(${type.length})`
    case 'DECIMAL':
      return `DECIMAL(${type.precision}, ${type.scale})`
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return `${type.t}(${type.precision})`
    case 'INTERVAL_MONTH':
      return 'INTERVAL YEAR TO MONTH'
    case 'INTERVAL_SECOND':
      return 'INTERVAL DAY TO SECOND'
    case 'ARRAY':
      return `ARRAY<${formatTyped(type.of)}>`
    case 'MAP':
      return `MAP<${formatTyped(type.key)}, ${formatTyped(type.value)}>`
    case 'ROW':
      return `ROW<${type.fields.map((field) => `${quoted(field.name)} ${formatTyped(field)}`).join(', ')}>`
    default:
      return type.t
  }
}
