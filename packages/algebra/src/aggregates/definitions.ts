/** The aggregates: what they take and what they give. How they are computed is the engine's and the reference interpreter's. */
import {
  BIGINT,
  decimal,
  type FieldType,
  isBinary,
  isNested,
  isNumeric,
  isText,
  isTime,
  MAX_PRECISION,
  type Typed,
} from '@millrace/language'

export interface AggregateDefinition {
  fn: string
  summary: string
  zh: string
  /** Whether it takes a value; `count` does without. */
  argument: 'optional' | 'required'
  /** As read in a sentence: "a number". */
  want: string
  accepts(type: FieldType): boolean
  result(type: FieldType): FieldType
  /** False for those that give a value even over no rows. */
  empty: 'null' | 'value'
}

const comparable = (type: FieldType) => !isNested(type) && !isBinary(type)
const same = (type: FieldType) => type

export const aggregateDefinitions: readonly AggregateDefinition[] = [
  {
    fn: 'count',
    summary: 'Number of rows, or of values that are not NULL.',
    zh: '行数，或非 NULL 值的个数。',
    argument: 'optional',
    want: 'a value',
    accepts: () => true,
    result: () => BIGINT,
    empty: 'value',
  },
  {
    fn: 'sum',
    summary: 'Sum of the values; whole numbers keep their type and wrap around.',
    zh: '求和；整数保持原类型，溢出时回绕。',
    argument: 'required',
    want: 'a number',
    accepts: isNumeric,
    result: (type) => (type.t === 'DECIMAL' ? decimal(MAX_PRECISION, type.scale) : type),
    empty: 'null',
  },
  {
    fn: 'avg',
    summary: 'Mean of the values; of whole numbers it is a whole number.',
    zh: '平均值；整数的平均值仍为整数。',
    argument: 'required',
    want: 'a number',
    accepts: isNumeric,
    result: (type) => (type.t === 'DECIMAL' ? decimal(MAX_PRECISION, Math.max(6, type.scale)) : type),
    empty: 'null',
  },
  {
    fn: 'min',
    summary: 'Smallest value.',
    zh: '最小值。',
    argument: 'required',
    want: 'a number, text, time or condition',
    accepts: (type) => comparable(type) && (isNumeric(type) || isText(type) || isTime(type) || type.t === 'BOOLEAN'),
    result: same,
    empty: 'null',
  },
  {
    fn: 'max',
    summary: 'Largest value.',
    zh: '最大值。',
    argument: 'required',
    want: 'a number, text, time or condition',
    accepts: (type) => comparable(type) && (isNumeric(type) || isText(type) || isTime(type) || type.t === 'BOOLEAN'),
    result: same,
    empty: 'null',
  },
]

export const aggregateNames: readonly string[] = aggregateDefinitions.map(({ fn }) => fn)

export const aggregateDefinition = (fn: string): AggregateDefinition | undefined =>
  aggregateDefinitions.find((definition) => definition.fn === fn)

/** The type of a result: NULL is possible when no row may count. */
export function aggregateResult(
  definition: AggregateDefinition,
  argument: Typed | undefined,
  filtered: boolean,
): Typed {
  const type = definition.result(argument?.type ?? BIGINT)
  return { type, nullable: definition.empty === 'null' && ((argument?.nullable ?? false) || filtered) }
}
