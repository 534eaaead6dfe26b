import type { Generator } from '../generate/generator.ts'
import type { Register } from '../generate/register.ts'
import type { TExpr } from '../syntax/expr.ts'
import { formatType } from '../types.ts'
import { type CallSite, type FunctionDefinition, nullWithoutType } from './definition.ts'

const BOOLEAN = { t: 'BOOLEAN' } as const

/** The arguments as conditions; undefined after a problem. */
function conditions(call: CallSite): TExpr[] | undefined {
  const args = call.args.map((arg, i) => {
    if (!arg || arg.type.t === 'BOOLEAN') return arg
    if (arg.type.t === 'NULL') return nullWithoutType(call, i, BOOLEAN)
    const message = `${call.name} needs conditions, found ${formatType(arg.type)}.`
    return call.problem({
      code: 'operand-types',
      message,
      span: call.spans[i]!,
      hint: `Compare it with something: ${call.written(i)} = …`,
    })
  })
  return args.every((arg) => arg !== undefined) ? (args as TExpr[]) : undefined
}

type Bool = Extract<Register, { r: 'bool' }>
const bool = (generator: Generator, expr: TExpr) => generator.expression(expr) as Bool

/** AND and OR of SQL: NULL is unknown; the right side is computed only when the left does not decide. */
function connective(
  name: 'AND' | 'OR',
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  const decisive = name === 'OR'
  return {
    name,
    group: 'logic',
    usage: `a ${name} b`,
    ...words,
    strict: false,
    resolve(call) {
      const args = conditions(call)
      return args && { args, type: BOOLEAN, nullable: args.some((arg) => arg.nullable) }
    },
    bindLazy:
      () =>
      ([left, right]) => {
        const a = left!()
        if (a === decisive) return decisive
        const b = right!()
        if (b === decisive) return decisive
        return a === null || b === null ? null : !decisive
      },
    generate(generator, { args }) {
      const { code } = generator
      const a = bool(generator, args[0]!)
      const value = code.variable(a.v)
      const nul = a.nul === null && !args[1]!.nullable ? null : code.variable(a.nul ?? 'false', 'n')
      // The left side decides when it is `decisive`; NULL does not, and its value is false.
      const undecided = decisive ? `!${value}` : a.nul === null ? value : `(${value} || ${a.nul})`
      generator.when(undecided, () => {
        const b = bool(generator, args[1]!)
        code.line(`${value} = ${decisive || nul === null ? b.v : `${value} && ${b.v}`}`)
        if (nul === null) return
        if (decisive) code.line(`${nul} = !${value} && (${nul} || ${b.nul ?? 'false'})`)
        // False on the right decides even when the left is NULL.
        else code.line(`${nul} = ${b.nul === null ? `${nul} && ${b.v}` : `${b.nul} || ${nul} && ${b.v}`}`)
      })
      return { r: 'bool', nul, v: value }
    },
    sql: ([a, b]) => `(${a} ${name} ${b})`,
  }
}

const not: FunctionDefinition = {
  name: 'NOT',
  group: 'logic',
  usage: 'NOT a',
  summary: 'True for FALSE, false for TRUE, NULL for NULL.',
  zh: '取反；NULL 仍为 NULL。',
  examples: [
    ['NOT 1 = 2', true],
    ['NOT CAST(NULL AS BOOLEAN)', null],
  ],
  strict: true,
  resolve(call) {
    const args = conditions(call)
    return args && { args, type: BOOLEAN, nullable: args[0]!.nullable }
  },
  bind: () => (a) => !a,
  generate(generator, { args }) {
    const a = bool(generator, args[0]!)
    return { r: 'bool', nul: a.nul, v: generator.code.value(a.nul === null ? `!${a.v}` : `!(${a.nul}) && !${a.v}`) }
  },
  sql: ([a]) => `(NOT ${a})`,
}

/** IS [NOT] NULL of any value. */
function nullTest(negated: boolean): FunctionDefinition {
  const name = negated ? 'IS NOT NULL' : 'IS NULL'
  return {
    name,
    group: 'logic',
    usage: `a ${name}`,
    summary: negated ? 'True when there is a value.' : 'True when there is no value.',
    zh: negated ? '有值时为真。' : '没有值时为真。',
    examples: negated ? [['1 IS NOT NULL', true]] : [['CAST(NULL AS INT) IS NULL', true]],
    strict: false,
    resolve(call) {
      const [arg] = call.args
      if (!arg) return undefined
      if (!arg.nullable && arg.k === 'col') {
        const message = `${call.written(0)} is never NULL here, so this is always ${negated}.`
        call.problem({ code: 'never-null', severity: 'warning', message, span: call.span })
      }
      return { args: [arg], type: BOOLEAN, nullable: false }
    },
    bind: () => (a) => (a === null) !== negated,
    generate(generator, { args }) {
      const { nul } = generator.expression(args[0]!)
      return {
        r: 'bool',
        nul: null,
        v: nul === null ? String(negated) : generator.code.value(negated ? `!(${nul})` : nul),
      }
    },
    sql: ([a]) => `(${a} ${name})`,
  }
}

/** IS [NOT] TRUE, FALSE, UNKNOWN: two-valued tests of a condition. */
function truthTest(test: 'TRUE' | 'FALSE' | 'UNKNOWN', negated: boolean): FunctionDefinition {
  const name = `IS ${negated ? 'NOT ' : ''}${test}`
  const wanted = test === 'UNKNOWN' ? null : test === 'TRUE'
  return {
    name,
    group: 'logic',
    usage: `a ${name}`,
    summary: `Whether a condition ${negated ? 'is anything but' : 'is'} ${test}; never NULL itself.`,
    zh: `条件${negated ? '不' : ''}为 ${test} 时为真；结果不会是 NULL。`,
    examples: [[`CAST(NULL AS BOOLEAN) ${name}`, (test === 'UNKNOWN') !== negated]],
    strict: false,
    resolve(call) {
      const args = conditions(call)
      return args && { args, type: BOOLEAN, nullable: false }
    },
    bind: () => (a) => (a === wanted) !== negated,
    generate(generator, { args }) {
      const a = bool(generator, args[0]!)
      const nul = a.nul ?? 'false'
      const positive = test === 'TRUE' ? a.v : test === 'UNKNOWN' ? nul : `!(${nul}) && !${a.v}`
      return { r: 'bool', nul: null, v: generator.code.value(negated ? `!(${positive})` : positive) }
    },
    sql: ([a]) => `(${a} ${name})`,
  }
}

export const logicOperators: readonly FunctionDefinition[] = [
  connective('AND', {
    summary: 'True when both are true; false when one is false, even beside NULL.',
    zh: '两者都为真时为真；任一为假则为假（即使另一个是 NULL）。',
    examples: [
      ['FALSE AND CAST(NULL AS BOOLEAN)', false],
      ['TRUE AND CAST(NULL AS BOOLEAN)', null],
    ],
  }),
  connective('OR', {
    summary: 'True when one is true, even beside NULL; false when both are false.',
    zh: '任一为真则为真（即使另一个是 NULL）；两者都为假时为假。',
    examples: [
      ['TRUE OR CAST(NULL AS BOOLEAN)', true],
      ['FALSE OR CAST(NULL AS BOOLEAN)', null],
    ],
  }),
  not,
  nullTest(false),
  nullTest(true),
  ...(['TRUE', 'FALSE', 'UNKNOWN'] as const).flatMap((test) => [truthTest(test, false), truthTest(test, true)]),
]
