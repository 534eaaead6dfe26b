import { didYouMean } from '@millrace/language'
import type { OrderConfig } from '../controls.ts'
import { expectAppend } from './changes.ts'
import { ordersOf } from './order.ts'
import type { Relation } from './relation.ts'
import { timeColumn } from './windows.ts'

/** Rows in the order of event time, which must come first and ascend: only the watermark says that no earlier row comes. */
export function sort(input: Relation, order: readonly OrderConfig[]): Relation {
  const rowtime = timeColumn(input, 'Sorting')
  const orders = rowtime === undefined ? undefined : ordersOf(input, order)
  if (rowtime === undefined || !orders) return input.unknown()
  expectAppend(input, 'Sorting', 'Use *Top-N* to rank rows that are updated.')
  if (orders[0]?.column !== rowtime || orders[0].descending) return notByTime(input, order, rowtime)
  return input.add('sort', { op: 'sort', rowtime, order: orders.slice(1) }, [input], input.type, { late: input.type })
}

function notByTime(input: Relation, [first]: readonly OrderConfig[], rowtime: number): Relation {
  const time = input.row[rowtime]!.name
  const near = first && didYouMean(first.field.text, [time]) === time && first.direction === 'asc'
  input.scope.problem({
    code: 'sort-order',
    message: 'A stream without end can only be sorted by event time, ascending.',
    hint: near
      ? `Did you mean \`${time}\`?`
      : `Put \`${time}\` first, ascending; or use *Top-N* to keep the best rows.`,
    path: 'orderBy',
  })
  return input.unknown()
}
