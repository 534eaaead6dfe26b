/** Aggregates that give values that came in: extremes, first and last ones, lists. */
import { arrayOf, BIGINT, type FieldType, INT, isInteger, isText, STRING, type Value } from '@millrace/language'
import type { AggregateDefinition, AggregateParameter } from './definition.ts'
import { anything, hasOrder, sameType } from './types.ts'

const ORDERED = {
  argument: 'required',
  want: 'a number, text, time or condition',
  accepts: hasOrder,
  result: sameType,
  empty: 'null',
  distinct: 'same',
  retracts: true,
} as const

const min: AggregateDefinition = { fn: 'min', summary: 'Smallest value.', zh: '最小值。', ...ORDERED }
const max: AggregateDefinition = { fn: 'max', summary: 'Largest value.', zh: '最大值。', ...ORDERED }

const CONDITION = { ...ORDERED, want: 'a condition', accepts: (type: FieldType) => type.t === 'BOOLEAN' } as const

const boolAnd: AggregateDefinition = {
  fn: 'bool-and',
  summary: 'Whether the condition is true for every row; rows where it is NULL do not count.',
  zh: '是否每一行都满足条件；条件为 NULL 的行不计入。',
  ...CONDITION,
}
const boolOr: AggregateDefinition = {
  fn: 'bool-or',
  summary: 'Whether the condition is true for any row; rows where it is NULL do not count.',
  zh: '是否有任意一行满足条件；条件为 NULL 的行不计入。',
  ...CONDITION,
}

const ANY = { argument: 'required', want: 'a value', accepts: anything, empty: 'null', retracts: true } as const

const firstValue: AggregateDefinition = {
  fn: 'first-value',
  summary: 'The value that came first; NULL is passed over.',
  zh: '最先到达的值；跳过 NULL。',
  ...ANY,
  result: sameType,
  distinct: 'counts',
}
const lastValue: AggregateDefinition = {
  fn: 'last-value',
  summary: 'The value that came last; NULL is passed over.',
  zh: '最后到达的值；跳过 NULL。',
  ...ANY,
  result: sameType,
  distinct: 'counts',
}

const by: AggregateParameter = {
  name: 'by',
  summary: 'What is compared; rows where it is NULL do not count.',
  zh: '用来比较的值；为 NULL 的行不计入。',
  kind: 'column',
  want: 'a number, text, time or condition',
  accepts: hasOrder,
}
const argMin: AggregateDefinition = {
  fn: 'arg-min',
  summary: 'The value of the row in which another expression is smallest; of several such rows the smallest value.',
  zh: '另一表达式取最小值的那一行的值；有多行时取其中最小的值。',
  ...ANY,
  parameters: [by],
  result: sameType,
  distinct: 'same',
}
const argMax: AggregateDefinition = {
  fn: 'arg-max',
  summary: 'The value of the row in which another expression is largest; of several such rows the smallest value.',
  zh: '另一表达式取最大值的那一行的值；有多行时取其中最小的值。',
  ...ANY,
  parameters: [by],
  result: sameType,
  distinct: 'same',
}

const separator: AggregateParameter = {
  name: 'separator',
  summary: 'What stands between two texts, a comma when it is left out.',
  zh: '两段文本之间的分隔符，缺省为逗号。',
  kind: 'constant',
  want: 'a text',
  hint: "Write it in quotes: '; '",
  accepts: isText,
  default: ',',
}
const listagg: AggregateDefinition = {
  fn: 'listagg',
  summary: 'The texts one after the other, in the order in which they came.',
  zh: '按到达顺序把文本连接起来。',
  ...ANY,
  want: 'a text',
  accepts: isText,
  parameters: [separator],
  result: () => STRING,
  distinct: 'counts',
}

const collect: AggregateDefinition = {
  fn: 'collect',
  summary: 'The values as an array, in the order in which they came; NULL is left out.',
  zh: '按到达顺序把值收集成数组；不含 NULL。',
  ...ANY,
  result: (argument) => arrayOf(argument),
  distinct: 'counts',
}

const howMany: AggregateParameter = {
  name: 'count',
  summary: 'How many values at most, 10 when it is left out.',
  zh: '最多几个值，缺省为 10。',
  kind: 'constant',
  want: 'a whole number from 1 to 1000',
  accepts: isInteger,
  to: () => INT,
  refuse: (value: Value) =>
    (value as number) >= 1 && (value as number) <= 1000 ? undefined : 'Between 1 and 1000 values can be kept.',
  default: 10,
}
const topValues: AggregateDefinition = {
  fn: 'top-values',
  summary:
    'The most frequent values with their counts, most frequent first; of equally frequent ones the smaller first.',
  zh: '出现最多的值及其次数，次数多的在前；次数相同时较小的值在前。',
  ...ANY,
  want: 'a number, text, time or condition',
  accepts: hasOrder,
  parameters: [howMany],
  result: ({ type }) =>
    arrayOf({
      type: {
        t: 'ROW',
        fields: [
          { name: 'value', type, nullable: false },
          { name: 'count', type: BIGINT, nullable: false },
        ],
      },
      nullable: false,
    }),
  distinct: 'refused',
}

export const valueAggregates: readonly AggregateDefinition[] = [
  min,
  max,
  firstValue,
  lastValue,
  argMin,
  argMax,
  boolAnd,
  boolOr,
  listagg,
  collect,
  topValues,
]
