/** Values of every type as JSON, as Flink writes them. */
import { doubleDecimalText, JsonNumber, type JsonTree, parseJson } from '../../json/tree.ts'
import { formatDecimal } from '../../numbers/decimal.ts'
import { formatDouble } from '../../numbers/doubleText.ts'
import type { Int } from '../../numbers/integer.ts'
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { formatTimestamp } from '../../time/calendar.ts'
import { type FieldType, formatType, isInteger, isText } from '../../types.ts'
import { type Row, toBase64, type Value } from '../../value.ts'
import { type CallSite, DataError, wrongType } from '../definition.ts'

export type Convert = (value: Value) => JsonTree

/** How values of a type become JSON; undefined for the types that Flink does not write. */
export function jsonConverter(type: FieldType): Convert | undefined {
  if (isInteger(type)) return (value) => new JsonNumber(String(value), true)
  switch (type.t) {
    case 'NULL':
      return () => null
    case 'CHAR':
    case 'VARCHAR':
    case 'BOOLEAN':
      return (value) => value as string | boolean
    case 'JSON':
      return (value) => parseJson(value as string) ?? null
    case 'DECIMAL':
      return (value) => decimalNumber(formatDecimal(value as Int, type.scale))
    case 'FLOAT':
    case 'DOUBLE':
      return (value) => doubleNumber(value as number)
    case 'BINARY':
    case 'VARBINARY':
      return (value) => toBase64(value as Uint8Array)
    case 'TIMESTAMP':
      return (value) => isoTimestamp(value as number)
    case 'TIMESTAMP_LTZ':
      return (value) => `${isoTimestamp(value as number)}Z`
    case 'ARRAY':
      return arrayConverter(type.of.type)
    case 'MAP':
      return mapConverter(type.key.type, type.value.type)
    case 'ROW':
      return rowConverter(type.fields)
    default:
      return undefined
  }
}

function decimalNumber(text: string): JsonNumber {
  const [whole, fraction = ''] = text.split('.') as [string, string?]
  return new JsonNumber(doubleDecimalText(`${whole}.${fraction}`), fraction === '')
}

/** What is no number in JSON is written as text. */
function doubleNumber(value: number): JsonTree {
  if (!Number.isFinite(value)) return formatDouble(value)
  return new JsonNumber(doubleDecimalText(formatDouble(value)), false)
}

/** `2026-11-21T10:22:33.5`: without the zeros at the end of the fraction. */
const isoTimestamp = (ms: number) => formatTimestamp(ms, 9, 'T').replace(/\.?0*$/, '')
export const orNull = (convert: Convert, value: Value): JsonTree => (value === null ? null : convert(value))

function arrayConverter(of: FieldType): Convert | undefined {
  const convert = jsonConverter(of)
  return convert && ((value) => (value as readonly Value[]).map((item) => orNull(convert, item)))
}

function mapConverter(key: FieldType, value: FieldType): Convert | undefined {
  const convert = jsonConverter(value)
  if (!convert || !isText(key)) return undefined
  return (entries) => {
    const members = new Map<string, JsonTree>()
    for (const [k, v] of entries as readonly Value[][]) {
      if (k === null) throw new DataError('A map with the key NULL cannot be written as JSON.')
      members.set(k as string, orNull(convert, v!))
    }
    return members
  }
}

function rowConverter(fields: readonly { name: string; type: FieldType }[]): Convert | undefined {
  const converters = fields.map(({ type }) => jsonConverter(type))
  if (!converters.every((convert) => convert !== undefined)) return undefined
  return (row) => new Map(fields.map(({ name }, i) => [name, orNull(converters[i]!, (row as Row)[i] ?? null)]))
}

const containsMap = (type: FieldType): boolean =>
  type.t === 'MAP' ||
  (type.t === 'ARRAY' && containsMap(type.of.type)) ||
  (type.t === 'ROW' && type.fields.some((field) => containsMap(field.type)))

export const writesMap = ({ args }: TCall) => args.some((arg) => containsMap(arg.type))

export function writable(call: CallSite, arg: TExpr, index: number): boolean {
  if (arg.type.t !== 'NULL' && jsonConverter(arg.type)) return true
  wrongType(call, index, `${formatType(arg.type)} cannot be written as JSON.`, 'STRING')
  return false
}
