/** Arrays as sets, and several arrays as one. */
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { formatType } from '../../types.ts'
import type { Value } from '../../value.ts'
import { commonTypeOf } from '../commonType.ts'
import { type CallSite, castTo, defineFunction, type FunctionDefinition } from '../definition.ts'
import { sameAsFirst } from '../params.ts'
import { type ArrayType, array, elementOf, type Items, notAnArray, setsOf, type ValueSet } from './members.ts'

/** The values that are wanted and not in a set yet; they are in it then. */
function newIn(set: ValueSet, items: Items, wanted: (value: Value) => boolean = () => true): Value[] {
  return items.filter((item) => {
    if (!wanted(item) || set.has(item)) return false
    set.add(item)
    return true
  })
}

function filled(set: ValueSet, items: Items): ValueSet {
  for (const item of items) set.add(item)
  return set
}

/** Arrays brought to one type. */
function commonArrays(call: CallSite, least: number, most: number): Omit<TCall, 'k' | 'fn'> | undefined {
  if (call.args.length < least || call.args.length > most) {
    const wanted = most === least ? `${least} arguments` : `at least ${least} argument${least === 1 ? '' : 's'}`
    return call.problem({ code: 'argument-count', message: `${call.name} takes ${wanted}.`, span: call.span })
  }
  if (call.args.some((arg) => arg === undefined)) return undefined
  const args = call.args as readonly TExpr[]
  for (const [i, arg] of args.entries()) if (arg.type.t !== 'ARRAY') return notAnArray(call, arg, i)
  const type = commonTypeOf(args.map((arg) => arg.type))
  if (!type) {
    const kinds = [...new Set(args.map((arg) => formatType(arg.type)))].join(', ')
    return call.problem({
      code: 'operand-types',
      message: `The arrays have types that do not mix: ${kinds}.`,
      span: call.span,
    })
  }
  return { args: args.map((arg) => castTo(arg, type)), type, nullable: args.some((arg) => arg.nullable) }
}

function setOperation(
  name: string,
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
  combine: (a: Items, b: Items, empty: () => ValueSet) => Value,
): FunctionDefinition {
  return {
    name,
    group: 'collection',
    usage: `${name}(array, array)`,
    ...words,
    strict: true,
    resolve: (call) => commonArrays(call, 2, 2),
    bind({ type }) {
      const empty = setsOf((type as ArrayType).of.type)
      return (a, b) => combine(a as Items, b as Items, empty)
    },
  }
}

export const arrayDistinct: FunctionDefinition = defineFunction({
  name: 'ARRAY_DISTINCT',
  group: 'collection',
  usage: 'ARRAY_DISTINCT(array)',
  summary: 'The array without repetitions, in the order of first occurrence.',
  zh: '去除数组中的重复元素，保持首次出现的顺序。',
  examples: [['ARRAY_DISTINCT(ARRAY[1, 2, 2, 1])', [1, 2]]],
  params: [array],
  returns: sameAsFirst,
  bind({ args }) {
    const empty = setsOf(elementOf(args[0]!).type)
    return (items) => newIn(empty(), items as Items)
  },
})

export const arrayConcat: FunctionDefinition = {
  name: 'ARRAY_CONCAT',
  group: 'collection',
  usage: 'ARRAY_CONCAT(array, …)',
  summary: 'The members of all arrays, one array behind the other.',
  zh: '依次连接多个数组。',
  examples: [['ARRAY_CONCAT(ARRAY[1], ARRAY[2, 3])', [1, 2, 3]]],
  strict: true,
  resolve: (call) => commonArrays(call, 1, Number.POSITIVE_INFINITY),
  bind:
    () =>
    (...arrays) =>
      arrays.flatMap((items) => items as Items),
}

export const setFunctions: readonly FunctionDefinition[] = [
  setOperation(
    'ARRAY_UNION',
    {
      summary: 'The members of both arrays without repetitions.',
      zh: '两个数组的并集（去重）。',
      examples: [['ARRAY_UNION(ARRAY[1, 2], ARRAY[2, 3])', [1, 2, 3]]],
    },
    (a, b, empty) => newIn(empty(), [...a, ...b]),
  ),
  setOperation(
    'ARRAY_INTERSECT',
    {
      summary: 'The members of the first array that the second has too, without repetitions.',
      zh: '两个数组的交集（去重）。',
      examples: [['ARRAY_INTERSECT(ARRAY[1, 2, 2], ARRAY[2, 4])', [2]]],
    },
    (a, b, empty) => {
      const others = filled(empty(), b)
      return newIn(empty(), a, (value) => others.has(value))
    },
  ),
  setOperation(
    'ARRAY_EXCEPT',
    {
      summary: 'The members of the first array that the second does not have, without repetitions.',
      zh: '在第一个数组而不在第二个数组中的元素（去重）。',
      examples: [['ARRAY_EXCEPT(ARRAY[1, 2, 3], ARRAY[2])', [1, 3]]],
    },
    (a, b, empty) => {
      const others = filled(empty(), b)
      return newIn(empty(), a, (value) => !others.has(value))
    },
  ),
]
