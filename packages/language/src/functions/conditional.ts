import type { Generator } from '../generate/generator.ts'
import { PLACEHOLDER, type Register, registerKind } from '../generate/register.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import { BOOLEAN, DOUBLE, type FieldType, FLOAT, formatType, isApproximate, isNested, isNumeric } from '../types.ts'
import { compareValues, type Value } from '../value.ts'
import { commonNumeric, commonTypeOf } from './commonType.ts'
import { bindComparison, comparable, comparisonSource } from './comparison.ts'
import { type CallSite, castTo, type FunctionDefinition, nullWithoutType } from './definition.ts'

/** The common type of some arguments; a problem when there is none. */
function common(call: CallSite, args: readonly TExpr[], indexes: readonly number[]): FieldType | undefined {
  const type = commonTypeOf(args.map((arg) => arg.type))
  if (type) return type
  const kinds = [...new Set(args.map((arg) => formatType(arg.type)))].join(', ')
  const message = `The results of ${call.name} have types that do not mix: ${kinds}.`
  return call.problem({
    code: 'result-types',
    message,
    hint: 'Convert them with CAST.',
    span: call.spans[indexes[0]!]!,
  })
}

/**
 * The type of numbers some of which are not exact, where Flink and not Calcite finds it (LogicalTypeMerging): a DOUBLE wins over a
 * FLOAT, and so does a FLOAT before a DECIMAL, while a FLOAT behind a DECIMAL stays one.
 */
function mergedNumeric(args: readonly TExpr[]): FieldType | undefined {
  const types = args.map((arg) => arg.type).filter(({ t }) => t !== 'NULL')
  if (!types.every(isNumeric) || !types.some(isApproximate)) return undefined
  return types.reduce((merged, type) => {
    if (!isApproximate(merged) && !isApproximate(type)) return commonNumeric(merged, type)
    const double = merged.t === 'DOUBLE' || type.t === 'DOUBLE' || (merged.t === 'FLOAT' && type.t === 'DECIMAL')
    return double ? DOUBLE : FLOAT
  })
}

/**
 * A variable for the result of branches; each branch assigns it.
 *
 * Text branches end as JavaScript strings, because slices of different buffers have no common form.
 */
class Result {
  readonly register: Register
  private readonly generator: Generator
  private readonly type: FieldType
  constructor(generator: Generator, call: TCall) {
    const kind = registerKind(call.type)
    this.generator = generator
    this.type = call.type
    const value = generator.code.variable(PLACEHOLDER[kind])
    const nul = call.nullable ? generator.code.variable('true', 'n') : null
    this.register = { r: kind, v: value, nul } as Register
  }

  assign(from: Register): void {
    const { code } = this.generator
    const { nul, v } = this.register as Extract<Register, { r: 'num' }>
    const value = this.generator.asValue(from, this.type)
    code.line(`${v} = ${value.v}`)
    if (nul !== null) code.line(`${nul} = ${value.nul ?? 'false'}`)
  }
}

const caseWhen: FunctionDefinition = {
  name: 'CASE',
  group: 'conditional',
  usage: 'CASE WHEN condition THEN value … [ELSE value] END',
  summary: 'The value of the first condition that is true; ELSE, or NULL, when none is.',
  zh: '返回第一个为真的条件所对应的值；都不为真时返回 ELSE 的值，没有 ELSE 则为 NULL。',
  examples: [
    ["CASE WHEN 1 = 2 THEN 'a' ELSE 'b' END", 'b'],
    ["CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'many' END", 'two'],
    ['CASE WHEN FALSE THEN 1 / 0 ELSE 5 END', 5],
  ],
  strict: false,
  resolve(call) {
    if (call.args.some((arg) => arg === undefined)) return undefined
    const args = call.args as readonly TExpr[]
    const values = args.map((_, i) => i).filter((i) => i % 2 === 1 || i === args.length - 1)
    const tests = args.map((_, i) => i).filter((i) => !values.includes(i))
    for (const i of tests) if (!isCondition(call, args[i]!, i)) return undefined
    const type = common(
      call,
      values.map((i) => args[i]!),
      values,
    )
    if (!type) return undefined
    if (type.t === 'NULL') {
      const message = `${call.name} has no result but NULL.`
      return call.problem({ code: 'untyped-null', message, hint: 'Write CAST(NULL AS type).', span: call.span })
    }
    const typed = args.map((arg, i) => castTo(arg, tests.includes(i) ? BOOLEAN : type))
    return { args: typed, type, nullable: values.some((i) => args[i]!.nullable || isNullLiteral(args[i]!)) }
  },
  bindLazy: () => (args) => {
    for (let i = 0; i + 1 < args.length; i += 2) if (args[i]!() === true) return args[i + 1]!()
    return args[args.length - 1]!()
  },
  generate(generator, call) {
    const result = new Result(generator, call)
    const branch = (from: number): void => {
      const test = call.args[from]!
      if (from === call.args.length - 1) return result.assign(generator.expression(test))
      const condition = generator.expression(test) as Extract<Register, { r: 'bool' }>
      generator.when(condition.v, () => result.assign(generator.expression(call.args[from + 1]!)))
      generator.code.block('else', () => branch(from + 2))
    }
    branch(0)
    return result.register
  },
  sql(args) {
    const branches: string[] = []
    for (let i = 0; i + 1 < args.length; i += 2) branches.push(`WHEN ${args[i]} THEN ${args[i + 1]}`)
    return `CASE ${branches.join(' ')} ELSE ${args[args.length - 1]} END`
  },
}

const isNullLiteral = (expr: TExpr) => expr.k === 'lit' && expr.value === null

function isCondition(call: CallSite, arg: TExpr, index: number): boolean {
  if (arg.type.t === 'BOOLEAN' || arg.type.t === 'NULL') return true
  const message = `${call.name} needs a condition here, found ${formatType(arg.type)}.`
  call.problem({
    code: 'operand-types',
    message,
    span: call.spans[index]!,
    hint: `Compare it with something: ${call.written(index)} = …`,
  })
  return false
}

const ifElse: FunctionDefinition = {
  ...caseWhen,
  name: 'IF',
  usage: 'IF(condition, value, otherwise)',
  summary: 'The first value when the condition is true, else the second.',
  zh: '条件为真时返回第一个值，否则返回第二个值。',
  examples: [
    ["IF(1 > 2, 'yes', 'no')", 'no'],
    ['IF(CAST(NULL AS BOOLEAN), 1, 2)', 2],
  ],
  resolve(call) {
    if (call.args.length !== 3)
      return call.problem({ code: 'argument-count', message: 'IF takes 3 arguments.', span: call.span })
    const resolved = caseWhen.resolve(call)
    const untyped = call.args.findIndex((arg) => arg?.type.t === 'NULL')
    if (untyped >= 0) return nullWithoutType(call, untyped, untyped === 0 ? BOOLEAN : call.args[3 - untyped]?.type)
    // Flink derives a nullable result from a nullable condition.
    return resolved && { ...resolved, nullable: resolved.nullable || (call.args[0]?.nullable ?? false) }
  },
  sql: ([a, b, c]) => `IF(${a}, ${b}, ${c})`,
}

const coalesce: FunctionDefinition = {
  name: 'COALESCE',
  group: 'conditional',
  usage: 'COALESCE(a, b, …)',
  summary: 'The first value that is not NULL.',
  zh: '返回第一个非 NULL 的值。',
  examples: [
    ['COALESCE(CAST(NULL AS INT), 5)', 5],
    ["COALESCE(CAST(NULL AS STRING), 'x', 'y')", 'x'],
  ],
  strict: false,
  resolve(call) {
    if (call.args.length === 0)
      return call.problem({
        code: 'argument-count',
        message: `${call.name} takes at least 1 argument.`,
        span: call.span,
      })
    if (call.args.some((arg) => arg === undefined)) return undefined
    const args = call.args as readonly TExpr[]
    const type = mergedNumeric(args) ?? common(call, args, [0])
    return type && { args: args.map((arg) => castTo(arg, type)), type, nullable: args.every((arg) => arg.nullable) }
  },
  bindLazy: () => (args) => {
    for (const arg of args) {
      const value = arg()
      if (value !== null) return value
    }
    return null
  },
  generate(generator, call) {
    const result = new Result(generator, { ...call, nullable: true })
    const nul = result.register.nul!
    for (const arg of call.args) generator.when(nul, () => result.assign(generator.expression(arg)))
    return call.nullable ? result.register : { ...result.register, nul: null }
  },
}

const ifNull: FunctionDefinition = {
  ...coalesce,
  name: 'IFNULL',
  usage: 'IFNULL(a, b)',
  summary: 'The first value, or the second when the first is NULL.',
  zh: '第一个值为 NULL 时返回第二个值。',
  examples: [['IFNULL(CAST(NULL AS INT), 3)', 3]],
  resolve(call) {
    if (call.args.length !== 2)
      return call.problem({ code: 'argument-count', message: 'IFNULL takes 2 arguments.', span: call.span })
    return coalesce.resolve(call)
  },
}

const nullIf: FunctionDefinition = {
  name: 'NULLIF',
  group: 'conditional',
  usage: 'NULLIF(a, b)',
  summary: 'NULL when both are equal, else the first.',
  zh: '两值相等时返回 NULL，否则返回第一个值。',
  examples: [
    ['NULLIF(5, 5)', null],
    ['NULLIF(5, 6)', 5],
  ],
  strict: false,
  resolve(call) {
    const [a, b] = call.args
    if (call.args.length !== 2)
      return call.problem({ code: 'argument-count', message: 'NULLIF takes 2 arguments.', span: call.span })
    if (a?.type.t === 'NULL') return nullWithoutType(call, 0, b?.type)
    const compared = a && b && comparable('=', call, a, b)
    return compared && { args: [a, ...compared], type: a.type, nullable: true }
  },
  bind({ args }) {
    const same = bindComparison('=', args[1]!.type, args[2]!.type)
    return (a, x, y) => (x !== null && y !== null && same(x, y) ? null : a!)
  },
  generate(generator, call) {
    const [a, x, y] = call.args.map((arg) => generator.expression(arg)) as [Register, Register, Register]
    const same = comparisonSource('=', generator, x, y, call.args[1]!.type, call.args[2]!.type)
    const known = [x, y].filter(({ nul }) => nul !== null).map(({ nul }) => `!(${nul}) && `)
    const equal = generator.code.value(`${known.join('')}${same}`, 'n')
    return { ...a, nul: a.nul === null ? equal : `(${a.nul} || ${equal})` }
  },
  sql: ([a, , b]) => `NULLIF(${a}, ${b})`,
}

/** GREATEST and LEAST: NULL when one is NULL. */
function extreme(
  name: 'GREATEST' | 'LEAST',
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  const sign = name === 'GREATEST' ? 1 : -1
  return {
    name,
    group: 'conditional',
    usage: `${name}(a, b, …)`,
    ...words,
    strict: true,
    resolve(call) {
      if (call.args.length === 0)
        return call.problem({ code: 'argument-count', message: `${name} takes at least 1 argument.`, span: call.span })
      if (call.args.some((arg) => arg === undefined)) return undefined
      const args = call.args as readonly TExpr[]
      const untyped = args.findIndex((arg) => arg.type.t === 'NULL')
      if (untyped >= 0) return nullWithoutType(call, untyped, args.find((arg) => arg.type.t !== 'NULL')?.type)
      const type = mergedNumeric(args) ?? common(call, args, [0])
      if (type && isNested(type))
        return call.problem({
          code: 'operand-types',
          message: `${name} cannot order ${formatType(type)}.`,
          span: call.spans[0]!,
        })
      return type && { args: args.map((arg) => castTo(arg, type)), type, nullable: args.some((arg) => arg.nullable) }
    },
    bind:
      ({ type }) =>
      (...values) =>
        values.reduce<Value>((best, value) => (sign * compareValues(value, best, type) > 0 ? value : best), values[0]!),
  }
}

export const conditionalFunctions: readonly FunctionDefinition[] = [
  caseWhen,
  ifElse,
  coalesce,
  ifNull,
  nullIf,
  extreme('GREATEST', {
    summary: 'The largest value; NULL when one is NULL.',
    zh: '最大值；任一为 NULL 则为 NULL。',
    examples: [['GREATEST(1, 5, 3)', 5]],
  }),
  extreme('LEAST', {
    summary: 'The smallest value; NULL when one is NULL.',
    zh: '最小值；任一为 NULL 则为 NULL。',
    examples: [['LEAST(1.5, 2)', '1.5']],
  }),
]
