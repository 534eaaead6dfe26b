/** Counts, sums, means and what says how numbers are spread. */
import { BIGINT, DOUBLE, type FieldType, isInteger, isNumeric, type Typed, type Value } from '@millrace/language'
import { dispersion } from './composition.ts'
import type { AggregateDefinition, AggregateParameter } from './definition.ts'
import { anything, meanOf, sumOf } from './types.ts'

const count: AggregateDefinition = {
  fn: 'count',
  summary: 'Number of rows, or of values that are not NULL.',
  zh: '行数，或非 NULL 值的个数。',
  argument: 'optional',
  want: 'a value',
  accepts: anything,
  result: () => BIGINT,
  empty: 'value',
  distinct: 'counts',
  retracts: true,
}

const sum: AggregateDefinition = {
  fn: 'sum',
  summary: 'Sum of the values; whole numbers keep their type and wrap around.',
  zh: '求和；整数保持原类型，溢出时回绕。',
  argument: 'required',
  want: 'a number',
  accepts: isNumeric,
  result: ({ type }) => sumOf(type),
  empty: 'null',
  distinct: 'counts',
  retracts: true,
}

const avg: AggregateDefinition = {
  fn: 'avg',
  summary: 'Mean of the values; of whole numbers it is a whole number.',
  zh: '平均值；整数的平均值仍为整数。',
  argument: 'required',
  want: 'a number',
  accepts: isNumeric,
  result: ({ type }) => meanOf(type),
  empty: 'null',
  distinct: 'counts',
  retracts: true,
}

const approxCountDistinct: AggregateDefinition = {
  fn: 'approx-count-distinct',
  summary: 'About how many different values there are, in at most 16 KiB for each group; the standard error is 0.8 %.',
  zh: '不同值个数的估计，每组最多占用 16 KiB；标准误差为 0.8%。',
  argument: 'required',
  want: 'a number, text or time',
  accepts: (type) =>
    isNumeric(type) || ['CHAR', 'VARCHAR', 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_LTZ'].includes(type.t),
  result: () => BIGINT,
  empty: 'value',
  distinct: 'same',
  retracts: false,
}

const NUMBERS = {
  argument: 'required',
  want: 'a number',
  accepts: isNumeric,
  distinct: 'counts',
  retracts: true,
} as const

const spread = (
  fn: string,
  kind: { sample: boolean; root: boolean },
  texts: { summary: string; zh: string; aliases?: readonly string[] },
): AggregateDefinition => ({
  fn,
  ...texts,
  ...NUMBERS,
  result: ({ type }) => meanOf(type),
  empty: 'null',
  // One value has no sample variance.
  ...(kind.sample && { nullable: true as const }),
  composition: (argument: Typed) => dispersion(argument, kind),
})

const isFraction = (type: FieldType) => isNumeric(type) || (type.t === 'ARRAY' && isNumeric(type.of.type))
const outside = (value: Value) => !((value as number) >= 0 && (value as number) <= 1)

const fraction: AggregateParameter = {
  name: 'fraction',
  summary: 'From 0 to 1: 0.5 is the median. An array of fractions gives an array of results.',
  zh: '0 到 1 之间：0.5 为中位数。给出数组则结果也是数组。',
  kind: 'constant',
  want: 'a number from 0 to 1, or an array of such numbers',
  hint: 'Examples: 0.5, ARRAY[0.5, 0.95]',
  accepts: isFraction,
  to: (type) => (type.t === 'ARRAY' ? { t: 'ARRAY', of: { type: DOUBLE, nullable: false } } : DOUBLE),
  refuse: (value) =>
    (Array.isArray(value) ? value.some(outside) : outside(value))
      ? 'A fraction lies between 0 and 1: the 95th percentile is 0.95.'
      : Array.isArray(value) && value.length === 0
        ? 'There is no fraction in the array.'
        : undefined,
}

const weight: AggregateParameter = {
  name: 'weight',
  summary: 'How often the value counts; rows without a positive weight do not count.',
  zh: '该值计多少次；权重不为正的行不计入。',
  kind: 'column',
  want: 'a whole number',
  accepts: isInteger,
  optional: true,
}

const accuracy: AggregateParameter = {
  name: 'accuracy',
  summary: 'Largest relative error of a value, 0.01 when it is left out.',
  zh: '值的最大相对误差，缺省为 0.01。',
  kind: 'constant',
  want: 'a number from 0.0001 to 0.5',
  accepts: isNumeric,
  to: () => DOUBLE,
  refuse: (value) =>
    (value as number) >= 0.0001 && (value as number) <= 0.5 ? undefined : 'The accuracy lies between 0.0001 and 0.5.',
  default: 0.01,
}

const fractionResult = (_: Typed, [fractions]: readonly unknown[]): FieldType =>
  Array.isArray(fractions) ? { t: 'ARRAY', of: { type: DOUBLE, nullable: true } } : DOUBLE

const percentile: AggregateDefinition = {
  fn: 'percentile',
  summary: 'The value below which a fraction of the values lies, interpolated between two values; keeps all of them.',
  zh: '分位数：在相邻两个值之间线性插值；需保存全部值。',
  ...NUMBERS,
  parameters: [fraction, weight],
  result: fractionResult,
  empty: 'null',
  nullable: true,
}

const approxPercentile: AggregateDefinition = {
  fn: 'approx-percentile',
  summary:
    'A percentile of values that are each known up to a relative error, 1 % by default; keeps counts of ranges only.',
  zh: '近似分位数：每个值只精确到给定的相对误差（缺省 1%）；只保存各区间的计数。',
  ...NUMBERS,
  parameters: [fraction, accuracy],
  result: fractionResult,
  empty: 'null',
  nullable: true,
}

export const numberAggregates: readonly AggregateDefinition[] = [
  count,
  sum,
  avg,
  approxCountDistinct,
  spread(
    'stddev-pop',
    { sample: false, root: true },
    {
      summary: 'Standard deviation of all values; of whole numbers it is a whole number.',
      zh: '总体标准差；整数的结果仍为整数。',
    },
  ),
  spread(
    'stddev-samp',
    { sample: true, root: true },
    {
      aliases: ['STDDEV'],
      summary: 'Standard deviation estimated from a sample; NULL for one value.',
      zh: '样本标准差；只有一个值时为 NULL。',
    },
  ),
  spread(
    'var-pop',
    { sample: false, root: false },
    { summary: 'Variance of all values; of whole numbers it is a whole number.', zh: '总体方差；整数的结果仍为整数。' },
  ),
  spread(
    'var-samp',
    { sample: true, root: false },
    {
      aliases: ['VARIANCE'],
      summary: 'Variance estimated from a sample; NULL for one value.',
      zh: '样本方差；只有一个值时为 NULL。',
    },
  ),
  percentile,
  approxPercentile,
]
