/** Checked expressions as Flink SQL. */
import { knownDefinition } from './functions/catalogue.ts'
import { formatDouble } from './numbers/doubleText.ts'
import type { TCall, TExpr } from './syntax/expr.ts'
import { sqlType } from './syntax/sqlType.ts'
import { formatDate, formatTimeOfDay, formatTimestamp } from './time/calendar.ts'
import type { FieldType } from './types.ts'

export interface PrintedSql {
  sql: string
  /** Functions that Flink SQL does not have, each with a sentence; the text is then no SQL. */
  beyond: readonly { fn: string; reason: string }[]
}

/** Prints an expression; `column` gives the SQL of a column. */
export function printSql(expr: TExpr, column: (index: number, from: number | undefined) => string): PrintedSql {
  const beyond = new Map<string, string>()
  const print = (part: TExpr): string => {
    if (part.k === 'col') return column(part.index, part.from)
    if (part.k === 'lit') return literalSql(part)
    return callSql(part, print, (fn, reason) => beyond.set(fn, reason))
  }
  const sql = print(expr)
  return { sql, beyond: [...beyond].map(([fn, reason]) => ({ fn, reason })) }
}

function callSql(call: TCall, print: (part: TExpr) => string, refuse: (fn: string, reason: string) => void): string {
  if (call.implicit) return print(call.args[0]!)
  const definition = knownDefinition(call.fn)
  if (definition.beyondFlink) refuse(call.fn, definition.beyondFlink)
  // What CAST makes of a NULL is in the literal already.
  if (call.fn.endsWith('CAST') && isNull(call.args[0]!)) return nullSql(call.type)
  const args = call.args.map(print)
  return definition.sql?.(args, call) ?? `${definition.name}(${args.join(', ')})`
}

const isNull = (expr: TExpr) => expr.k === 'lit' && expr.value === null
const nullSql = (type: FieldType) => (type.t === 'NULL' ? 'NULL' : `CAST(NULL AS ${sqlType(type)})`)
const textSql = (text: string) => `'${text.replaceAll("'", "''")}'`

function literalSql({ value, type }: Extract<TExpr, { k: 'lit' }>): string {
  if (value === null) return nullSql(type)
  switch (type.t) {
    case 'BOOLEAN':
      return value ? 'TRUE' : 'FALSE'
    case 'TINYINT':
    case 'SMALLINT':
      return cast(String(value), type)
    case 'BIGINT':
      return isLong(String(value)) ? String(value) : cast(String(value), type)
    case 'DECIMAL':
      return decimalSql(String(value), type)
    case 'DOUBLE':
    case 'FLOAT':
      return floatingSql(Number(value), type)
    case 'CHAR':
      return textSql(String(value))
    case 'VARCHAR':
      return cast(textSql(String(value)), type)
    case 'BINARY':
      return `X'${value}'`
    case 'VARBINARY':
      return cast(`X'${value}'`, type)
    default:
      return timeSql(Number(value), type) ?? String(value)
  }
}

const cast = (sql: string, type: FieldType) => `CAST(${sql} AS ${sqlType(type)})`
/** Digits that SQL itself takes for a BIGINT: too many for an INT. */
const isLong = (digits: string) =>
  (BigInt(digits) > 2147483647n || BigInt(digits) < -2147483648n) && BigInt(digits) !== -9223372036854775808n

function decimalSql(digits: string, type: Extract<FieldType, { t: 'DECIMAL' }>): string {
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.')
  const own = fraction.length === type.scale && whole.length + fraction.length === type.precision && fraction !== ''
  // Flink reads no decimal literal whose digits exceed a BIGINT.
  const long = BigInt(digits.replace('.', ''))
  if (BigInt.asIntN(64, long) !== long) return cast(textSql(digits), type)
  return own ? digits : cast(digits, type)
}

function floatingSql(value: number, type: FieldType): string {
  if (!Number.isFinite(value)) return cast(textSql(formatDouble(value)), type)
  const text = formatDouble(value)
  const sql = text.includes('E') ? text : `${text}E0`
  return type.t === 'FLOAT' ? cast(sql, type) : sql
}

function timeSql(value: number, type: FieldType): string | undefined {
  switch (type.t) {
    case 'DATE':
      return `DATE '${formatDate(value)}'`
    case 'TIME':
      return `TIME '${formatTimeOfDay(value, type.precision)}'`
    case 'TIMESTAMP':
      return `TIMESTAMP '${formatTimestamp(value, type.precision)}'`
    case 'TIMESTAMP_LTZ':
      return cast(`TO_TIMESTAMP_LTZ(${value}, 3)`, type)
    case 'INTERVAL_MONTH':
      return monthsSql(value)
    case 'INTERVAL_SECOND':
      return millisSql(value)
    default:
      return undefined
  }
}

function monthsSql(months: number): string {
  const sign = months < 0 ? '-' : ''
  const size = Math.abs(months)
  if (size < 100) return `INTERVAL ${sign}'${size}' MONTH`
  return `INTERVAL ${sign}'${Math.floor(size / 12)}-${size % 12}' YEAR(4) TO MONTH`
}

const DAY = 86_400_000
const SIZES = [
  ['DAY', DAY],
  ['HOUR', 3_600_000],
  ['MINUTE', 60_000],
  ['SECOND', 1000],
] as const

/**
 * In the largest unit that gives a whole number of at most two digits, as SQL wants them; else in days and time.
 *
 * Flink takes days of up to three digits; more are a product.
 */
function millisSql(ms: number): string {
  const sign = ms < 0 ? '-' : ''
  const size = Math.abs(ms)
  const unit = SIZES.find(([, length]) => size % length === 0 && size / length < 100)
  if (unit) return `INTERVAL ${sign}'${size / unit[1]}' ${unit[0]}`
  const [days, rest] = [Math.floor(size / DAY), size % DAY]
  if (days > 999) return `(INTERVAL ${sign}'1' DAY * ${days} + ${millisSql(ms < 0 ? -rest : rest)})`
  return `INTERVAL ${sign}'${days} ${formatTimeOfDay(rest, 3)}' DAY(3) TO SECOND`
}
