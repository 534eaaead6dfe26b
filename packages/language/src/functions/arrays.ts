/** Functions of arrays. Positions begin at 1. */
import type { TCall, TExpr } from '../syntax/expr.ts'
import {
  BOOLEAN,
  type FieldType,
  formatType,
  INT,
  isBinary,
  isExact,
  isNumeric,
  isText,
  isTime,
  nullable as maybe,
  STRING,
  type Typed,
} from '../types.ts'
import { compareValues, type Value } from '../value.ts'
import { commonTypeOf } from './commonType.ts'
import { bindComparison } from './comparison.ts'
import {
  type CallSite,
  castTo,
  DataError,
  defineFunction,
  type FunctionDefinition,
  type Site,
  wrongType,
} from './definition.ts'
import { converts } from './implicit.ts'
import { ARRAY_VALUE, CONDITION, param, sameAsFirst, TEXT, WHOLE } from './params.ts'

type ArrayType = Extract<FieldType, { t: 'ARRAY' }>
type Items = readonly Value[]
type Same = (a: Value, b: Value) => boolean

const array = param('array', ARRAY_VALUE)
const elementOf = (expr: TExpr): Typed => (expr.type as ArrayType).of

/** `=` of two members, with NULL equal to NULL. */
function sameMember(type: FieldType): Same {
  const same = bindComparison('=', type, type)
  return (a, b) => (a === null || b === null ? a === b : same(a, b))
}

const includes = (items: Items, value: Value, same: Same) => items.some((item) => same(item, value))

/** Values each of which is in it once. */
interface ValueSet {
  has(value: Value): boolean
  add(value: Value): void
}

/** A set that finds a value by hashing where equal values are the same to JavaScript, and by comparing with all others elsewhere. */
function setOf(type: FieldType): ValueSet {
  if (isText(type) || isExact(type) || isTime(type) || type.t === 'BOOLEAN') return new Set<Value>()
  const same = sameMember(type)
  const values: Value[] = []
  return { has: (value) => includes(values, value, same), add: (value) => values.push(value) }
}

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

function notAnArray(call: CallSite, arg: TExpr, index: number): undefined {
  const message = `${call.name} needs an array, found ${formatType(arg.type)}.`
  return call.problem({ code: 'argument-type', message, span: call.spans[index]! })
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
      const empty = () => setOf((type as ArrayType).of.type)
      return (a, b) => combine(a as Items, b as Items, empty)
    },
  }
}

/** Whether values of a type have an order that functions of arrays use. */
const ordered = (type: FieldType) => isNumeric(type) || isText(type) || isBinary(type) || isTime(type)
const ORDERED_ARRAY = {
  want: 'an array of numbers, texts or times',
  accepts: (type: FieldType) => type.t === 'ARRAY' && (ordered(type.of.type) || type.of.type.t === 'NULL'),
}

function extreme(
  name: 'ARRAY_MAX' | 'ARRAY_MIN',
  words: Pick<FunctionDefinition, 'summary' | 'zh' | 'examples'>,
): FunctionDefinition {
  const op = name === 'ARRAY_MAX' ? '>' : '<'
  return defineFunction({
    name,
    group: 'collection',
    usage: `${name}(array)`,
    ...words,
    params: [param('array', ORDERED_ARRAY)],
    returns: ([arg]) => elementOf(arg!).type,
    nullable: 'always',
    bind({ type }) {
      const better = bindComparison(op, type, type)
      return (items) => {
        let best: Value = null
        for (const item of items as Items) if (item !== null && (best === null || better(item, best))) best = item
        return best
      }
    },
  })
}

function bindSort({ args }: Site) {
  const { type } = elementOf(args[0]!)
  return (items: Value, ascending: Value = true, nullsFirst: Value = ascending): Value => {
    const sign = ascending ? 1 : -1
    const known = (items as Items).filter((item) => item !== null)
    const nulls = (items as Items).filter((item) => item === null)
    const sorted = known.sort((a, b) => sign * compareValues(a, b, type))
    return nullsFirst ? [...nulls, ...sorted] : [...sorted, ...nulls]
  }
}

/** From a position to another, both included; negative positions count from the end. */
function slice(items: Items, start: number, end: number): Value {
  if (items.length === 0) return items
  const from = Math.max(1, start < 0 ? start + items.length + 1 : start)
  const wanted = end < 0 ? end + items.length + 1 : end
  return items.slice(from - 1, Math.max(from - 1, wanted === 0 ? 1 : Math.min(wanted, items.length)))
}

function join(items: Items, separator: string, forNull: Value | undefined): string {
  const texts = items.map((item) => item ?? forNull ?? null)
  return texts.filter((item) => item !== null).join(separator)
}

export const arrayFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'CARDINALITY',
    group: 'collection',
    usage: 'CARDINALITY(array) or CARDINALITY(map)',
    summary: 'How many members an array has, or entries a map.',
    zh: '数组的元素个数或映射的条目数。',
    examples: [
      ['CARDINALITY(ARRAY[1, 2, 3])', 3],
      ["CARDINALITY(MAP['a', 1])", 1],
    ],
    params: [param('collection', { want: 'an array or a map', accepts: (t) => t.t === 'ARRAY' || t.t === 'MAP' })],
    returns: INT,
    evaluate: (items) => (items as Items).length,
  }),
  defineFunction({
    name: 'ELEMENT',
    group: 'collection',
    usage: 'ELEMENT(array)',
    summary: 'The only member of an array; NULL for an empty one, and more than one fails the row.',
    zh: '数组的唯一元素；空数组为 NULL，多于一个元素会使该行失败。',
    examples: [
      ["ELEMENT(ARRAY['x'])", 'x'],
      ['ELEMENT(ARRAY_REMOVE(ARRAY[1], 1))', null],
    ],
    params: [array],
    returns: ([arg]) => elementOf(arg!).type,
    nullable: ([arg]) => arg!.nullable || elementOf(arg!).nullable,
    fails: true,
    evaluate(items) {
      const { length } = items as Items
      if (length > 1) throw new DataError(`ELEMENT needs an array of one member, found ${length}.`)
      return (items as Items)[0] ?? null
    },
  }),
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
  defineFunction({
    name: 'ARRAY_DISTINCT',
    group: 'collection',
    usage: 'ARRAY_DISTINCT(array)',
    summary: 'The array without repetitions, in the order of first occurrence.',
    zh: '去除数组中的重复元素，保持首次出现的顺序。',
    examples: [['ARRAY_DISTINCT(ARRAY[1, 2, 2, 1])', [1, 2]]],
    params: [array],
    returns: sameAsFirst,
    bind({ args }) {
      const { type } = elementOf(args[0]!)
      return (items) => newIn(setOf(type), items as Items)
    },
  }),
  defineFunction({
    name: 'ARRAY_REVERSE',
    group: 'collection',
    usage: 'ARRAY_REVERSE(array)',
    summary: 'The members in reverse order.',
    zh: '反转数组。',
    examples: [['ARRAY_REVERSE(ARRAY[1, 2, 3])', [3, 2, 1]]],
    params: [array],
    returns: sameAsFirst,
    evaluate: (items) => [...(items as Items)].reverse(),
  }),
  defineFunction({
    name: 'ARRAY_SLICE',
    untypedNull: true,
    group: 'collection',
    usage: 'ARRAY_SLICE(array, start [, end])',
    summary: 'The members from one position to another, both included; negative positions count from the end.',
    zh: '取数组中从起始到结束位置（均含）的元素；负数从末尾算起。',
    examples: [
      ["ARRAY_SLICE(ARRAY['a', 'b', 'c', 'd'], 2, 3)", ['b', 'c']],
      ["ARRAY_SLICE(ARRAY['a', 'b', 'c', 'd'], -2)", ['c', 'd']],
    ],
    params: [array, param('start', WHOLE), param('end', WHOLE, { optional: true })],
    returns: sameAsFirst,
    evaluate: (items, start, end) =>
      slice(items as Items, start as number, (end as number | undefined) ?? (items as Items).length),
  }),
  {
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
  },
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
  extreme('ARRAY_MAX', {
    summary: 'The largest member that is not NULL; NULL when there is none.',
    zh: '数组中最大的非 NULL 元素；没有则为 NULL。',
    examples: [['ARRAY_MAX(ARRAY[3, 9, CAST(NULL AS INT)])', 9]],
  }),
  extreme('ARRAY_MIN', {
    summary: 'The smallest member that is not NULL; NULL when there is none.',
    zh: '数组中最小的非 NULL 元素；没有则为 NULL。',
    examples: [["ARRAY_MIN(ARRAY['b', 'a'])", 'a']],
  }),
  defineFunction({
    name: 'ARRAY_SORT',
    untypedNull: true,
    group: 'collection',
    usage: 'ARRAY_SORT(array [, ascending [, nulls first]])',
    summary: 'The members in order, by default ascending; NULL counts as lowest unless said otherwise.',
    zh: '对数组排序，默认升序；NULL 默认视为最小。',
    examples: [
      ['ARRAY_SORT(ARRAY[3, 1, 2])', [1, 2, 3]],
      ['ARRAY_SORT(ARRAY[3, CAST(NULL AS INT), 2], FALSE)', [3, 2, null]],
    ],
    params: [
      param('array', ORDERED_ARRAY),
      param('ascending', CONDITION, { optional: true }),
      param('nulls first', CONDITION, { optional: true }),
    ],
    returns: sameAsFirst,
    bind: bindSort,
  }),
  defineFunction({
    name: 'ARRAY_JOIN',
    untypedNull: true,
    group: 'collection',
    usage: 'ARRAY_JOIN(array, separator [, for null])',
    summary: 'The texts of an array, joined with a separator; NULL is skipped, or written as the third argument.',
    zh: '用分隔符连接文本数组；跳过 NULL，或以第三个参数代替。',
    examples: [
      ["ARRAY_JOIN(ARRAY['a', 'b'], '-')", 'a-b'],
      ["ARRAY_JOIN(ARRAY['a', CAST(NULL AS STRING)], '-', 'N')", 'a-N'],
    ],
    params: [
      param('array', {
        want: 'an array of texts',
        accepts: (t) => t.t === 'ARRAY' && (isText(t.of.type) || t.of.type.t === 'NULL'),
      }),
      param('separator', TEXT),
      param('for null', TEXT, { optional: true }),
    ],
    returns: STRING,
    evaluate: (items, separator, forNull) => join(items as Items, separator as string, forNull),
  }),
]

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
