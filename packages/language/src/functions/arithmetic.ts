import type { Generator } from '../generate/generator.ts'
import { anyNull, type Register, SAFE_PRECISION } from '../generate/register.ts'
import { additionType, divisionType, moduloType, multiplicationType } from '../numbers/decimal.ts'
import { type Int, negate64, normal, wrap64 } from '../numbers/integer.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import {
  asDecimal,
  type DecimalType,
  type FieldType,
  formatType,
  INT,
  isApproximate,
  isExact,
  isInteger,
  isInterval,
  isNumeric,
  isText,
  isTime,
  MAX_PRECISION,
} from '../types.ts'
import { commonNumeric } from './commonType.ts'
import { decimalAdd, decimalDivide, decimalModulo, decimalMultiply } from './decimalArithmetic.ts'
import {
  type CallSite,
  castTo,
  DataError,
  type Evaluate,
  type FunctionDefinition,
  nullWithoutType,
  type Site,
} from './definition.ts'
import { combineTime, resolveTimeArithmetic } from './time/arithmetic.ts'

type Operator = '+' | '-' | '*' | '/' | '%'

/** Types of a numeric operation: what the operands are cast to, and the result. */
function numericTypes(
  op: Operator,
  a: FieldType,
  b: FieldType,
): { operands: [FieldType, FieldType]; result: FieldType } {
  if (isExact(a) && isExact(b) && !(isInteger(a) && isInteger(b))) {
    const [x, y] = [asDecimal(a), asDecimal(b)]
    // A remainder of whole decimals has the type of the divisor, as that of integers.
    const whole = op === '%' && x.scale === 0 && y.scale === 0
    return { operands: [x, y], result: whole ? b : DECIMAL_RULES[op](x, y) }
  }
  const common = commonNumeric(a, b)
  const remainder = op === '%' && isInteger(a) && isInteger(b)
  return { operands: [common, common], result: remainder ? b : common }
}

const DECIMAL_RULES: Record<Operator, (a: DecimalType, b: DecimalType) => DecimalType> = {
  '+': additionType,
  '-': additionType,
  '*': multiplicationType,
  '/': divisionType,
  '%': moduloType,
}

function resolveNumeric(op: Operator, call: CallSite): Omit<TCall, 'k' | 'fn'> | undefined {
  if (call.args.length !== 2)
    return call.problem({ code: 'argument-count', message: `${call.name} takes 2 arguments.`, span: call.span })
  const [a, b] = call.args
  if (!a || !b) return undefined
  if (a.type.t === 'NULL') return nullWithoutType(call, 0, isNumeric(b.type) ? b.type : INT)
  if (b.type.t === 'NULL') return nullWithoutType(call, 1, isNumeric(a.type) ? a.type : INT)
  if (!isNumeric(a.type) || !isNumeric(b.type)) return refused(op, call, a, b)
  if (op === '%' && (isApproximate(a.type) || isApproximate(b.type)))
    return noRemainder(call, isApproximate(a.type) ? 0 : 1)
  const { operands, result } = numericTypes(op, a.type, b.type)
  // MOD of integers computes in the wider type and answers in that of the divisor.
  const args = [castTo(a, operands[0]), castTo(b, operands[1])]
  if (op === '/' && isInteger(result)) warnTruncation(call, a, b)
  return { args, type: result, nullable: a.nullable || b.nullable }
}

/** A remainder of floating-point numbers does not exist in Flink. */
function noRemainder(call: CallSite, index: number): undefined {
  const text = `CAST(${call.written(index)} AS DECIMAL(38, 10))`
  const span = call.spans[index]!
  return call.problem({
    code: 'operand-types',
    message: `${call.name} takes whole and decimal numbers, found ${formatType(call.args[index]!.type)}.`,
    hint: `Write ${text}.`,
    span,
    fixes: [{ title: text, span, text }],
  })
}

function refused(op: Operator, call: CallSite, a: TExpr, b: TExpr): undefined {
  const message = `\`${op}\` cannot be applied to ${formatType(a.type)} and ${formatType(b.type)}.`
  const wrong = isNumeric(a.type) ? 1 : 0
  const written = call.written(wrong)
  const span = call.spans[wrong]!
  if (a.type.t === 'CHAR' || a.type.t === 'VARCHAR' || b.type.t === 'CHAR' || b.type.t === 'VARCHAR') {
    if (op === '+') {
      const joined = `${call.written(0)} || ${call.written(1)}`
      const fixes = isText(a.type) && isText(b.type) ? [{ title: joined, span: call.span, text: joined }] : []
      return call.problem({
        code: 'operand-types',
        message,
        span: call.span,
        hint: 'Texts are joined with `||`.',
        fixes,
      })
    }
    const text = `CAST(${written} AS DOUBLE)`
    return call.problem({
      code: 'operand-types',
      message,
      span,
      hint: `Convert the text: ${text}`,
      fixes: [{ title: text, span, text }],
    })
  }
  const hint =
    isTime(a.type) && isTime(b.type)
      ? 'Write TIMESTAMPDIFF(SECOND, earlier, later).'
      : isTime(a.type)
        ? "Add an interval: x + INTERVAL '1' DAY"
        : undefined
  return call.problem({ code: 'operand-types', message, span: call.span, ...(hint && { hint }) })
}

function warnTruncation(call: CallSite, a: TExpr, b: TExpr): void {
  if (a.k === 'lit' && b.k === 'lit') return
  const text = `CAST(${call.written(0)} AS DOUBLE) / ${call.written(1)}`
  call.problem({
    code: 'integer-division',
    severity: 'warning',
    message: 'A division of whole numbers drops the fraction: 7 / 2 is 3.',
    hint: `For the exact quotient: ${text}`,
    span: call.span,
    fixes: [{ title: text, span: call.span, text }],
  })
}

const byZero = () => new DataError('Division by zero.')

/** Evaluates with whole numbers of any size; the oracle of the generated code. */
function bindNumeric(op: Operator, { args, type }: Site): Evaluate {
  const operand = args[0]!.type
  if (isApproximate(operand)) {
    const round = type.t === 'FLOAT' ? Math.fround : (x: number) => x
    const f = DOUBLE_OPERATIONS[op]
    return (a, b) => round(f(a as number, b as number))
  }
  if (isInteger(operand)) {
    const f = INTEGER_OPERATIONS[op]
    return (a, b) => {
      if ((op === '/' || op === '%') && Number(b) === 0) throw byZero()
      return wrapTo(type, f(BigInt(a as Int), BigInt(b as Int)))
    }
  }
  const f = decimalOperation(op, operand as DecimalType, args[1]!.type as DecimalType, asDecimal(type))
  return (a, b) => {
    if ((op === '/' || op === '%') && Number(b) === 0) throw byZero()
    return f(a as Int, b as Int)
  }
}

const DOUBLE_OPERATIONS: Record<Operator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

const INTEGER_OPERATIONS: Record<Operator, (a: bigint, b: bigint) => bigint> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}

const decimalOperation = (op: Operator, a: DecimalType, b: DecimalType, result: DecimalType) =>
  op === '+' || op === '-'
    ? decimalAdd(a, b, result, op === '-')
    : op === '*'
      ? decimalMultiply(a, b, result)
      : op === '/'
        ? decimalDivide(a, b, result)
        : decimalModulo(a, b, result)

const BITS: Partial<Record<FieldType['t'], number>> = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 }

/** The low bits, as Java keeps them. */
export const wrapTo = (type: FieldType, value: bigint): Int => normal(BigInt.asIntN(BITS[type.t] ?? 64, value))

/** Source that narrows a whole number below 2^53 to an integer type of at most 32 bits. */
export function narrowed(type: FieldType, source: string): string {
  if (type.t === 'TINYINT') return `(${source}) << 24 >> 24`
  if (type.t === 'SMALLINT') return `(${source}) << 16 >> 16`
  return `(${source}) | 0`
}

function generateNumeric(op: Operator, generator: Generator, call: TCall): Register {
  const [a, b] = call.args.map((arg) => generator.expression(arg)) as [Register, Register]
  const operand = call.args[0]!.type
  if (isApproximate(operand)) return generateDouble(op, generator, call, a, b)
  if (isInteger(operand) && operand.t !== 'BIGINT') return generateInt(op, generator, call, a, b)
  if (operand.t === 'BIGINT') return generateLong(op, generator, call, a, b)
  return generateDecimal(op, generator, call, a, b)
}

function generateDouble(op: Operator, { code }: Generator, call: TCall, a: Register, b: Register): Register {
  const source = `${value(a)} ${op} ${value(b)}`
  return { r: 'num', nul: anyNull([a, b]), v: code.value(call.type.t === 'FLOAT' ? `Math.fround(${source})` : source) }
}

const value = (register: Register) => (register as Extract<Register, { r: 'num' }>).v

function generateInt(op: Operator, generator: Generator, call: TCall, a: Register, b: Register): Register {
  const nul = anyNull([a, b])
  if (op === '/' || op === '%') {
    guardZero(generator, nul, value(b))
    // NULL may stand for a zero here; `| 0` makes a number of NaN.
    return { r: 'num', nul, v: generator.code.value(narrowed(call.type, `(${value(a)} ${op} ${value(b)}) | 0`)) }
  }
  const source = op === '*' ? `Math.imul(${value(a)}, ${value(b)})` : `${value(a)} ${op} ${value(b)}`
  return { r: 'num', nul, v: generator.code.value(narrowed(call.type, source)) }
}

function guardZero(generator: Generator, nul: string | null, divisor: string): void {
  if (/^\(?-?[1-9]\d*n?\)?$/.test(divisor)) return
  const zero = `${divisor} === 0`
  generator.when(nul === null ? zero : `${zero} && !(${nul})`, () =>
    generator.fail(generator.code.constant(byZero().message)),
  )
}

/** Numbers while they are safe, bigints beyond. */
function generateLong(op: Operator, generator: Generator, call: TCall, a: Register, b: Register): Register {
  const { code } = generator
  const nul = anyNull([a, b])
  if (op === '/' || op === '%') guardZero(generator, nul, value(b))
  const types = [a, b].filter(({ r }) => r === 'big').map((register) => `typeof ${value(register)} === 'number'`)
  const slow = `${code.constant(slowLong(op))}(${value(a)}, ${value(b)})`
  const [x, y] = [value(a), value(b)]
  // What stands for NULL may be a zero to divide by.
  const unlessNull = nul === null ? '' : `${nul} ? 0 : `
  if (op === '%') {
    const numbers = types.map((test) => `${test} && `).join('')
    const small = `${numbers}${x} === (${x} | 0) && ${y} === (${y} | 0) ? (${x} | 0) % (${y} | 0) | 0`
    return { r: call.type.t === 'BIGINT' ? 'big' : 'num', nul, v: code.value(`${unlessNull}${small} : ${slow}`) }
  }
  const fast = op === '/' ? `Math.trunc(${x} / ${y}) + 0` : `${x} ${op} ${y} + 0`
  const numbers = types.join(' && ')
  if (op === '/')
    return { r: 'big', nul, v: code.value(unlessNull + (numbers === '' ? fast : `${numbers} ? ${fast} : ${slow}`)) }
  const result = code.variable('0')
  const safe = `(${result} = ${fast}) <= 9007199254740991 && ${result} >= -9007199254740991`
  code.line(`if (!(${numbers === '' ? '' : `${numbers} && `}${safe})) ${result} = ${slow}`)
  return { r: 'big', nul, v: result }
}

const SLOW = new Map<Operator, (a: Int, b: Int) => Int>()

function slowLong(op: Operator): (a: Int, b: Int) => Int {
  let slow = SLOW.get(op)
  if (!slow) {
    const f = INTEGER_OPERATIONS[op]
    slow = (a, b) => (Number(b) === 0 && (op === '/' || op === '%') ? 0 : wrap64(f(BigInt(a), BigInt(b))))
    SLOW.set(op, slow)
  }
  return slow
}

function generateDecimal(op: Operator, generator: Generator, call: TCall, a: Register, b: Register): Register {
  const { code } = generator
  const [x, y] = call.args.map(({ type }) => type) as [DecimalType, DecimalType]
  const result = asDecimal(call.type)
  const nul = anyNull([a, b])
  if (op === '/' || op === '%') guardZero(generator, nul, value(b))
  if (result.precision <= SAFE_PRECISION && op !== '/' && op !== '%') {
    return {
      r: 'num',
      nul,
      v: code.value(
        op === '*' ? `${value(a)} * ${value(b)} + 0` : `${scaled(a, x, result)} ${op} ${scaled(b, y, result)}`,
      ),
    }
  }
  const f = code.constant(decimalOperation(op, x, y, result))
  if (op === '+' || op === '-' || op === '*') {
    const quick = quickDecimal(op, generator, { a, b, x, y, result, f })
    if (quick) return { r: 'big', nul: withOverflow(generator, nul, quick, result), v: quick }
  }
  const computed = code.value(
    nul === null ? `${f}(${value(a)}, ${value(b)})` : `${nul} ? null : ${f}(${value(a)}, ${value(b)})`,
  )
  const missing = code.value(`${computed} === null`, 'n')
  return {
    r: result.precision <= SAFE_PRECISION ? 'num' : 'big',
    nul: missing,
    v: code.value(`${missing} ? 0 : ${computed}`),
  }
}

interface DecimalOperands {
  a: Register
  b: Register
  x: DecimalType
  y: DecimalType
  result: DecimalType
  /** Name of the function that computes with whole numbers of any size. */
  f: string
}

/** Plain numbers while all of them are safe; a variable that holds the result, or null when it does not fit. */
function quickDecimal(
  op: '+' | '-' | '*',
  { code }: Generator,
  { a, b, x, y, result, f }: DecimalOperands,
): string | undefined {
  const scale = op === '*' ? x.scale + y.scale : Math.max(x.scale, y.scale)
  if (scale !== result.scale || result.precision <= SAFE_PRECISION) return undefined
  const tests = [a, b].filter(({ r }) => r === 'big').map((register) => `typeof ${value(register)} === 'number'`)
  const [p, q] = op === '*' ? [value(a), value(b)] : [scaled(a, x, result), scaled(b, y, result)]
  if (op !== '*')
    // Scaling up must not round.
    for (const [source, type] of [[p, x] as const, [q, y] as const])
      if (type.scale !== scale && type.precision + scale - type.scale > SAFE_PRECISION) tests.push(safe(source))
  const computed = code.variable('0')
  tests.push(`(${computed} = ${p} ${op} ${q} + 0) <= 9007199254740991 && ${computed} >= -9007199254740991`)
  code.line(`if (!(${tests.join(' && ')})) ${computed} = ${f}(${value(a)}, ${value(b)})`)
  return computed
}

const safe = (source: string) => `${source} <= 9007199254740991 && ${source} >= -9007199254740991`

/** A result whose precision was cut to 38 may have more digits; it is NULL then. */
function withOverflow({ code }: Generator, nul: string | null, computed: string, result: DecimalType): string | null {
  if (result.precision < MAX_PRECISION) return nul
  const missing = code.value(nul === null ? `${computed} === null` : `${nul} || ${computed} === null`, 'n')
  code.line(`if (${missing}) ${computed} = 0`)
  return missing
}

const scaled = (register: Register, from: DecimalType, to: DecimalType) =>
  from.scale === to.scale ? value(register) : `${value(register)} * ${10 ** (to.scale - from.scale)}`

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
