import type { Row } from '@millrace/language'
import { reach, watermarkDelay } from '../../../joins.ts'
import type { JoinWithin } from '../../../plan.ts'
import type { Node } from '../node.ts'
import { type JoinContext, otherSide, pairsOf } from './pairs.ts'

interface Kept {
  row: Row
  time: number
  matched: boolean
}

/**
 * Joins within an interval (Flink's TimeIntervalJoin).
 *
 * A row is joined with the kept rows of the other side, whatever its own lateness. It is kept while partners may still come; one that
 * came after that goes out padded at once, or, when its side is not outer and nothing was found,
 * is late. A kept row is forgotten
 * when the watermark is past the last partner that it could have.
 */
export function intervalJoin(context: JoinContext): Node {
  const { node, emit } = context
  const within = node.op.within as Extract<JoinWithin, { kind: 'interval' }>
  const { match, pair, outer } = pairsOf(context)
  const sides: [Kept[], Kept[]] = [[], []]
  const late = ['lateLeft', 'lateRight'] as const
  // Watermarks begin at 0.
  let clock = 0
  const timeOf = (row: Row, side: 0 | 1) => row[side === 0 ? within.leftTime : within.rightTime] as number
  const near = (own: number, other: number, side: 0 | 1) => {
    const difference = side === 0 ? other - own : own - other
    return difference >= within.lower && difference <= within.upper
  }
  // A row that is not late may find itself behind all its partners; whether the watermark has been published decides nothing then.
  const latest = (side: 0 | 1) => (reach(within, side) >= 0 ? clock : clock - 1)
  return {
    delay: watermarkDelay(node.op),
    push({ kind, row }, input) {
      const side = input as 0 | 1
      const time = timeOf(row, side)
      const found = sides[otherSide(side)].filter((kept) => near(time, kept.time, side) && match(row, kept.row, side))
      for (const kept of found) {
        kept.matched = true
        emit('out', pair('+I', side, row, kept.row))
      }
      const waits = within.lower <= within.upper && time + reach(within, side) > latest(side)
      if (waits) sides[side].push({ row, time, matched: found.length > 0 })
      else if (found.length === 0 && outer[side]) emit('out', pair('+I', side, row))
      else if (found.length === 0 && time <= clock) emit(late[side], { kind, row })
    },
    watermark(time) {
      clock = Math.max(time, 0)
      for (const side of [0, 1] as const) {
        const gone = sides[side].filter((kept) => kept.time + reach(within, side) < clock)
        sides[side] = sides[side].filter((kept) => !gone.includes(kept))
        if (outer[side]) for (const { row, matched } of gone) if (!matched) emit('out', pair('+I', side, row))
      }
    },
  }
}
