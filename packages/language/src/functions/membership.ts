/** IN and BETWEEN. */
import type { Generator } from '../generate/generator.ts'
import type { Register } from '../generate/register.ts'
import type { TCall, TExpr } from '../syntax/expr.ts'
import { type FieldType, isNumeric, isText } from '../types.ts'
import { commonType, commonTypeOf } from './commonType.ts'
import { bindComparison, bindMemberwise, comparable, comparesNull, comparisonSource, memberwise } from './comparison.ts'
import { type CallSite, castTo, type FunctionDefinition } from './definition.ts'

type Words = Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>

/** The left side and its members, in one common type. */
function resolveIn(call: CallSite): Omit<TCall, 'k' | 'fn'> | undefined {
  if (call.args.some((arg) => arg === undefined)) return undefined
  const [left, ...members] = call.args as readonly TExpr[]
  const typed: TExpr[] = []
  for (const [index, member] of members.entries()) {
    const pair = memberPair(call, left!, member, index + 1)
    if (!pair) return undefined
    typed.push(pair)
  }
  if (!commonTypeOf(members.map((member) => member.type)))
    return call.problem({
      code: 'operand-types',
      message: 'The members of IN have types that do not mix.',
      span: call.span,
    })
  const type = typed.reduce<FieldType | undefined>((common, { type }) => common && commonType(common, type), left!.type)
  if (!type)
    return call.problem({
      code: 'operand-types',
      message: 'The members of IN have types that do not mix.',
      span: call.span,
    })
  const args = [castTo(left!, type), ...typed.map((member) => castTo(member, type))]
  return { args, type: { t: 'BOOLEAN' }, nullable: [left!, ...members].some(comparesNull) }
}

/** Text members beside a number are read as numbers, which Flink allows in IN and nowhere else. */
function memberPair(call: CallSite, left: TExpr, member: TExpr, index: number): TExpr | undefined {
  if (isNumeric(left.type) && isText(member.type)) return castTo(member, left.type)
  if (isText(left.type) && isNumeric(member.type)) return castTo(member, left.type)
  const site: CallSite = {
    ...call,
    spans: [call.spans[0]!, call.spans[index]!],
    written: (i) => call.written(i === 0 ? 0 : index),
    args: [left, member],
  }
  return (
    comparable('IN', site, left, member) && (commonType(left.type, member.type) ? member : castTo(member, left.type))
  )
}

function inList(negated: boolean, words: Words): FunctionDefinition {
  const name = negated ? 'NOT IN' : 'IN'
  return {
    name,
    group: 'comparison',
    usage: `a ${name} (b, c, …)`,
    ...words,
    strict: false,
    resolve: resolveIn,
    bind({ args }) {
      const { type } = args[0]!
      const written = args.slice(1).every((member) => memberwise([args[0]!, member]))
      const same = written ? bindMemberwise('=', type, type) : bindComparison('=', type, type)
      return (value, ...members) => {
        if (value === null) return null
        let unknown = false
        for (const member of members) {
          const equal = member === null ? null : same(value!, member)
          if (equal === true) return !negated
          if (equal === null) unknown = true
        }
        return unknown ? null : negated
      }
    },
    generate: (generator, call) => (call.args[0]!.type.t === 'ROW' ? undefined : generateIn(generator, call, negated)),
    sql: ([a, ...rest]) => `(${a} ${name} (${rest.join(', ')}))`,
  }
}

function generateIn(generator: Generator, { args }: TCall, negated: boolean): Register {
  const { code } = generator
  const [left, ...members] = args.map((arg) => generator.expression(arg)) as [Register, ...Register[]]
  const type = args[0]!.type
  const tests = members.map((member) => {
    const test = comparisonSource('=', generator, left, member, type, type)
    return member.nul === null ? test : `!(${member.nul}) && ${test}`
  })
  const found = code.value(left.nul === null ? tests.join(' || ') : `!(${left.nul}) && (${tests.join(' || ')})`)
  const unknown = [left.nul, ...members.map(({ nul }) => nul && `!${found} && (${nul})`)].filter((nul) => nul !== null)
  const nul = unknown.length === 0 ? null : code.value(unknown.map((nul) => `(${nul})`).join(' || '), 'n')
  if (!negated) return { r: 'bool', nul, v: found }
  return { r: 'bool', nul, v: code.value(nul === null ? `!${found}` : `!${nul} && !${found}`) }
}

type Bounds = { symmetric: boolean; negated: boolean }

/** BETWEEN, as two comparisons under AND. */
function between({ symmetric, negated }: Bounds, words: Words): FunctionDefinition {
  const name = `${negated ? 'NOT ' : ''}BETWEEN${symmetric ? ' SYMMETRIC' : ''}`
  return {
    name,
    group: 'comparison',
    usage: `a ${name} low AND high`,
    ...words,
    strict: false,
    resolve(call) {
      const [value, low, high] = call.args
      if (!value || !low || !high) return undefined
      const first = comparable(name, call, value, low)
      const second = comparable(
        name,
        { ...call, spans: [call.spans[0]!, call.spans[2]!], written: (i) => call.written(i === 0 ? 0 : 2) },
        value,
        high,
      )
      if (!first || !second) return undefined
      return {
        args: [...first, ...second],
        type: { t: 'BOOLEAN' },
        nullable: value.nullable || low.nullable || high.nullable,
      }
    },
    bind({ args }) {
      const [a, low, b, high] = args.map((arg) => arg.type) as [FieldType, FieldType, FieldType, FieldType]
      const tests = [
        bindComparison('>=', a, low),
        bindComparison('<=', b, high),
        bindComparison('<=', a, low),
        bindComparison('>=', b, high),
      ] as const
      return (x, from, y, to) => {
        const straight = and(compareOrNull(tests[0], x!, from!), compareOrNull(tests[1], y!, to!))
        const turned = symmetric ? and(compareOrNull(tests[2], x!, from!), compareOrNull(tests[3], y!, to!)) : false
        const result = or(straight, turned)
        return result === null ? null : result !== negated
      }
    },
    ...(symmetric
      ? {}
      : { generate: (generator: Generator, call: TCall) => generateBetween(generator, call, negated) }),
    sql: ([a, low, , high]) => `(${a} ${name} ${low} AND ${high})`,
  }
}

const compareOrNull = (
  test: ReturnType<typeof bindComparison>,
  a: Parameters<typeof test>[0],
  b: Parameters<typeof test>[1],
) => (a === null || b === null ? null : test(a, b))
const and = (a: boolean | null, b: boolean | null) =>
  a === false || b === false ? false : a === null || b === null ? null : true
const or = (a: boolean | null, b: boolean | null) =>
  a === true || b === true ? true : a === null || b === null ? null : false

function generateBetween(generator: Generator, { args }: TCall, negated: boolean): Register {
  const { code } = generator
  const [a, low, b, high] = args.map((arg) => generator.expression(arg)) as [Register, Register, Register, Register]
  const above = code.value(comparisonSource('>=', generator, a, low, args[0]!.type, args[1]!.type))
  const below = code.value(comparisonSource('<=', generator, b, high, args[2]!.type, args[3]!.type))
  const [n, m] = [orNull(a.nul, low.nul), orNull(b.nul, high.nul)]
  if (n === null && m === null)
    return { r: 'bool', nul: null, v: code.value(negated ? `!(${above} && ${below})` : `${above} && ${below}`) }
  const [x, y] = [n ?? 'false', m ?? 'false']
  const no = code.value(`!(${x}) && !${above} || !(${y}) && !${below}`)
  const nul = code.value(`!${no} && (${x} || ${y})`, 'n')
  return { r: 'bool', nul, v: code.value(negated ? no : `!${no} && !${nul}`) }
}

const orNull = (a: string | null, b: string | null) => (a === null ? b : b === null ? a : `(${a} || ${b})`)

export const membershipOperators: readonly FunctionDefinition[] = [
  inList(false, {
    summary: 'True when the value equals one of the list; NULL when it does not and a member is NULL.',
    zh: '值等于列表中任一项时为真；没有相等项且列表含 NULL 时为 NULL。',
    examples: [
      ['1 IN (1, 2)', true],
      ['3 IN (1, CAST(NULL AS INT))', null],
    ],
  }),
  inList(true, {
    summary: 'True when the value equals none of the list.',
    zh: '值不等于列表中任何一项时为真。',
    examples: [
      ['3 NOT IN (1, 2)', true],
      ['3 NOT IN (1, CAST(NULL AS INT))', null],
    ],
  }),
  between(
    { symmetric: false, negated: false },
    {
      summary: 'Within two bounds, both included.',
      zh: '位于两个边界之间（含边界）。',
      examples: [['2 BETWEEN 1 AND 3', true]],
    },
  ),
  between(
    { symmetric: false, negated: true },
    { summary: 'Outside two bounds.', zh: '位于两个边界之外。', examples: [['2 NOT BETWEEN 1 AND 3', false]] },
  ),
  between(
    { symmetric: true, negated: false },
    {
      summary: 'Within two bounds in any order.',
      zh: '位于两个边界之间，边界顺序不限。',
      examples: [['2 BETWEEN SYMMETRIC 3 AND 1', true]],
    },
  ),
  between(
    { symmetric: true, negated: true },
    {
      summary: 'Outside two bounds in any order.',
      zh: '位于两个边界之外，边界顺序不限。',
      examples: [['2 NOT BETWEEN SYMMETRIC 3 AND 1', false]],
    },
  ),
]
