import { formatDouble } from '../numbers/doubleText.ts'
import { formatDate, formatTimeOfDay, formatTimestamp } from '../time/calendar.ts'
import { formatDayTime, formatYearMonth } from '../time/interval.ts'
import { formatTyped } from '../types.ts'
import type { Call, Expr } from './expr.ts'
import { isReserved } from './words.ts'

/** The text of an expression, fully parenthesised where it matters; `parse(print(e))` is `e` but for places. */
export function print(expr: Expr): string {
  switch (expr.k) {
    case 'col':
      return expr.from === undefined ? printName(expr.name) : `${printName(expr.from)}.${printName(expr.name)}`
    case 'word':
      return expr.word
    case 'lit':
      return printLiteral(expr)
    case 'call':
      return printCall(expr)
  }
}

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/
export function printName(name: string): string {
  return PLAIN.test(name) && !isReserved(name) ? name : `\`${name.replaceAll('`', '``')}\``
}

export const printText = (text: string) => `'${text.replaceAll("'", "''")}'`

function printLiteral({ value, type }: Extract<Expr, { k: 'lit' }>): string {
  if (value === null) return type.t === 'BOOLEAN' ? 'UNKNOWN' : 'NULL'
  switch (type.t) {
    case 'BOOLEAN':
      return value ? 'TRUE' : 'FALSE'
    case 'CHAR':
    case 'VARCHAR':
      return printText(String(value))
    case 'BINARY':
    case 'VARBINARY':
      return `X'${value}'`
    case 'DOUBLE':
    case 'FLOAT':
      return exponent(Number(value))
    case 'DECIMAL':
      // Without a digit before the point: then none counts.
      return type.precision === type.scale ? String(value).replace(/^(-?)0\./, '$1.') : String(value)
    case 'DATE':
      return `DATE '${formatDate(Number(value))}'`
    case 'TIME':
      return `TIME '${formatTimeOfDay(Number(value), type.precision)}'`
    case 'TIMESTAMP':
      return `TIMESTAMP '${formatTimestamp(Number(value), type.precision)}'`
    case 'INTERVAL_MONTH':
      return signed(formatYearMonth(Number(value)), 'YEAR TO MONTH')
    case 'INTERVAL_SECOND':
      return signed(formatDayTime(Number(value)), 'DAY TO SECOND')
    default:
      return String(value)
  }
}

const signed = (text: string, unit: string) => `INTERVAL ${text[0] === '-' ? '-' : ''}'${text.slice(1)}' ${unit}`

/** A double always shows its exponent, or it would be read as a decimal. */
function exponent(value: number): string {
  const text = formatDouble(value)
  return /[EN]|I/.test(text) ? text : `${text}E0`
}

const INFIX = new Set(['+', '-', '*', '/', '%', '||', '=', '<>', '<', '<=', '>', '>=', 'AND', 'OR', 'OVERLAPS'])
const DISTINCT = /^IS (NOT )?DISTINCT FROM$/

function printCall(call: Call): string {
  const { fn, args } = call
  const [a, b, c] = args.map(print)
  if (INFIX.has(fn)) return `(${a} ${fn} ${b})`
  if (DISTINCT.test(fn)) return `(${a} ${fn} ${b})`
  if (/^IS (NOT )?JSON$/.test(fn)) return `(${a} ${fn} ${b})`
  if (fn.startsWith('IS ')) return `(${a} ${fn})`
  if (/LIKE$|SIMILAR TO$/.test(fn)) return `(${a} ${fn} ${b}${c === undefined ? '' : ` ESCAPE ${c}`})`
  if (/BETWEEN/.test(fn) && fn !== 'INTERVAL BETWEEN') return `(${a} ${fn} ${b} AND ${c})`
  if (/^(NOT )?IN$/.test(fn)) return `(${a} ${fn} (${args.slice(1).map(print).join(', ')}))`
  const form = FORMS[fn]
  if (form) return form(call)
  return `${fn}(${call.distinct ? 'DISTINCT ' : ''}${args.map(print).join(', ')})`
}

const wordOf = (expr: Expr | undefined) => (expr?.k === 'word' ? expr.word : '')

const FORMS: Record<string, (call: Call) => string> = {
  NOT: ({ args }) => `(NOT ${print(args[0]!)})`,
  'UNARY -': ({ args }) => `(- ${apart(args[0]!)})`,
  'UNARY +': ({ args }) => `(+ ${print(args[0]!)})`,
  '[]': ({ args }) => `${print(args[0]!)}[${print(args[1]!)}]`,
  '.': ({ args }) => `${args[0]!.k === 'col' ? print(args[0]!) : `(${print(args[0]!)})`}.${printName(wordOf(args[1]))}`,
  'INTERVAL BETWEEN': ({ args }) => `((${print(args[0]!)} - ${print(args[1]!)}) ${wordOf(args[2])})`,
  CASE: ({ args }) => {
    const branches: string[] = []
    for (let i = 0; i + 1 < args.length; i += 2) branches.push(`WHEN ${print(args[i]!)} THEN ${print(args[i + 1]!)}`)
    return `CASE ${branches.join(' ')} ELSE ${print(args[args.length - 1]!)} END`
  },
  CAST: ({ fn, args, as }) => `${fn}(${print(args[0]!)} AS ${formatTyped(as!)})`,
  TRY_CAST: ({ fn, args, as }) => `${fn}(${print(args[0]!)} AS ${formatTyped(as!)})`,
  EXTRACT: ({ args }) => `EXTRACT(${wordOf(args[0])} FROM ${print(args[1]!)})`,
  FLOOR: roundForm,
  CEIL: roundForm,
  TRIM: ({ args }) => `TRIM(${wordOf(args[0])} ${print(args[1]!)} FROM ${print(args[2]!)})`,
  POSITION: ({ args }) =>
    `POSITION(${print(args[0]!)} IN ${print(args[1]!)}${args[2] ? ` FROM ${print(args[2])}` : ''})`,
  OVERLAY: ({ args }) =>
    `OVERLAY(${print(args[0]!)} PLACING ${print(args[1]!)} FROM ${print(args[2]!)}${args[3] ? ` FOR ${print(args[3])}` : ''})`,
  ARRAY: ({ args }) => `ARRAY[${args.map(print).join(', ')}]`,
  MAP: ({ args }) => `MAP[${args.map(print).join(', ')}]`,
  FILTER: ({ args }) => `${print(args[0]!)} FILTER (WHERE ${print(args[1]!)})`,
  JSON_VALUE: ({ args, as }) =>
    `JSON_VALUE(${print(args[0]!)}, ${print(args[1]!)}${as ? ` RETURNING ${formatTyped(as)}` : ''} ${onWhen(args, 2, 'EMPTY')} ${onWhen(args, 4, 'ERROR')})`,
  JSON_QUERY: ({ args, as }) =>
    `JSON_QUERY(${print(args[0]!)}, ${print(args[1]!)}${as ? ` RETURNING ${formatTyped(as)}` : ''} ${wrapper(wordOf(args[2]))} ${wordOf(args[3])} ON EMPTY ${wordOf(args[4])} ON ERROR)`,
  JSON_EXISTS: ({ args }) => `JSON_EXISTS(${print(args[0]!)}, ${print(args[1]!)} ${wordOf(args[2])} ON ERROR)`,
  JSON_OBJECT: ({ args }) => {
    const members: string[] = []
    for (let i = 1; i + 1 < args.length; i += 2) members.push(`KEY ${print(args[i]!)} VALUE ${print(args[i + 1]!)}`)
    return `JSON_OBJECT(${[members.join(', '), `${wordOf(args[0])} ON NULL`].filter(Boolean).join(' ')})`
  },
  JSON_ARRAY: ({ args }) =>
    `JSON_ARRAY(${[args.slice(1).map(print).join(', '), `${wordOf(args[0])} ON NULL`].filter(Boolean).join(' ')})`,
}

/** A minus right before digits would belong to the number. */
function apart(expr: Expr): string {
  const printed = print(expr)
  return /^[\d.]/.test(printed) ? `(${printed})` : printed
}

function roundForm({ fn, args }: Call): string {
  return `${fn}(${print(args[0]!)}${args[1] ? ` TO ${wordOf(args[1])}` : ''})`
}

function onWhen(args: readonly Expr[], at: number, when: string): string {
  const behaviour = wordOf(args[at])
  return `${behaviour}${behaviour === 'DEFAULT' ? ` ${print(args[at + 1]!)}` : ''} ON ${when}`
}

const wrapper = (kind: string) => (kind === 'WITHOUT' ? 'WITHOUT ARRAY WRAPPER' : `WITH ${kind} ARRAY WRAPPER`)
