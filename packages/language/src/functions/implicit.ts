import { type FieldType, isBinary, isNumeric, isText, sameType, type Typed } from '../types.ts'

const FROM_INTEGERS = ['TINYINT', 'SMALLINT', 'INT', 'BIGINT']

/** Whether Flink converts a type to another without a cast being written. */
export function converts(from: FieldType, to: FieldType): boolean {
  if (from.t === 'NULL' || sameType(from, to)) return true
  if (from.t === 'ARRAY' && to.t === 'ARRAY') return convertsMember(from.of, to.of)
  if (from.t === 'MAP' && to.t === 'MAP')
    return convertsMember(from.key, to.key) && convertsMember(from.value, to.value)
  if (from.t === 'ROW' && to.t === 'ROW')
    return (
      from.fields.length === to.fields.length && from.fields.every((field, i) => convertsMember(field, to.fields[i]!))
    )
  switch (to.t) {
    case 'VARCHAR':
      return isText(from)
    case 'VARBINARY':
      return isBinary(from)
    case 'DECIMAL':
    case 'DOUBLE':
      return isNumeric(from)
    case 'FLOAT':
      return isNumeric(from) && from.t !== 'DOUBLE'
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return FROM_INTEGERS.slice(0, FROM_INTEGERS.indexOf(to.t) + 1).includes(from.t)
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP_LTZ':
      return from.t === to.t || from.t === 'TIMESTAMP'
    case 'TIMESTAMP':
      return from.t === to.t || from.t === 'TIMESTAMP_LTZ'
    default:
      return from.t === to.t
  }
}

const convertsMember = (from: Typed, to: Typed) => (to.nullable || !from.nullable) && converts(from.type, to.type)
