/** Code for numeric operations: plain numbers while they are safe, else the functions of `evaluate.ts` and `decimal.ts`. */
import type { Generator } from '../../generate/generator.ts'
import { anyNull, type Register, SAFE_PRECISION } from '../../generate/register.ts'
import { type Int, wrap64 } from '../../numbers/integer.ts'
import type { TCall } from '../../syntax/expr.ts'
import { asDecimal, type DecimalType, isApproximate, isInteger, MAX_PRECISION } from '../../types.ts'
import { byZero, decimalOperation, INTEGER_OPERATIONS } from './evaluate.ts'
import { narrowed } from './narrow.ts'
import type { Operator } from './types.ts'

export function generateNumeric(op: Operator, generator: Generator, call: TCall): Register {
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

export const value = (register: Register) => (register as Extract<Register, { r: 'num' }>).v

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
