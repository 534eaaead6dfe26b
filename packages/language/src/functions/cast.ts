import type { Generator } from '../generate/generator.ts'
import { type Register, registerKind, SAFE_PRECISION } from '../generate/register.ts'
import type { TCall } from '../syntax/expr.ts'
import { sqlType } from '../syntax/sqlType.ts'
import { UTC } from '../time/zone.ts'
import {
  type FieldType,
  formatType,
  isApproximate,
  isInteger,
  isNumeric,
  isText,
  isTime,
  isTimestamp,
  sameType,
  TIME,
  type Typed,
  UNBOUNDED,
} from '../types.ts'
import { narrowed } from './arithmetic/narrow.ts'
import { type Cast, castRule, saturated32 } from './castRules.ts'
import { DataError, type FunctionDefinition } from './definition.ts'

/** Whether a conversion can fail on a value, rather than give NULL or another value. */
function castFails(from: FieldType, to: FieldType): boolean {
  if (isText(from)) return !isText(to) && to.t !== 'BINARY' && to.t !== 'VARBINARY'
  if (from.t === 'ARRAY' && to.t === 'ARRAY') return castFails(from.of.type, to.of.type)
  if (from.t === 'MAP' && to.t === 'MAP')
    return castFails(from.key.type, to.key.type) || castFails(from.value.type, to.value.type)
  if (from.t === 'ROW' && to.t === 'ROW')
    return from.fields.some((field, i) => castFails(field.type, to.fields[i]!.type))
  return false
}

function refusal(from: FieldType, to: FieldType): { message: string; hint?: string } {
  const message = `${formatType(from)} cannot be converted to ${formatType(to)}.`
  if (isNumeric(from) && isTimestamp(to)) return { message, hint: 'Write TO_TIMESTAMP_LTZ(milliseconds, 3).' }
  if (isTime(from) && isNumeric(to))
    return { message, hint: 'Write EXTRACT(EPOCH FROM t) or TIMESTAMPDIFF(SECOND, a, b).' }
  return { message }
}

/** CAST knows a TIME of whole seconds only, as in Flink, whatever precision is asked for. */
function withoutTimeDigits(type: FieldType): FieldType {
  const inside = <T extends Typed>(typed: T): T => ({ ...typed, type: withoutTimeDigits(typed.type) })
  if (type.t === 'TIME') return TIME
  if (type.t === 'ARRAY') return { ...type, of: inside(type.of) }
  if (type.t === 'MAP') return { ...type, key: inside(type.key), value: inside(type.value) }
  return type.t === 'ROW' ? { ...type, fields: type.fields.map(inside) } : type
}

function castDefinition(
  name: 'CAST' | 'TRY_CAST',
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  const attempt = name === 'TRY_CAST'
  return {
    name,
    group: 'cast',
    usage: `${name}(value AS type)`,
    ...words,
    strict: true,
    fails: ({ args, type }) => !attempt && castFails(args[0]!.type, type),
    resolve(call) {
      const [arg] = call.args
      if (!arg || !call.as) return undefined
      const type = withoutTimeDigits(call.as.type)
      if (arg.type.t === 'NULL') return { args: [{ ...arg, type }], type, nullable: true }
      if (!castRule(arg.type, type, UTC))
        return call.problem({ code: 'cast-not-possible', span: call.span, ...refusal(arg.type, type) })
      return { args: [arg], type, nullable: attempt || arg.nullable }
    },
    bind({ args, type, environment }) {
      const cast = castRule(args[0]!.type, type, environment.zone)!
      return attempt ? orNullWhenUnreadable(cast) : cast
    },
    generate(generator, call) {
      return generateCast(generator, call) ?? callCast(generator, call, attempt)
    },
    sql: ([a], { type }) => `${name}(${a} AS ${sqlType(type)})`,
  }
}

function orNullWhenUnreadable(cast: Cast): Cast {
  return (value) => {
    try {
      return cast(value)
    } catch (problem) {
      if (problem instanceof DataError) return null
      throw problem
    }
  }
}

function callCast(generator: Generator, call: TCall, attempt: boolean): Register {
  const from = call.args[0]!.type
  const arg = generator.asValue(generator.expression(call.args[0]!), from)
  const cast = castRule(from, call.type, generator.environment.zone)!
  const fails = !attempt && castFails(from, call.type)
  const f = fails ? generator.guard(cast) : generator.code.constant(attempt ? orNullWhenUnreadable(cast) : cast)
  return generator.guardedResult(`${f}(${arg.v})`, arg.nul, call, fails)
}

/** Code without a call for the conversions that hot loops are full of. */
function generateCast(generator: Generator, call: TCall): Register | undefined {
  const from = call.args[0]!.type
  const to = call.type
  if (sameType(from, to) || widens(from, to)) return generator.expression(call.args[0]!)
  if (!isNumeric(from) || !isNumeric(to) || to.t === 'DECIMAL') return widensDecimal(generator, call)
  const arg = generator.expression(call.args[0]!)
  const { code } = generator
  const { v } = arg as Extract<Register, { r: 'num' }>
  const num = (source: string): Register => ({ r: 'num', nul: arg.nul, v: code.value(source) })
  if (isApproximate(to)) {
    const plain = from.t === 'DECIMAL' ? undefined : arg.r === 'big' ? `Number(${v})` : v
    if (from.t === 'DECIMAL' && arg.r === 'num' && from.scale <= 22)
      return num(rounded(to, from.scale === 0 ? v : `${v} / 1e${from.scale}`))
    return plain === undefined ? undefined : num(rounded(to, plain))
  }
  if (isInteger(from) && arg.r === 'num') return num(narrowed(to, v))
  if (isApproximate(from) && to.t !== 'BIGINT') return num(narrowed(to, `${code.constant(saturated32)}(${v})`))
  return undefined
}

const rounded = (to: FieldType, source: string) => (to.t === 'FLOAT' ? `Math.fround(${source})` : source)

/** Conversions that leave the value in its register as it is. */
function widens(from: FieldType, to: FieldType): boolean {
  if (isInteger(from) && isInteger(to))
    return (
      ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'].indexOf(from.t) <= ['TINYINT', 'SMALLINT', 'INT', 'BIGINT'].indexOf(to.t)
    )
  if (from.t === 'FLOAT' && to.t === 'DOUBLE') return true
  if (isText(from) && to.t === 'VARCHAR')
    return to.length === UNBOUNDED || ('length' in from && from.length <= to.length)
  return (
    from.t === to.t && isTimestamp(from) && 'precision' in from && 'precision' in to && from.precision <= to.precision
  )
}

/** Whole numbers and decimals to a decimal that holds them all. */
function widensDecimal(generator: Generator, call: TCall): Register | undefined {
  const from = call.args[0]!.type
  const to = call.type
  if (to.t !== 'DECIMAL' || !(isInteger(from) || from.t === 'DECIMAL')) return undefined
  const digits =
    from.t === 'DECIMAL'
      ? from.precision - from.scale
      : { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 }[from.t as 'INT']
  const scale = from.t === 'DECIMAL' ? from.scale : 0
  if (scale > to.scale || digits + to.scale > to.precision) return undefined
  const arg = generator.expression(call.args[0]!)
  const { v } = arg as Extract<Register, { r: 'num' }>
  if (scale === to.scale) return arg
  if (arg.r !== 'num' || digits + to.scale > SAFE_PRECISION) return undefined
  return { r: registerKind(to), nul: arg.nul, v: generator.code.value(`${v} * 1e${to.scale - scale}`) } as Register
}

export const castFunctions: readonly FunctionDefinition[] = [
  castDefinition('CAST', {
    summary:
      'Converts a value to a type; a text that cannot be read fails the row, a decimal that does not fit is NULL.',
    zh: '将值转换为指定类型；无法解析的文本会使该行失败，超出精度的小数为 NULL。',
    examples: [
      ["CAST(' 12 ' AS INT)", 12],
      ['CAST(12.345 AS DECIMAL(4, 2))', '12.35'],
      ['CAST(1e10 AS STRING)', '1.0E10'],
      ["CAST('2024-02-29' AS TIMESTAMP(3))", '2024-02-29T00:00:00.000'],
    ],
  }),
  castDefinition('TRY_CAST', {
    summary: 'Converts a value to a type, or gives NULL when it cannot be read.',
    zh: '将值转换为指定类型，无法转换时返回 NULL。',
    examples: [
      ["TRY_CAST('1e3' AS INT)", null],
      ["TRY_CAST('1e3' AS DOUBLE)", 1000],
    ],
  }),
]
