import type { Generator } from '../generate/generator.ts'
import { anyNull, type Register, SAFE_PRECISION } from '../generate/register.ts'
import { powerOfTen } from '../numbers/decimal.ts'
import { type Int, isSafe } from '../numbers/integer.ts'
import type { TExpr } from '../syntax/expr.ts'
import {
  type DecimalType,
  type FieldType,
  formatType,
  isApproximate,
  isBinary,
  isNested,
  isNumeric,
  isText,
  isTime,
  isTimestamp,
  type Typed,
} from '../types.ts'
import { compareValues, encodeUtf8, sameValue, type Value } from '../value.ts'
import { commonNumeric, commonType } from './commonType.ts'
import { type CallSite, castTo, type FunctionDefinition } from './definition.ts'
import { compareSlices, sameSlices } from './slices.ts'

type Operator = '=' | '<>' | '<' | '<=' | '>' | '>='

/**
 * The type in which two operands are compared; undefined when they cannot be.
 *
 * Text beside a date or time is read as one; text beside a number is refused, as in Flink.
 */
function comparedType(a: FieldType, b: FieldType): FieldType | undefined {
  if (a.t === 'NULL' || b.t === 'NULL') return a.t === 'NULL' ? b : a
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b)
  if (isText(a) && isTime(b)) return b
  if (isTime(a) && isText(b)) return a
  if (a.t === 'DATE' && isTimestamp(b)) return undefined
  if (b.t === 'DATE' && isTimestamp(a)) return undefined
  if (isTimestamp(a) && isTimestamp(b) && a.t !== b.t) return a.t === 'TIMESTAMP_LTZ' ? a : b
  return commonType(a, b)
}

/** Both operands in the type in which they are compared; undefined after a problem. */
export function comparable(op: string, call: CallSite, a: TExpr, b: TExpr): [TExpr, TExpr] | undefined {
  const type = comparedType(a.type, b.type)
  if (!type) return incomparable(op, call, a, b)
  if (type.t === 'DECIMAL') return [asExact(a, type), asExact(b, type)]
  const cast = EQUALITY.test(op) ? castOrNull : castTo
  return [cast(a, type), cast(b, type)]
}

const EQUALITY = /^(=|<>|IS (NOT )?DISTINCT FROM)$/

/** A text that is no time equals none: NULL, where its order would fail. */
function castOrNull(expr: TExpr, type: FieldType): TExpr {
  const cast = castTo(expr, type)
  return isText(expr.type) && isTime(type) && cast.k === 'call' ? { ...cast, fn: 'TRY_CAST' } : cast
}

/** Decimals of any scale are compared as they are; integers become decimals of scale 0. */
const asExact = (expr: TExpr, fallback: DecimalType): TExpr => {
  if (expr.type.t === 'DECIMAL') return expr
  if (expr.type.t === 'NULL') return castTo(expr, fallback)
  const digits = { TINYINT: 3, SMALLINT: 5, INT: 10, BIGINT: 19 }[expr.type.t as 'INT']
  return castTo(expr, { t: 'DECIMAL', precision: digits, scale: 0 })
}

function incomparable(op: string, call: CallSite, a: TExpr, b: TExpr): undefined {
  const message = `${formatType(a.type)} and ${formatType(b.type)} cannot be compared by \`${op}\`.`
  const textAt = isText(a.type) ? 0 : isText(b.type) ? 1 : undefined
  if (textAt === undefined)
    return call.problem({ code: 'operand-types', message, span: call.span, hint: 'Convert one of them with CAST.' })
  const other = textAt === 0 ? b : a
  const target = other.type.t === 'DECIMAL' ? formatType(other.type) : other.type.t
  const written = call.written(textAt)
  const literal = call.args[textAt]?.k === 'lit' && /^'-?\d+(\.\d+)?'$/.test(written)
  const text = literal ? written.slice(1, -1) : `CAST(${written} AS ${target})`
  const span = call.spans[textAt]!
  return call.problem({
    code: 'operand-types',
    message,
    span,
    hint: `Write ${text}.`,
    fixes: [{ title: text, span, text }],
  })
}

/** Whether an operand can make a comparison NULL: a row does when one of its fields can. */
export const comparesNull = ({ type, nullable }: Typed): boolean =>
  nullable || (type.t === 'ROW' && type.fields.some(comparesNull))

function warnAlwaysNull(call: CallSite, a: TExpr, b: TExpr): void {
  if (![a, b].some((expr) => expr.k === 'lit' && expr.value === null)) return
  const text = `${call.written(a.k === 'lit' && a.value === null ? 1 : 0)} IS ${call.name === '<>' ? 'NOT ' : ''}NULL`
  const hint = `Write ${text}.`
  call.problem({
    code: 'always-null',
    severity: 'warning',
    message: 'A comparison with NULL is always NULL, never true.',
    hint,
    span: call.span,
    fixes: [{ title: text, span: call.span, text }],
  })
}

const TESTS: Record<Operator, (order: number) => boolean> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

const FLOATING: Record<Operator, (a: number, b: number) => boolean> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

/** Compares two values of the operand types; neither is NULL. */
export function bindComparison(op: Operator, a: FieldType, b: FieldType): (x: Value, y: Value) => boolean {
  if (isApproximate(a)) return (x, y) => FLOATING[op](x as number, y as number)
  const test = TESTS[op]
  if (a.t === 'DECIMAL') {
    const order = compareDecimals(a, b as DecimalType)
    return (x, y) => test(order(x as Int, y as Int))
  }
  if (a.t === 'MAP') return (x, y) => sameValue(x, y, a) === (op === '=')
  return (x, y) => test(compareValues(x, y, a))
}

/** Order of two decimals of different scales. */
function compareDecimals(a: DecimalType, b: DecimalType): (x: Int, y: Int) => number {
  const scale = Math.max(a.scale, b.scale)
  const [factorA, factorB] = [10 ** (scale - a.scale), 10 ** (scale - b.scale)]
  const [bigA, bigB] = [powerOfTen(scale - a.scale), powerOfTen(scale - b.scale)]
  return (x, y) => {
    if (typeof x === 'number' && typeof y === 'number') {
      const [p, q] = [x * factorA, y * factorB]
      if (isSafe(p) && isSafe(q)) return p - q
    }
    const difference = BigInt(x) * bigA - BigInt(y) * bigB
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  }
}

/** Two rows that are written out are compared field by field, as Flink does it: NULL when a NULL field decides. */
export const memberwise = ([a, b]: readonly TExpr[]) => isRowCall(a!) && isRowCall(b!)
const isRowCall = (expr: TExpr): boolean =>
  expr.k === 'call' && (expr.fn === 'ROW' || (expr.fn === 'CAST' && expr.type.t === 'ROW' && isRowCall(expr.args[0]!)))

export function bindMemberwise(op: Operator, a: FieldType, b: FieldType): (x: Value, y: Value) => Value {
  const [fieldsA, fieldsB] = [a, b].map((type) => (type as Extract<FieldType, { t: 'ROW' }>).fields)
  const same = fieldsA!.map((field, i) => bindComparison('=', field.type, fieldsB![i]!.type))
  return (x, y) => {
    const [left, right] = [x as readonly Value[], y as readonly Value[]]
    let unknown = false
    for (const [i, equal] of same.entries()) {
      if (left[i] === null || right[i] === null) unknown = true
      else if (!equal(left[i]!, right[i]!)) return op !== '='
    }
    return unknown ? null : op === '='
  }
}

/** A condition in source over two registers, without regard to NULL. */
export function comparisonSource(
  op: Operator,
  generator: Generator,
  a: Register,
  b: Register,
  x: FieldType,
  y: FieldType,
): string {
  const sign = op === '=' ? '===' : op === '<>' ? '!==' : op
  if (isText(x) || isBinary(x)) return slicesSource(op, generator, a, b, x)
  if (x.t === 'DECIMAL' && y.t === 'DECIMAL' && x.scale !== y.scale) return decimalSource(sign, generator, a, b, x, y)
  if (a.r === 'any' || b.r === 'any' || a.r === 'slice' || b.r === 'slice') {
    const compare = generator.code.constant(bindComparison(op, x, y))
    return `${compare}(${generator.asValue(a, x).v}, ${generator.asValue(b, y).v})`
  }
  return `${v(a)} ${sign} ${v(b)}`
}

const v = (register: Register) => (register as Extract<Register, { r: 'num' }>).v

function decimalSource(
  sign: string,
  { code }: Generator,
  a: Register,
  b: Register,
  x: DecimalType,
  y: DecimalType,
): string {
  const scale = Math.max(x.scale, y.scale)
  const [up, down] = [scale - x.scale, scale - y.scale]
  if (Math.max(x.precision + up, y.precision + down) <= SAFE_PRECISION) {
    return `${up ? `${v(a)} * ${10 ** up}` : v(a)} ${sign} ${down ? `${v(b)} * ${10 ** down}` : v(b)}`
  }
  return `${code.constant(compareDecimals(x, y))}(${v(a)}, ${v(b)}) ${sign} 0`
}

function slicesSource(op: Operator, generator: Generator, a: Register, b: Register, type: FieldType): string {
  const { code } = generator
  if (isBinary(type) && (a.r === 'any' || b.r === 'any')) {
    return `${code.constant(bindComparison(op, type, type))}(${generator.asValue(a, type).v}, ${generator.asValue(b, type).v})`
  }
  if (a.r === 'text' && b.r === 'text' && (op === '=' || op === '<>'))
    return `${a.v} ${op === '=' ? '===' : '!=='} ${b.v}`
  const [p, q] = [asSliceOnce(generator, a), asSliceOnce(generator, b)]
  const list = `${p.bytes}, ${p.start}, ${p.end}, ${q.bytes}, ${q.start}, ${q.end}`
  if (op === '=') return `${code.constant(sameSlices)}(${list})`
  if (op === '<>') return `!${code.constant(sameSlices)}(${list})`
  return `${code.constant(compareSlices)}(${list}) ${op} 0`
}

/** A slice register; a literal text becomes bytes once, not for each row. */
function asSliceOnce(generator: Generator, register: Register): Extract<Register, { r: 'slice' }> {
  if (register.r === 'text' && /^K\d+$/.test(register.v)) {
    const bytes = encodeUtf8(generator.code.constants[Number(register.v.slice(1))] as string)
    return {
      r: 'slice',
      nul: register.nul,
      bytes: generator.code.constant(bytes),
      start: '0',
      end: String(bytes.length),
    }
  }
  return generator.asSlice(register)
}

function comparison(op: Operator, words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>): FunctionDefinition {
  return {
    name: op,
    group: 'comparison',
    usage: `a ${op} b`,
    ...words,
    strict: true,
    resolve(call) {
      const [a, b] = call.args
      if (!a || !b) return undefined
      if (op !== '=' && op !== '<>' && (isNested(a.type) || isNested(b.type))) {
        const kind = isNested(a.type) ? a.type.t : b.type.t
        const message = `Values of type ${kind} have no order.`
        return call.problem({ code: 'operand-types', message, span: call.span })
      }
      const args = comparable(op, call, a, b)
      if (!args) return undefined
      warnAlwaysNull(call, a, b)
      return { args, type: { t: 'BOOLEAN' }, nullable: comparesNull(a) || comparesNull(b) }
    },
    bind: ({ args }) =>
      memberwise(args)
        ? bindMemberwise(op, args[0]!.type, args[1]!.type)
        : bindComparison(op, args[0]!.type, args[1]!.type),
    generate(generator, call) {
      if (memberwise(call.args)) return undefined
      const [a, b] = call.args.map((arg) => generator.expression(arg)) as [Register, Register]
      const nul = anyNull([a, b])
      const condition = comparisonSource(op, generator, a, b, call.args[0]!.type, call.args[1]!.type)
      return { r: 'bool', nul, v: generator.code.value(nul === null ? condition : `!(${nul}) && ${condition}`) }
    },
    sql: ([a, b]) => `(${a} ${op} ${b})`,
  }
}

/** IS [NOT] DISTINCT FROM: NULL equals NULL. */
function distinctFrom(negated: boolean): FunctionDefinition {
  const name = `IS ${negated ? 'NOT ' : ''}DISTINCT FROM`
  return {
    name,
    group: 'comparison',
    usage: `a ${name} b`,
    summary: negated
      ? 'True when both are equal or both are NULL.'
      : 'True when the values differ; NULL differs from everything but NULL.',
    zh: negated ? '两值相等或同为 NULL 时为真。' : '两值不同时为真；NULL 仅与 NULL 相同。',
    examples: negated
      ? [['CAST(NULL AS INT) IS NOT DISTINCT FROM CAST(NULL AS INT)', true]]
      : [['1 IS DISTINCT FROM CAST(NULL AS INT)', true]],
    strict: false,
    resolve(call) {
      const [a, b] = call.args
      const args = a && b && comparable(name, call, a, b)
      return args && { args, type: { t: 'BOOLEAN' }, nullable: false }
    },
    bind({ args }) {
      const same = bindComparison('=', args[0]!.type, args[1]!.type)
      return (a, b) => (a === null || b === null ? a === b : same(a, b)) === negated
    },
    generate(generator, call) {
      const [a, b] = call.args.map((arg) => generator.expression(arg)) as [Register, Register]
      const same = comparisonSource('=', generator, a, b, call.args[0]!.type, call.args[1]!.type)
      const [x, y] = [a.nul ?? 'false', b.nul ?? 'false']
      const equal = anyNull([a, b]) === null ? same : `(${x} || ${y} ? ${x} === ${y} : ${same})`
      return { r: 'bool', nul: null, v: generator.code.value(negated ? equal : `!(${equal})`) }
    },
    sql: ([a, b]) => `(${a} ${name} ${b})`,
  }
}

export const comparisonOperators: readonly FunctionDefinition[] = [
  comparison('=', {
    summary: 'Equal.',
    zh: '相等。',
    examples: [
      ['1 = 1.0', true],
      ["'a ' = 'a'", false],
    ],
  }),
  comparison('<>', { summary: 'Not equal.', zh: '不相等。', examples: [['1 <> 2', true]] }),
  comparison('<', { summary: 'Less.', zh: '小于。', examples: [["'10' < '9'", true]] }),
  comparison('<=', { summary: 'Less or equal.', zh: '小于等于。', examples: [['2 <= 2', true]] }),
  comparison('>', { summary: 'Greater.', zh: '大于。', examples: [['TRUE > FALSE', true]] }),
  comparison('>=', { summary: 'Greater or equal.', zh: '大于等于。', examples: [["'abc' >= 'ab'", true]] }),
  distinctFrom(false),
  distinctFrom(true),
]
