/** Arrays of values that have an order. */
import { type FieldType, isBinary, isNumeric, isText, isTime } from '../../types.ts'
import { compareValues, type Value } from '../../value.ts'
import { bindComparison } from '../comparison.ts'
import { defineFunction, type FunctionDefinition, type Site } from '../definition.ts'
import { CONDITION, param, sameAsFirst } from '../params.ts'
import { elementOf, type Items } from './members.ts'

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

export const orderFunctions: readonly FunctionDefinition[] = [
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
]
