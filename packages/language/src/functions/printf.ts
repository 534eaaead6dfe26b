/** PRINTF, with the directives of java.util.Formatter in English. */
import { wellFormed } from '../javaText.ts'
import { formatDecimal } from '../numbers/decimal.ts'
import { formatDouble, formatFloat } from '../numbers/doubleText.ts'
import type { Int } from '../numbers/integer.ts'
import type { TExpr } from '../syntax/expr.ts'
import { formatTimestamp } from '../time/calendar.ts'
import { type FieldType, formatType, isNumeric, isText, isTimestamp, STRING, TINYINT } from '../types.ts'
import type { Value } from '../value.ts'
import { castTo, DataError, type FunctionDefinition, wrongType } from './definition.ts'

/** A format that Java refuses: the result is NULL. */
class BadFormat extends Error {}

interface Directive {
  /** Number of the argument from 1, `previous`, or the next. */
  argument: number | 'previous' | undefined
  flags: string
  width: number | undefined
  precision: number | undefined
  conversion: string
}

const DIRECTIVE = /%(\d+\$)?([-#+ 0,(<]*)(\d+)?(\.\d+)?([tT])?([a-zA-Z%])/y
const MAX_WIDTH = 100_000

/** Literal text and directives in turn. */
function readFormat(format: string): (string | Directive)[] {
  const parts: (string | Directive)[] = []
  for (let at = 0; at < format.length; ) {
    const next = format.indexOf('%', at)
    if (next !== at) {
      parts.push(format.slice(at, next < 0 ? undefined : next))
      if (next < 0) break
      at = next
    }
    DIRECTIVE.lastIndex = at
    const match = DIRECTIVE.exec(format)
    if (!match || match[5]) throw new BadFormat()
    parts.push(directive(match))
    at += match[0].length
  }
  return parts
}

function directive(match: RegExpExecArray): Directive {
  const flags = match[2]!
  if (new Set(flags).size !== flags.length) throw new BadFormat()
  const width = match[3] === undefined ? undefined : Number(match[3])
  const precision = match[4] === undefined ? undefined : Number(match[4].slice(1))
  if ((width ?? 0) > MAX_WIDTH || (precision ?? 0) > MAX_WIDTH)
    throw new DataError(`PRINTF takes widths of up to ${MAX_WIDTH}.`)
  const argument = flags.includes('<') ? 'previous' : match[1] === undefined ? undefined : Number.parseInt(match[1], 10)
  return { argument, flags: flags.replace('<', ''), width, precision, conversion: match[6]! }
}

function format(text: string, args: readonly Value[], types: readonly FieldType[]): string {
  let result = ''
  let next = 0
  let previous = -1
  for (const part of readFormat(text)) {
    if (typeof part === 'string') result += part
    else if (part.conversion === '%' || part.conversion === 'n') result += withoutArgument(part)
    else {
      const index = part.argument === 'previous' ? previous : part.argument === undefined ? next++ : part.argument - 1
      if (index < 0 || index >= args.length) throw new BadFormat()
      previous = index
      const shown = convert(part, args[index]!, types[index]!)
      result += /[A-Z]/.test(part.conversion) ? shown.toUpperCase() : shown
    }
  }
  return result
}

function withoutArgument({ conversion, flags, width, precision }: Directive): string {
  if (precision !== undefined || (conversion === 'n' && (flags !== '' || width !== undefined))) throw new BadFormat()
  if (conversion === 'n') return '\n'
  return justified('%', { flags: checked(flags, '-'), width })
}

/** The flags, when all are allowed. */
function checked(flags: string, allowed: string): string {
  if (![...flags].every((flag) => allowed.includes(flag))) throw new BadFormat()
  return flags
}

function justified(text: string, { flags, width }: { flags: string; width: number | undefined }): string {
  const left = flags.includes('-')
  if (width === undefined) {
    if (left) throw new BadFormat()
    return text
  }
  return left ? text.padEnd(width) : text.padStart(width)
}

function convert(part: Directive, value: Value, type: FieldType): string {
  const { precision, width } = part
  switch (part.conversion.toLowerCase()) {
    case 's':
      return justified(cut(value === null ? 'null' : shown(value, type), precision), {
        flags: checked(part.flags, '-'),
        width,
      })
    case 'b':
      return justified(cut(value === null ? 'false' : type.t === 'BOOLEAN' ? String(value) : 'true', precision), {
        flags: checked(part.flags, '-'),
        width,
      })
    case 'h':
      return justified(cut(value === null ? 'null' : hashOf(value, type), precision), {
        flags: checked(part.flags, '-'),
        width,
      })
    case 'c':
      return character(part, value, type)
    case 'd':
    case 'x':
    case 'o':
      return whole(part, value, type)
    case 'e':
    case 'f':
    case 'g':
      return floating(part, value, type)
    case 'a':
      throw new DataError('PRINTF does not know the directive %a.')
    default:
      throw new BadFormat()
  }
}

const cut = (text: string, precision: number | undefined) => (precision === undefined ? text : text.slice(0, precision))

function shown(value: Value, type: FieldType): string {
  switch (type.t) {
    case 'DECIMAL':
      return formatDecimal(value as Int, type.scale)
    case 'DOUBLE':
      return formatDouble(value as number)
    case 'FLOAT':
      return formatFloat(value as number)
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return isoTime(value as number)
    default:
      return String(value)
  }
}

/** As java.time.LocalDateTime prints itself: seconds and fraction only where they are not zero. */
function isoTime(ms: number): string {
  const text = formatTimestamp(ms, 9, 'T')
  const fraction = text.slice(20)
  const digits = [0, 3, 6, 9].find((n) => /^0*$/.test(fraction.slice(n)))!
  if (digits > 0) return text.slice(0, 20 + digits)
  return text.slice(17, 19) === '00' ? text.slice(0, 16) : text.slice(0, 19)
}

function hashOf(value: Value, type: FieldType): string {
  if (typeof value === 'string') {
    let hash = 0
    for (let at = 0; at < value.length; at++) hash = (Math.imul(31, hash) + value.charCodeAt(at)) | 0
    return (hash >>> 0).toString(16)
  }
  if (type.t === 'BOOLEAN') return (value ? 1231 : 1237).toString(16)
  if (type.t === 'TINYINT' || type.t === 'SMALLINT' || type.t === 'INT') return ((value as number) >>> 0).toString(16)
  if (type.t === 'BIGINT') {
    const bits = BigInt.asUintN(64, BigInt(value as Int))
    return (Number((bits ^ (bits >> 32n)) & 0xffffffffn) >>> 0).toString(16)
  }
  throw new DataError(`PRINTF does not know the directive %h for ${formatType(type)}.`)
}

function character({ flags, width, precision }: Directive, value: Value, type: FieldType): string {
  if (precision !== undefined) throw new BadFormat()
  const options = { flags: checked(flags, '-'), width }
  if (value === null) return justified('null', options)
  const point = value as number
  if (!['TINYINT', 'SMALLINT', 'INT'].includes(type.t) || point < 0 || point > 0x10ffff) throw new BadFormat()
  return justified(String.fromCodePoint(point), options)
}

const BITS: Partial<Record<FieldType['t'], number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 }

function whole(part: Directive, value: Value, type: FieldType): string {
  const { conversion, precision } = part
  const decimal = conversion === 'd'
  if (precision !== undefined || conversion === 'D' || conversion === 'O') throw new BadFormat()
  const flags = checkedNumber(part, decimal ? '-+ 0,(' : '-#0')
  if (value === null) return padded('null', { ...part, flags: flags.replace('0', '') })
  const bits = BITS[type.t]
  if (!bits) throw new BadFormat()
  const number = BigInt(value as Int)
  if (decimal) return signed(part, number < 0n, grouped(String(number < 0n ? -number : number), flags))
  const digits = BigInt.asUintN(bits, number).toString(conversion.toLowerCase() === 'x' ? 16 : 8)
  const prefix = flags.includes('#') ? (conversion === 'o' ? '0' : '0x') : ''
  return padded(prefix + digits, part, prefix.length)
}

/** Flags of a number: those that exclude each other do not stand together. */
function checkedNumber({ flags, width }: Directive, allowed: string): string {
  checked(flags, allowed)
  const has = (flag: string) => flags.includes(flag)
  if ((has('+') && has(' ')) || (has('-') && has('0'))) throw new BadFormat()
  if ((has('-') || has('0')) && width === undefined) throw new BadFormat()
  return flags
}

const grouped = (digits: string, flags: string) =>
  flags.includes(',') ? digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : digits

function signed(part: Directive, negative: boolean, digits: string): string {
  const { flags } = part
  if (negative && flags.includes('(')) {
    const { width } = part
    const inner = flags.includes('0') && width !== undefined ? digits.padStart(width - 2, '0') : digits
    return padded(`(${inner})`, { ...part, flags: flags.replace('0', '') })
  }
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
  return padded(sign + digits, part, sign.length)
}

/** Brought to the width; zeros stand behind the sign. */
function padded(text: string, { flags, width }: Directive, signLength = 0): string {
  if (width === undefined) return text
  if (flags.includes('0')) return text.slice(0, signLength) + text.slice(signLength).padStart(width - signLength, '0')
  return flags.includes('-') ? text.padEnd(width) : text.padStart(width)
}

function floating(part: Directive, value: Value, type: FieldType): string {
  const conversion = part.conversion.toLowerCase()
  if (part.conversion === 'F') throw new BadFormat()
  const flags = checkedNumber(part, { f: '-#+ 0,(', e: '-#+ 0(', g: '-+ 0,(' }[conversion]!)
  if (value === null) return padded(cut('null', part.precision), { ...part, flags: flags.replace('0', '') })
  if (type.t !== 'DOUBLE' && type.t !== 'FLOAT') throw new BadFormat()
  const number = value as number
  if (Number.isNaN(number)) return padded('NaN', { ...part, flags: flags.replace('0', '') })
  const negative = number < 0 || Object.is(number, -0)
  if (!Number.isFinite(number)) return signed({ ...part, flags: flags.replace('0', '') }, negative, 'Infinity')
  const text = (type.t === 'FLOAT' ? formatFloat(Math.abs(number)) : formatDouble(Math.abs(number))).toLowerCase()
  const point = flags.includes('#')
  return signed(part, negative, FLOATING[conversion as 'e'](digitsOf(text), part.precision ?? 6, flags, point))
}

/** A number as digits without a point, and where the point stands. */
interface Digits {
  digits: string
  /** Power of ten of the first digit. */
  exponent: number
}

function digitsOf(text: string): Digits {
  const [mantissa, power] = text.split('e') as [string, string?]
  const [before, after = ''] = mantissa.split('.') as [string, string?]
  const all = before + after
  const first = all.search(/[1-9]/)
  if (first < 0) return { digits: '0', exponent: 0 }
  return { digits: all.slice(first).replace(/0+$/, ''), exponent: before.length - 1 - first + Number(power ?? 0) }
}

/** Rounded half up to a number of digits behind the first. */
function rounded({ digits, exponent }: Digits, behind: number): Digits {
  if (behind >= digits.length - 1) return { digits: digits.padEnd(behind + 1, '0'), exponent }
  const kept = behind < 0 ? '' : digits.slice(0, behind + 1)
  const up = behind >= -1 && digits[behind + 1]! >= '5'
  const next = String(BigInt(kept || '0') + (up ? 1n : 0n))
  if (next.length > Math.max(kept.length, 0) && kept !== '') return { digits: next, exponent: exponent + 1 }
  return { digits: next.padStart(kept.length || 1, '0'), exponent: kept === '' ? exponent + 1 : exponent }
}

const FLOATING: Record<'e' | 'f' | 'g', (n: Digits, precision: number, flags: string, point: boolean) => string> = {
  f: fixed,
  e: scientific,
  g(n, precision, flags, point) {
    const significant = Math.max(1, precision)
    const { exponent, digits } = rounded(n, significant - 1)
    if (/^0+$/.test(digits)) return fixed({ digits: '0', exponent: 0 }, significant - 1, flags, point)
    return exponent >= -4 && exponent < significant
      ? fixed(n, significant - exponent - 1, flags, point)
      : scientific(n, significant - 1, flags, point)
  },
}

function fixed(n: Digits, precision: number, flags: string, point: boolean): string {
  const { digits, exponent } = rounded(n, n.exponent + precision)
  const zero = /^0+$/.test(digits)
  const shifted = zero ? '' : exponent < 0 ? '0'.repeat(-exponent) + digits : digits
  const before = zero ? '0' : exponent < 0 ? '0' : shifted.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  const after = zero ? '' : exponent < 0 ? shifted.slice(1) : shifted.slice(exponent + 1)
  const fraction = after.slice(0, precision).padEnd(precision, '0')
  return grouped(before, flags) + (precision > 0 || point ? `.${fraction}` : '')
}

function scientific(n: Digits, precision: number, _flags: string, point: boolean): string {
  const { digits, exponent } = rounded(n, precision)
  const fraction = digits.slice(1).slice(0, precision).padEnd(precision, '0')
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return `${digits[0]}${precision > 0 || point ? `.${fraction}` : ''}e${exponent < 0 ? '-' : '+'}${power}`
}

const printable = (type: FieldType) => isText(type) || isNumeric(type) || type.t === 'BOOLEAN' || isTimestamp(type)

export const printf: FunctionDefinition = {
  name: 'PRINTF',
  group: 'text',
  usage: 'PRINTF(format, value, …)',
  summary: 'Values in a text with directives such as %s, %05d and %.2f; NULL when a directive does not fit its value.',
  zh: '按 %s、%05d、%.2f 等格式输出；格式与值不符时为 NULL。',
  examples: [
    ["PRINTF('%d-%s', 5, 'x')", '5-x'],
    ["PRINTF('%06.2f|%,d', 3.14159e0, 1234567)", '003.14|1,234,567'],
    ["PRINTF('%d', 'x')", null],
  ],
  strict: false,
  fails: true,
  resolve(call) {
    const [first, ...rest] = call.args
    if (call.args.length === 0)
      return call.problem({ code: 'argument-count', message: 'PRINTF takes at least 1 argument.', span: call.span })
    if (!first || rest.includes(undefined)) return undefined
    if (!isText(first.type) && first.type.t !== 'NULL') {
      const message = `PRINTF needs a text as first argument (format), found ${formatType(first.type)}.`
      return call.problem({ code: 'argument-type', message, span: call.spans[0]! })
    }
    const args: TExpr[] = [castTo(first, first.type.t === 'NULL' ? STRING : first.type)]
    for (const [i, arg] of (rest as TExpr[]).entries()) {
      if (arg.type.t !== 'NULL' && !printable(arg.type)) {
        const message = `PRINTF writes texts, numbers, conditions and time stamps, found ${formatType(arg.type)}.`
        return wrongType(call, i + 1, message, 'STRING')
      }
      args.push(castTo(arg, arg.type.t === 'NULL' ? TINYINT : arg.type))
    }
    return { args, type: STRING, nullable: true }
  },
  bind({ args }) {
    const types = args.slice(1).map((arg) => arg.type)
    return (text, ...values) => {
      if (text === null) return null
      try {
        // A precision may cut a character of two units in half.
        return wellFormed(format(text as string, values, types))
      } catch (problem) {
        if (problem instanceof BadFormat) return null
        throw problem
      }
    }
  },
}
