import { compareNullable, type Row } from '@millrace/language'
import { groupsOf, inputOf, type Node, type Of } from './node.ts'
import { windowClock } from './windows/clock.ts'

export function rank(context: Of<'rank'>): Node {
  const { node, emit } = context
  const { key, order, from, to, rankField, bounds } = node.op
  const { row: type } = inputOf(context)
  const { over } = windowClock(bounds.local === true, context.environment.zone)
  const windows = new Map<number, Row[]>()
  let clock = Number.NEGATIVE_INFINITY
  const compare = (a: Row, b: Row): number => {
    for (const { column, descending } of order) {
      const difference = compareNullable(a[column]!, b[column]!, type[column]!.type)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }
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
          // The sort is stable: of equal rows the one that came first stays first.
          const best = rows.sort(compare)
          for (let r = from; r <= Math.min(to, best.length); r++)
            emit('out', { kind: '+I', row: rankField === undefined ? best[r - 1]! : [...best[r - 1]!, r] })
        }
        windows.delete(end)
      }
    },
  }
}
