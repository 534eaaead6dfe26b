/** Result types that several aggregates share (Flink's FlinkTypeSystem). */
import {
  decimal,
  type FieldType,
  isBinary,
  isNested,
  isNumeric,
  isText,
  isTime,
  MAX_PRECISION,
  type Typed,
} from '@millrace/language'

/** SUM keeps the type; decimals get all digits. */
export const sumOf = (type: FieldType): FieldType => (type.t === 'DECIMAL' ? decimal(MAX_PRECISION, type.scale) : type)

/** AVG keeps the type; decimals get all digits and at least six after the point. */
export const meanOf = (type: FieldType): FieldType =>
  type.t === 'DECIMAL' ? decimal(MAX_PRECISION, Math.max(6, type.scale)) : type

export const sameType = ({ type }: Typed) => type
export const anything = () => true

/** Numbers, text, times and conditions have an order. */
export const hasOrder = (type: FieldType) =>
  !isNested(type) && !isBinary(type) && (isNumeric(type) || isText(type) || isTime(type) || type.t === 'BOOLEAN')
