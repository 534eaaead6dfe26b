import type { Row } from '@millrace/language'
import type { WindowBounds } from '../../plan.ts'
import { rowOrder } from '../rows.ts'
import { groupsOf, inputOf, type Node, type Of } from './node.ts'
import { topN } from './topN.ts'
import { windowClock } from './windows/clock.ts'

export function rank(context: Of<'rank'>): Node {
  const { bounds } = context.node.op
  return bounds ? windowRank(context, bounds) : topN(context)
}

/** The best rows of each window, given at its end. */
function windowRank(context: Of<'rank'>, bounds: WindowBounds): Node {
  const { node, emit } = context
  const { key, order, from, to, rankField, latest, ties } = node.op
  const { row: type } = inputOf(context)
  const { over } = windowClock(bounds.local === true, context.environment.zone)
  const windows = new Map<number, Row[]>()
  let clock = Number.NEGATIVE_INFINITY
  const compare = rowOrder(order, type)
  return {
    push({ kind, row }) {
      const end = row[bounds.end] as number
      if (over(end) <= clock) return emit('late', { kind, row })
      windows.set(end, [...(windows.get(end) ?? []), row])
    },
    watermark(time) {
      clock = time
      for (const end of [...windows.keys()].sort((a, b) => a - b)) {
        if (over(end) > time) continue
        for (const rows of groupsOf(windows.get(end)!, key, type)) {
          // The sort is stable: equal rows stay in the order in which they are.
          const best = (latest ? rows.reverse() : rows).sort(compare)
          for (const [i, row] of best.entries()) {
            const rank = ties ? 1 + best.filter((other) => compare(other, row) < 0).length : i + 1
            if (rank < from || rank > to) continue
            emit('out', { kind: '+I', row: rankField === undefined ? row : [...row, rank] })
          }
        }
        windows.delete(end)
      }
    },
  }
}
