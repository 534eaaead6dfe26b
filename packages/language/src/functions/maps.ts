/** Functions of maps, and making arrays and maps from text. */

import { wellFormed } from '../javaText.ts'
import type { TExpr } from '../syntax/expr.ts'
import { arrayOf, type FieldType, formatType, nullable, STRING } from '../types.ts'
import type { Value } from '../value.ts'
import { put } from './access.ts'
import { commonTypeOf } from './commonType.ts'
import { castTo, DataError, defineFunction, type FunctionDefinition } from './definition.ts'
import { ARRAY_VALUE, MAP_VALUE, param, TEXT } from './params.ts'
import { splitPattern } from './split.ts'

type MapType = Extract<FieldType, { t: 'MAP' }>
type Entries = readonly (readonly Value[])[]

const map = param('map', MAP_VALUE)
const typeOfMap = (expr: TExpr | undefined) => expr!.type as MapType

const mapUnion: FunctionDefinition = {
  name: 'MAP_UNION',
  group: 'collection',
  usage: 'MAP_UNION(map, …)',
  summary: 'The entries of all maps; of equal keys the last map wins.',
  zh: '合并多个映射；键重复时取后面的映射。',
  examples: [["MAP_UNION(MAP['a', 1], MAP['a', 2, 'b', 3])", { a: 2, b: 3 }]],
  strict: true,
  resolve(call) {
    if (call.args.length === 0)
      return call.problem({ code: 'argument-count', message: 'MAP_UNION takes at least 1 argument.', span: call.span })
    if (call.args.some((arg) => arg === undefined)) return undefined
    const args = call.args as readonly TExpr[]
    const wrong = args.findIndex((arg) => arg.type.t !== 'MAP')
    if (wrong >= 0) {
      const message = `MAP_UNION needs maps, found ${formatType(args[wrong]!.type)}.`
      return call.problem({ code: 'argument-type', message, span: call.spans[wrong]! })
    }
    const type = commonTypeOf(args.map((arg) => arg.type))
    if (!type)
      return call.problem({ code: 'operand-types', message: 'The maps have types that do not mix.', span: call.span })
    return { args: args.map((arg) => castTo(arg, type)), type, nullable: args.some((arg) => arg.nullable) }
  },
  bind({ type }) {
    const key = (type as MapType).key.type
    return (...maps) => {
      const entries: Value[][] = []
      for (const entry of maps.flatMap((one) => one as Entries)) put(entries, entry[0]!, entry[1]!, key)
      return entries
    }
  },
}

function fromArrays(keys: readonly Value[], values: readonly Value[]): Value {
  if (keys.length !== values.length)
    throw new DataError(`MAP_FROM_ARRAYS needs as many keys as values, found ${keys.length} and ${values.length}.`)
  // As in Flink, entries of equal keys all stay.
  return keys.map((key, i) => [key, values[i]!])
}

/** Two separators or none. */
function withBothSeparators(simple: Parameters<typeof defineFunction>[0]): FunctionDefinition {
  const definition = defineFunction(simple)
  return {
    ...definition,
    resolve(call) {
      if (call.args.length !== 2) return definition.resolve(call)
      const message = 'STR_TO_MAP takes both separators or none.'
      return call.problem({ code: 'argument-count', message, span: call.span })
    },
  }
}

/** Both separators are regular expressions; what has no second separator is a key with NULL. */
function textToMap(text: string, pairs: string, keyAndValue: string): Value {
  if (text === '') return []
  const entries = new Map<string, string | null>()
  for (const pair of splitPattern(text, pairs, 0)) {
    const [key, value] = splitPattern(pair, keyAndValue, 2)
    if (value === undefined) entries.set(wellFormed(pair), null)
    else entries.set(wellFormed(key!), wellFormed(value))
  }
  return [...entries]
}

/** An empty separator splits into UTF-16 units, as in Flink. */
function split(text: string, separator: string): Value {
  if (text === '') return []
  return separator === '' ? text.split('').map(wellFormed) : text.split(separator)
}

export const mapFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: 'MAP_KEYS',
    group: 'collection',
    usage: 'MAP_KEYS(map)',
    summary: 'The keys of a map as an array.',
    zh: '映射的所有键组成的数组。',
    examples: [["MAP_KEYS(MAP['a', 1])", ['a']]],
    params: [map],
    returns: ([arg]) => arrayOf(typeOfMap(arg).key),
    evaluate: (entries) => (entries as Entries).map(([key]) => key!),
  }),
  defineFunction({
    name: 'MAP_VALUES',
    group: 'collection',
    usage: 'MAP_VALUES(map)',
    summary: 'The values of a map as an array.',
    zh: '映射的所有值组成的数组。',
    examples: [["MAP_VALUES(MAP['a', 1])", [1]]],
    params: [map],
    returns: ([arg]) => arrayOf(typeOfMap(arg).value),
    evaluate: (entries) => (entries as Entries).map(([, value]) => value!),
  }),
  defineFunction({
    name: 'MAP_ENTRIES',
    group: 'collection',
    usage: 'MAP_ENTRIES(map)',
    summary: 'The entries of a map as an array of rows with the fields key and value.',
    zh: '映射的所有条目，组成含 key 和 value 字段的行数组。',
    examples: [["MAP_ENTRIES(MAP['a', 1])", [{ key: 'a', value: 1 }]]],
    params: [map],
    returns: ([arg]) => {
      const { key, value } = typeOfMap(arg)
      return arrayOf(
        nullable({
          t: 'ROW',
          fields: [
            { name: 'key', ...key },
            { name: 'value', ...value },
          ],
        }),
      )
    },
    evaluate: (entries) => (entries as Entries).map(([key, value]) => [key!, value!]),
  }),
  mapUnion,
  defineFunction({
    name: 'MAP_FROM_ARRAYS',
    group: 'collection',
    usage: 'MAP_FROM_ARRAYS(keys, values)',
    summary: 'A map of an array of keys and an array of values of the same length.',
    zh: '由键数组和等长的值数组组成的映射。',
    examples: [["MAP_FROM_ARRAYS(ARRAY['k'], ARRAY[5])", { k: 5 }]],
    params: [param('keys', ARRAY_VALUE), param('values', ARRAY_VALUE)],
    returns: ([keys, values]) => ({
      t: 'MAP',
      key: (keys!.type as Extract<FieldType, { t: 'ARRAY' }>).of,
      value: (values!.type as Extract<FieldType, { t: 'ARRAY' }>).of,
    }),
    fails: true,
    evaluate: (keys, values) => fromArrays(keys as readonly Value[], values as readonly Value[]),
  }),
  withBothSeparators({
    name: 'STR_TO_MAP',
    group: 'collection',
    usage: 'STR_TO_MAP(text [, between pairs, between key and value])',
    summary: "A map from a text such as k1=v1,k2=v2; the separators are regular expressions, by default ',' and '='.",
    zh: '将形如 k1=v1,k2=v2 的文本转换为映射；分隔符为正则表达式，默认为逗号和等号。',
    examples: [
      ["STR_TO_MAP('k1=v1,k2=v2')", { k1: 'v1', k2: 'v2' }],
      ["STR_TO_MAP('k1:v1;k2', ';', ':')", { k1: 'v1', k2: null }],
    ],
    params: [
      param('text', TEXT),
      param('between pairs', TEXT, { optional: true }),
      param('between key and value', TEXT, { optional: true }),
    ],
    returns: { t: 'MAP', key: nullable(STRING), value: nullable(STRING) },
    nullable: 'always',
    fails: ({ args }) => args.length > 1,
    evaluate: (text, pairs = ',', keyAndValue = '=') =>
      textToMap(text as string, pairs as string, keyAndValue as string),
  }),
  defineFunction({
    name: 'SPLIT',
    untypedNull: true,
    group: 'collection',
    usage: 'SPLIT(text, separator)',
    summary: 'The parts of a text between the occurrences of another; its characters for an empty separator.',
    zh: '按分隔符拆分文本为数组；分隔符为空时拆成单个字符。',
    examples: [
      ["SPLIT('a,b,,c', ',')", ['a', 'b', '', 'c']],
      ["SPLIT('abc', '')", ['a', 'b', 'c']],
    ],
    params: [param('text', TEXT), param('separator', TEXT)],
    returns: arrayOf(nullable(STRING)),
    evaluate: (text, separator) => split(text as string, separator as string),
  }),
]
