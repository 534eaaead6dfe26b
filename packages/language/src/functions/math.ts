/** Functions of numbers. */
import type { Generator } from '../generate/generator.ts'
import type { Register } from '../generate/register.ts'
import { bounded, divideRounded, parseDecimal, powerOfTen, rescale } from '../numbers/decimal.ts'
import { type Int, normal } from '../numbers/integer.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import { type DecimalType, DOUBLE, decimal, type FieldType, isApproximate, isInteger, MAX_PRECISION } from '../types.ts'
import { wrapTo } from './arithmetic/narrow.ts'
import { defineFunction, type Evaluate, type FunctionDefinition, type Site } from './definition.ts'
import { AS_DOUBLE, NUMBER, param, sameAsFirst, WHOLE } from './params.ts'

const number = param('number', NUMBER)

/** A function of doubles that JavaScript's Math has. */
function ofDouble(
  name: string,
  f: (x: number) => number,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  return defineFunction({
    name,
    group: 'math',
    usage: `${name}(number)`,
    ...words,
    params: [param('number', AS_DOUBLE)],
    returns: DOUBLE,
    evaluate: (x) => f(x as number),
    generate(generator, { args }) {
      const x = generator.expression(args[0]!) as Extract<Register, { r: 'num' }>
      return { r: 'num', nul: x.nul, v: generator.code.value(`${generator.code.constant(f)}(${x.v})`) }
    },
  })
}

const absolute = (value: Int): Int => (typeof value === 'number' ? Math.abs(value) : value < 0n ? -value : value)

/** Rounds a scaled value down, up, half away from zero, or towards zero to a multiple of 10^drop. */
type Rounding = 'floor' | 'ceil' | 'half' | 'zero'

function roundDigits(value: Int, drop: number, rounding: Rounding): bigint {
  const big = BigInt(value)
  if (drop <= 0) return big
  const unit = powerOfTen(Math.min(drop, 80))
  if (rounding === 'half') return divideRounded(big, unit)
  const quotient = big / unit
  const rest = big % unit
  if (rounding === 'floor' && rest < 0n) return quotient - 1n
  if (rounding === 'ceil' && rest > 0n) return quotient + 1n
  return quotient
}

/** Rounds to a number of digits after the point; negative digits are before it. */
function bindRounding({ args, type }: Site, rounding: Rounding): Evaluate {
  const from = args[0]!.type
  if (isApproximate(from)) return (x, digits = 0) => roundDouble(x as number, Number(digits), rounding)
  if (isInteger(from)) {
    return (x, digits = 0) => {
      const places = Number(digits)
      if (places >= 0) return x!
      return places < -20 ? 0 : wrapTo(type, roundDigits(x as Int, -places, rounding) * powerOfTen(-places))
    }
  }
  const scale = (from as DecimalType).scale
  const target = type as DecimalType
  return (x, digits = 0) => {
    const places = Math.max(-60, Math.min(Number(digits), scale))
    const kept = roundDigits(x as Int, scale - places, rounding)
    const rescaled =
      places <= target.scale
        ? kept * powerOfTen(target.scale - places)
        : BigInt(rescale(normal(kept), places, target.scale))
    return bounded(normal(rescaled), target.precision)
  }
}

/** Through the decimal text of the double, as java.math.BigDecimal.valueOf does. */
function roundDouble(x: number, digits: number, rounding: Rounding): number {
  if (!Number.isFinite(x)) return x
  const places = Math.max(-30, Math.min(digits, 30))
  const scaled = parseDecimal(String(x), decimal(MAX_PRECISION, MAX_PRECISION))
  const wide =
    scaled === null || scaled === undefined ? exactDecimal(x) : { value: BigInt(scaled), scale: MAX_PRECISION }
  if (wide.scale <= places) return x
  const kept = roundDigits(normal(wide.value), wide.scale - places, rounding)
  return Number(`${kept}e${-places}`)
}

/** Digits and scale of the shortest text of a double. */
function exactDecimal(x: number): { value: bigint; scale: number } {
  const [mantissa, exponent] = x.toExponential().split('e') as [string, string]
  const fraction = mantissa.split('.')[1] ?? ''
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(mantissa.replace('.', ''))
  return scale >= 0 ? { value: digits, scale } : { value: digits * 10n ** BigInt(-scale), scale: 0 }
}

function roundedType(args: readonly TExpr[]): FieldType {
  const [{ type }, digits] = args as [TExpr, TExpr | undefined]
  if (type.t !== 'DECIMAL') return type
  const places =
    digits === undefined ? 0 : digits.k === 'lit' ? Number(digits.value ?? type.scale) : literalDigits(digits)
  if (places === undefined || places >= type.scale) return type
  const precision = 1 + type.precision - type.scale + Math.max(places, 0)
  return decimal(Math.min(MAX_PRECISION, precision), Math.max(places, 0))
}

/** −2 is a call of the minus sign until it is folded. */
function literalDigits(expr: TExpr): number | undefined {
  if (expr.k !== 'call' || expr.fn !== 'UNARY -' || expr.args[0]?.k !== 'lit') return undefined
  return -Number(expr.args[0].value)
}

function rounding(
  name: 'ROUND' | 'TRUNCATE',
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  return defineFunction({
    name,
    group: 'math',
    usage: `${name}(number [, digits])`,
    ...words,
    params: [number, param('digits', WHOLE, { optional: true })],
    returns: roundedType,
    bind: (site) => bindRounding(site, name === 'ROUND' ? 'half' : 'zero'),
  })
}

/** FLOOR and CEIL of numbers; of times they are in `rounding.ts`. */
export const wholeNumberType = (type: FieldType): FieldType =>
  type.t === 'DECIMAL' ? decimal(type.precision, 0) : type

export function bindWhole({ args, type }: Site, rounding: 'floor' | 'ceil'): Evaluate {
  const from = args[0]!.type
  if (isInteger(from)) return (x) => x!
  if (isApproximate(from)) return rounding === 'floor' ? (x) => Math.floor(x as number) : (x) => Math.ceil(x as number)
  const { scale } = from as DecimalType
  return (x) => bounded(normal(roundDigits(x as Int, scale, rounding)), (type as DecimalType).precision)
}

export function generateWhole(generator: Generator, call: TCall, rounding: 'floor' | 'ceil'): Register | undefined {
  const { type } = call.args[0]!
  if (!isInteger(type) && !isApproximate(type)) return undefined
  const x = generator.expression(call.args[0]!)
  if (isInteger(type)) return x
  return {
    r: 'num',
    nul: x.nul,
    v: generator.code.value(`Math.${rounding}(${(x as Extract<Register, { r: 'num' }>).v})`),
  }
}

const sign: FunctionDefinition = defineFunction({
  name: 'SIGN',
  group: 'math',
  usage: 'SIGN(number)',
  summary: '1 for positive numbers, −1 for negative ones, 0 for 0, of the same type.',
  zh: '正数为 1，负数为 -1，零为 0，类型不变。',
  examples: [
    ['SIGN(-2.5)', '-1.0'],
    ['SIGN(0)', 0],
  ],
  params: [number],
  returns: sameAsFirst,
  bind({ type }) {
    const one = type.t === 'DECIMAL' ? rescale(1, 0, type.scale) : 1
    const minusOne = typeof one === 'number' ? -one : -one
    const fits = type.t !== 'DECIMAL' || type.precision > type.scale
    if (!fits) return (x) => (x === 0 ? 0 : null)
    return (x) => (isApproximate(type) ? Math.sign(x as number) : (x as Int) > 0 ? one : (x as Int) < 0 ? minusOne : 0)
  },
})

/** As a power of 0.5: of −0 it is 0, of −∞ it is ∞. */
const squareRoot = (x: number) => (x === 0 ? 0 : x === Number.NEGATIVE_INFINITY ? -x : Math.sqrt(x))

export const mathFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'ABS',
    group: 'math',
    usage: 'ABS(number)',
    summary: 'The number without its sign.',
    zh: '绝对值。',
    examples: [['ABS(-2.5)', '2.5']],
    params: [number],
    returns: sameAsFirst,
    bind: ({ type }) => (isInteger(type) ? (x) => wrapTo(type, BigInt(absolute(x as Int))) : (x) => absolute(x as Int)),
    generate(generator, call) {
      const x = generator.expression(call.args[0]!) as Extract<Register, { r: 'num' }>
      const narrow = isInteger(call.type) && call.type.t !== 'BIGINT'
      const plain = call.type.t === 'INT' ? `Math.abs(${x.v}) | 0` : `Math.abs(${x.v})`
      if (narrow && call.type.t !== 'INT')
        return {
          r: 'num',
          nul: x.nul,
          v: generator.code.value(`Math.abs(${x.v}) << ${call.type.t === 'TINYINT' ? '24 >> 24' : '16 >> 16'}`),
        }
      if ((x as Register).r === 'num') return { r: 'num', nul: x.nul, v: generator.code.value(plain) }
      const slow = generator.code.constant(call.type.t === 'BIGINT' ? absoluteLong : absolute)
      return {
        r: 'big',
        nul: x.nul,
        v: generator.code.value(`typeof ${x.v} === 'number' ? Math.abs(${x.v}) : ${slow}(${x.v})`),
      }
    },
  }),
  sign,
  rounding('ROUND', {
    summary: 'Rounds half away from zero to a number of digits, by default none.',
    zh: '四舍五入到指定小数位，默认取整。',
    examples: [
      ['ROUND(-2.5)', '-3'],
      ['ROUND(2.345, 2)', '2.35'],
      ['ROUND(1250, -2)', 1300],
    ],
  }),
  rounding('TRUNCATE', {
    summary: 'Drops digits without rounding.',
    zh: '截断到指定小数位，不四舍五入。',
    examples: [
      ['TRUNCATE(-2.987, 1)', '-2.9'],
      ['TRUNCATE(1234, -2)', 1200],
    ],
  }),
  defineFunction({
    name: 'POWER',
    group: 'math',
    usage: 'POWER(base, exponent)',
    summary: 'The base to the power of the exponent.',
    zh: '幂运算。',
    examples: [['POWER(2, 10)', 1024]],
    params: [param('base', AS_DOUBLE), param('exponent', AS_DOUBLE)],
    returns: DOUBLE,
    evaluate: (x, y) => (x as number) ** (y as number),
  }),
  ofDouble('SQRT', squareRoot, { summary: 'Square root.', zh: '平方根。', examples: [['SQRT(16)', 4]] }),
  ofDouble('EXP', Math.exp, { summary: 'e to the power of a number.', zh: 'e 的幂。', examples: [['EXP(0)', 1]] }),
  ofDouble('LN', Math.log, { summary: 'Natural logarithm.', zh: '自然对数。', examples: [['LN(1)', 0]] }),
  ofDouble('LOG10', Math.log10, {
    summary: 'Logarithm to the base 10.',
    zh: '以 10 为底的对数。',
    examples: [['LOG10(1000)', 3]],
  }),
  ofDouble('LOG2', (x) => Math.log(x) / Math.log(2), {
    summary: 'Logarithm to the base 2.',
    zh: '以 2 为底的对数。',
    examples: [['LOG2(8)', 3]],
  }),
  defineFunction({
    name: 'LOG',
    group: 'math',
    usage: 'LOG([base,] number)',
    summary: 'Natural logarithm, or the logarithm to a base.',
    zh: '自然对数，或以指定数为底的对数。',
    examples: [['LOG(2, 8)', 3]],
    params: [param('base', AS_DOUBLE), param('number', AS_DOUBLE, { optional: true })],
    returns: DOUBLE,
    evaluate: (base, x) =>
      x === undefined ? Math.log(base as number) : Math.log(x as number) / Math.log(base as number),
  }),
  ofDouble('SIN', Math.sin, { summary: 'Sine.', zh: '正弦。', examples: [['SIN(0)', 0]] }),
  ofDouble('COS', Math.cos, { summary: 'Cosine.', zh: '余弦。', examples: [['COS(0)', 1]] }),
  ofDouble('TAN', Math.tan, { summary: 'Tangent.', zh: '正切。', examples: [['TAN(0)', 0]] }),
  ofDouble('COT', (x) => 1 / Math.tan(x), {
    summary: 'Cotangent.',
    zh: '余切。',
    examples: [['COT(1)', 1 / Math.tan(1)]],
  }),
  ofDouble('ASIN', Math.asin, { summary: 'Arc sine.', zh: '反正弦。', examples: [['ASIN(0)', 0]] }),
  ofDouble('ACOS', Math.acos, { summary: 'Arc cosine.', zh: '反余弦。', examples: [['ACOS(1)', 0]] }),
  ofDouble('ATAN', Math.atan, { summary: 'Arc tangent.', zh: '反正切。', examples: [['ATAN(0)', 0]] }),
  defineFunction({
    name: 'ATAN2',
    group: 'math',
    usage: 'ATAN2(y, x)',
    summary: 'Angle of a point, in radians.',
    zh: '点的极角（弧度）。',
    examples: [['ATAN2(0, 1)', 0]],
    params: [param('y', AS_DOUBLE), param('x', AS_DOUBLE)],
    returns: DOUBLE,
    evaluate: (y, x) => Math.atan2(y as number, x as number),
  }),
  ofDouble('SINH', Math.sinh, { summary: 'Hyperbolic sine.', zh: '双曲正弦。', examples: [['SINH(0)', 0]] }),
  ofDouble('COSH', Math.cosh, { summary: 'Hyperbolic cosine.', zh: '双曲余弦。', examples: [['COSH(0)', 1]] }),
  ofDouble('TANH', Math.tanh, { summary: 'Hyperbolic tangent.', zh: '双曲正切。', examples: [['TANH(0)', 0]] }),
  ofDouble('DEGREES', (x) => (x / Math.PI) * 180, {
    summary: 'Radians to degrees.',
    zh: '弧度转角度。',
    examples: [['DEGREES(0)', 0]],
  }),
  ofDouble('RADIANS', (x) => (x / 180) * Math.PI, {
    summary: 'Degrees to radians.',
    zh: '角度转弧度。',
    examples: [['RADIANS(180)', Math.PI]],
  }),
  constant('PI', Math.PI, '圆周率 π。'),
  constant('E', Math.E, '自然常数 e。'),
]

const absoluteLong = (value: Int): Int => wrapTo({ t: 'BIGINT' }, BigInt(absolute(value)))

function constant(name: string, value: number, zh: string): FunctionDefinition {
  return defineFunction({
    name,
    group: 'math',
    usage: `${name}()`,
    summary: `The number ${name === 'PI' ? 'π' : 'e'}.`,
    zh,
    examples: [[`${name}()`, value]],
    params: [],
    returns: DOUBLE,
    evaluate: () => value,
  })
}
