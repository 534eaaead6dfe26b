/** How many members there are, some of them, and all of them as one text. Positions begin at 1. */
import { INT, isText, STRING } from '../../types.ts'
import type { Value } from '../../value.ts'
import { DataError, defineFunction, type FunctionDefinition } from '../definition.ts'
import { param, sameAsFirst, TEXT, WHOLE } from '../params.ts'
import { array, elementOf, type Items } from './members.ts'

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

export const countFunctions: readonly FunctionDefinition[] = [
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
]

export const arrayReverse: FunctionDefinition = defineFunction({
  name: 'ARRAY_REVERSE',
  group: 'collection',
  usage: 'ARRAY_REVERSE(array)',
  summary: 'The members in reverse order.',
  zh: '反转数组。',
  examples: [['ARRAY_REVERSE(ARRAY[1, 2, 3])', [3, 2, 1]]],
  params: [array],
  returns: sameAsFirst,
  evaluate: (items) => [...(items as Items)].reverse(),
})

export const arraySlice: FunctionDefinition = defineFunction({
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
})

export const arrayJoin: FunctionDefinition = defineFunction({
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
})
