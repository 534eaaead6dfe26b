/** Sort orders and ranks. */
import { type Field, indexOfField, type RowType } from '@millrace/language'
import type { OrderConfig } from '../controls.ts'
import { fieldIndex } from '../expressions.ts'
import type { Order } from '../plan.ts'
import type { Relation } from './relation.ts'

/** A sort order by columns; undefined when a field is not there. */
export function ordersOf({ scope, row }: Relation, order: readonly OrderConfig[]): Order[] | undefined {
  const orders: Order[] = []
  for (const { field, direction } of order) {
    const column = fieldIndex(scope, field, row)
    if (column !== undefined) orders.push({ column, descending: direction === 'desc' })
  }
  return orders.length === order.length ? orders : undefined
}

/** The row with a field for its rank, when one is asked for. */
export function rankedRow({ scope, row }: Relation, rankField: string | undefined): RowType {
  if (rankField === undefined) return row
  if (indexOfField(row, rankField) >= 0) {
    const message = `The input has a field \`${rankField}\` already.`
    scope.problem({ code: 'duplicate-field', message, hint: 'Choose another name.', path: 'rankField' })
  }
  const rank: Field = { name: rankField, type: { t: 'BIGINT' }, nullable: false }
  return [...row, rank]
}

/** A ranking in which only the first or the last row of a key by event time counts, as Flink's planner finds it. */
export function isFirstByTime(
  time: number | undefined,
  order: readonly Order[],
  { from, to, rankField }: { from: number; to: number; rankField?: string | undefined },
): boolean {
  return from === 1 && to === 1 && rankField === undefined && order.length === 1 && order[0]!.column === time
}

/** Most ranks that are kept of a group: each takes room in every group. */
const MOST_RANKS = 10_000

/** Says so when a ranking would keep too much. */
export function expectFewRanks({ scope }: Relation, to: number): void {
  if (to <= MOST_RANKS) return
  const message = `A ranking keeps at most ${MOST_RANKS} rows of each group, those it skips too; these are ${to}.`
  scope.problem({ code: 'rank-limit', message, hint: 'Choose a smaller limit.', path: 'limit' })
}
