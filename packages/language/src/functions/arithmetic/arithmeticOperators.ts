/** The operators `+ - * / %` and the signs, of numbers and of times. */
import type { Generator } from '../../generate/generator.ts'
import { anyNull, type Register } from '../../generate/register.ts'
import { type Int, negate64, normal } from '../../numbers/integer.ts'
import type { TCall } from '../../syntax/expr.ts'
import { formatType, INT, isApproximate, isInteger, isInterval, isNumeric, isTime } from '../../types.ts'
import { type CallSite, type Evaluate, type FunctionDefinition, nullWithoutType } from '../definition.ts'
import { combineTime, resolveTimeArithmetic } from '../time/arithmetic.ts'
import { bindNumeric } from './evaluate.ts'
import { generateNumeric, value } from './generate.ts'
import { narrowed, wrapTo } from './narrow.ts'
import { type Operator, refused, resolveNumeric } from './types.ts'

function arithmetic(
  op: Operator,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'> & {
    name?: string
    aliases?: string[]
    usage?: string
  },
): FunctionDefinition {
  return {
    name: op,
    group: 'operator',
    usage: `a ${op} b`,
    ...words,
    strict: true,
    fails: ({ args }) =>
      (op === '/' || op === '%') &&
      !isApproximate(args[0]!.type) &&
      !(args[1]!.k === 'lit' && Number(args[1]!.value) !== 0),
    resolve: (call) =>
      (op === '+' || op === '-' || op === '*' || op === '/' ? resolveTimeArithmetic(op, call) : undefined) ??
      numericUnlessReported(op, call),
    bind: (site) =>
      isNumeric(site.args[0]!.type) && isNumeric(site.args[1]!.type) ? bindNumeric(op, site) : combineTime(op, site),
    generate(generator, call) {
      if (isNumeric(call.args[0]!.type) && isNumeric(call.args[1]!.type)) return generateNumeric(op, generator, call)
      return generateTime(
        generator,
        call,
        combineTime(op, { args: call.args, type: call.type, environment: generator.environment }),
      )
    },
    sql: ([a, b]) => (op === '%' ? `MOD(${a}, ${b})` : `(${a} ${op} ${b})`),
  }
}

/** Time arithmetic answers undefined both for "not mine" and after a problem; numbers are tried only for the former. */
function numericUnlessReported(op: Operator, call: CallSite) {
  const [a, b] = call.args
  if (
    a &&
    b &&
    op !== '%' &&
    [a, b].some(({ type }) => isInterval(type)) &&
    [a, b].some(({ type }) => isTime(type) || isNumeric(type))
  ) {
    return refused(op, call, a, b)
  }
  return resolveNumeric(op, call)
}

function generateTime(generator: Generator, call: TCall, f: Evaluate): Register {
  const args = call.args.map((arg) => generator.expression(arg))
  return {
    r: 'num',
    nul: anyNull(args),
    v: generator.code.value(`${generator.code.constant(f)}(${args.map(value).join(', ')})`),
  }
}

function unary(op: '-' | '+', words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>): FunctionDefinition {
  return {
    name: `UNARY ${op}`,
    group: 'operator',
    usage: `${op}a`,
    ...words,
    strict: true,
    resolve(call) {
      const [arg] = call.args
      if (!arg) return undefined
      if (arg.type.t === 'NULL') return nullWithoutType(call, 0, INT)
      if (isNumeric(arg.type) || isInterval(arg.type)) return { args: [arg], type: arg.type, nullable: arg.nullable }
      const message = `\`${op}\` needs a number, found ${formatType(arg.type)}.`
      return call.problem({ code: 'operand-types', message, span: call.span })
    },
    bind({ type }) {
      if (op === '+') return (a) => a
      if (isInteger(type)) return (a) => wrapTo(type, -BigInt(a as Int))
      if (type.t === 'DECIMAL') return (a) => normal(-BigInt(a as Int))
      return isInterval(type) ? (a) => 0 - (a as number) : (a) => -(a as number)
    },
    generate(generator, call) {
      const arg = generator.expression(call.args[0]!)
      if (op === '+') return arg
      const { code } = generator
      const { type } = call
      if (isApproximate(type)) return { r: 'num', nul: arg.nul, v: code.value(`-${value(arg)}`) }
      if (isInteger(type) && type.t !== 'BIGINT')
        return { r: 'num', nul: arg.nul, v: code.value(narrowed(type, `0 - ${value(arg)}`)) }
      if (arg.r === 'num' && type.t !== 'BIGINT') return { r: 'num', nul: arg.nul, v: code.value(`0 - ${value(arg)}`) }
      const slow = code.constant(type.t === 'BIGINT' ? negate64 : negateDecimal)
      return {
        r: 'big',
        nul: arg.nul,
        v: code.value(`typeof ${value(arg)} === 'number' ? 0 - ${value(arg)} : ${slow}(${value(arg)})`),
      }
    },
    sql: ([a]) => `(${op} ${a})`,
  }
}

const negateDecimal = (a: Int): Int => normal(-BigInt(a))

export const arithmeticOperators: readonly FunctionDefinition[] = [
  arithmetic('+', {
    summary: 'Adds two numbers, or moves a date or time by an interval.',
    zh: '两数相加，或将日期时间按间隔向后移动。',
    examples: [
      ['1 + 2', 3],
      ['1.10 + 2.200', '3.300'],
      ["DATE '2024-02-28' + INTERVAL '2' DAY", '2024-03-01'],
    ],
  }),
  arithmetic('-', {
    summary: 'Subtracts, or moves a date or time back by an interval.',
    zh: '两数相减，或将日期时间按间隔向前移动。',
    examples: [
      ['5 - 7 - 2', -4],
      ["TIMESTAMP '2024-01-01 00:00:00' - INTERVAL '1' SECOND", '2023-12-31T23:59:59.000'],
    ],
  }),
  arithmetic('*', {
    summary: 'Multiplies.',
    zh: '两数相乘。',
    examples: [
      ['6 * 7', 42],
      ['1.5 * 1.5', '2.25'],
    ],
  }),
  arithmetic('/', {
    summary: 'Divides; whole numbers drop the fraction, division by zero fails the row except for DOUBLE.',
    zh: '两数相除；整数相除舍去小数，除数为零时该行失败（DOUBLE 除外）。',
    examples: [
      ['7 / 2', 3],
      ['-7 / 2', -3],
      ['1 / 3.0', '0.333333'],
      ['1e0 / 4', 0.25],
    ],
  }),
  arithmetic('%', {
    aliases: ['MOD'],
    usage: 'MOD(a, b)',
    summary: 'Remainder of a division, with the sign of the dividend.',
    zh: '求余数，符号与被除数相同。',
    examples: [
      ['MOD(-7, 3)', -1],
      ['7 % 4', 3],
    ],
  }),
  unary('-', { summary: 'Changes the sign.', zh: '取相反数。', examples: [['-(-5)', 5]] }),
  unary('+', { summary: 'Leaves a number as it is.', zh: '保持数值不变。', examples: [['+ 5', 5]] }),
]
