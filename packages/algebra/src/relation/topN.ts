import { fieldIndexes } from '../expressions.ts'
import { APPEND, type Changes, updatesOf } from '../plan.ts'
import { withdrawing } from './changes.ts'
import { oneOfKey } from './deduplicate.ts'
import { expectFewRanks, isFirstByTime, ordersOf, rankedRow } from './order.ts'
import type { Relation } from './relation.ts'
import type { RankOptions } from './windows.ts'

/**
 * The best rows of each key so far, kept up to date with every row. Without an order, those that came first; equally good ones can have
 * one rank.
 *
 * The one best row by event time is the first or the last of its key: it is deduplication, with the rules of that (Flink's planner
 * does the same).
 */
export function topN(relation: Relation, { by, order, from, to, rankField, ties, updates }: RankOptions): Relation {
  const input = withdrawing(relation)
  const key = fieldIndexes(input.scope, by, input.row)
  const orders = ordersOf(input, order)
  if (!input.known || !orders) return input.unknown()
  if (!ties && input.type.changes.mode === 'append' && isFirstByTime(input.type.time, orders, { from, to, rankField }))
    return oneOfKey(input, key, { rowtime: input.type.time, keep: orders[0]!.descending ? 'last' : 'first', updates })
  // Of rows that only come and have no order, their number is all that is kept.
  if (orders.length > 0 || input.type.changes.mode !== 'append') expectFewRanks(input, to)
  const row = rankedRow(input, rankField)
  const changes = ties
    ? tiedChangesOf(input)
    : changesOf(input, { key, from, to, ranked: rankField !== undefined, ordered: orders.length > 0 })
  // Rows that are never pushed out keep their event time, for they go on as they come.
  const timed = changes.mode === 'append' && input.type.time !== undefined && { time: input.type.time }
  return input.add(
    'rank',
    {
      op: 'rank',
      key,
      order: orders,
      from,
      to,
      ...(rankField !== undefined && { rankField }),
      ...(ties && { ties: true }),
      ...updatesOf(updates),
    },
    [input],
    { row, ...timed, changes },
  )
}

interface Ranking {
  key: readonly number[]
  from: number
  to: number
  ranked: boolean
  ordered: boolean
}

/** A rank of a key is one row, and what is no two rows before it is no two rows behind it. */
function changesOf({ type, row }: Relation, { key, from, to, ranked, ordered }: Ranking): Changes {
  const { changes } = type
  if (changes.mode === 'append' && !ordered) return APPEND
  if (ranked) return { mode: 'retract', key: [...key, row.length] }
  if (from === to) return { mode: 'retract', key }
  return { mode: 'retract', ...(changes.mode !== 'append' && changes.key && { key: changes.key }) }
}

/** Several rows can have a rank, so only what no two rows before it have is a key. */
const tiedChangesOf = ({ type: { changes } }: Relation): Changes => ({
  mode: 'retract',
  ...(changes.mode !== 'append' && changes.key && { key: changes.key }),
})
