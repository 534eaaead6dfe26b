/** An array and one value: whether and where it stands in it, and the array with or without it. */
import type { TCall, TExpr } from '../../syntax/expr.ts'
import { BOOLEAN, type FieldType, formatType, INT, nullable as maybe } from '../../types.ts'
import { type CallSite, castTo, type FunctionDefinition, wrongType } from '../definition.ts'
import { converts } from '../implicit.ts'
import { elementOf, type Items, includes, notAnArray, sameMember } from './members.ts'

/** An array and a value that is compared with its members or joins them; the value becomes what the members are. */
function withMember(
  call: CallSite,
  nullability: (array: TExpr, member: TExpr) => boolean,
  returns: (array: TExpr, member: TExpr) => FieldType,
): Omit<TCall, 'k' | 'fn'> | undefined {
  if (call.args.length !== 2)
    return call.problem({ code: 'argument-count', message: `${call.name} takes 2 arguments.`, span: call.span })
  const [list, value] = call.args
  if (!list || !value) return undefined
  if (list.type.t !== 'ARRAY') return notAnArray(call, list, 0)
  const of = elementOf(list)
  if (!converts(value.type, of.type)) {
    const message = `${call.name} needs a member of ${formatType(list.type)}, found ${formatType(value.type)}.`
    return wrongType(call, 1, message, formatType(of.type))
  }
  return { args: [list, castTo(value, of.type)], type: returns(list, value), nullable: nullability(list, value) }
}

/** ARRAY_APPEND and ARRAY_PREPEND: a NULL that joins makes the members nullable. */
function addition(
  name: 'ARRAY_APPEND' | 'ARRAY_PREPEND',
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  return {
    name,
    group: 'collection',
    usage: `${name}(array, value)`,
    ...words,
    strict: false,
    resolve: (call) =>
      withMember(
        call,
        (list, value) => list.nullable || value.nullable,
        (list, value) => (value.nullable ? { t: 'ARRAY', of: maybe(elementOf(list).type) } : list.type),
      ),
    bind: () => (items, value) => {
      if (items === null) return null
      return name === 'ARRAY_APPEND' ? [...(items as Items), value!] : [value!, ...(items as Items)]
    },
  }
}

export const valueFunctions: readonly FunctionDefinition[] = [
  {
    name: 'ARRAY_CONTAINS',
    group: 'collection',
    usage: 'ARRAY_CONTAINS(array, value)',
    summary: 'Whether an array has a member that equals a value; NULL equals NULL.',
    zh: '数组是否包含某值；NULL 与 NULL 相等。',
    examples: [
      ['ARRAY_CONTAINS(ARRAY[1, 2], 2)', true],
      ['ARRAY_CONTAINS(ARRAY[1, CAST(NULL AS INT)], CAST(NULL AS INT))', true],
    ],
    strict: false,
    resolve: (call) =>
      withMember(
        call,
        (list) => list.nullable,
        () => BOOLEAN,
      ),
    bind({ args }) {
      const same = sameMember(elementOf(args[0]!).type)
      return (items, value) => (items === null ? null : includes(items as Items, value!, same))
    },
  },
  {
    name: 'ARRAY_POSITION',
    group: 'collection',
    usage: 'ARRAY_POSITION(array, value)',
    summary: 'Where a value first stands in an array, from 1; 0 when it does not.',
    zh: '值在数组中首次出现的位置（从 1 起）；不存在则为 0。',
    examples: [['ARRAY_POSITION(ARRAY[3, 2, 2], 2)', 2]],
    strict: true,
    resolve: (call) =>
      withMember(
        call,
        (list, value) => list.nullable || value.nullable,
        () => INT,
      ),
    bind({ args }) {
      const same = sameMember(elementOf(args[0]!).type)
      return (items, value) => (items as Items).findIndex((item) => same(item, value!)) + 1
    },
  },
  {
    name: 'ARRAY_REMOVE',
    group: 'collection',
    usage: 'ARRAY_REMOVE(array, value)',
    summary: 'The array without the members that equal a value; NULL removes the NULL members.',
    zh: '去除数组中等于某值的元素；值为 NULL 时去除 NULL 元素。',
    examples: [['ARRAY_REMOVE(ARRAY[1, 2, 1], 1)', [2]]],
    strict: false,
    resolve: (call) =>
      withMember(
        call,
        (list) => list.nullable,
        (list) => list.type,
      ),
    bind({ args }) {
      const same = sameMember(elementOf(args[0]!).type)
      return (items, value) => (items === null ? null : (items as Items).filter((item) => !same(item, value!)))
    },
  },
  addition('ARRAY_APPEND', {
    summary: 'The array with a value behind its last member.',
    zh: '在数组末尾添加一个值。',
    examples: [['ARRAY_APPEND(ARRAY[1, 2], 3)', [1, 2, 3]]],
  }),
  addition('ARRAY_PREPEND', {
    summary: 'The array with a value before its first member.',
    zh: '在数组开头添加一个值。',
    examples: [['ARRAY_PREPEND(ARRAY[1, 2], 0)', [0, 1, 2]]],
  }),
]
