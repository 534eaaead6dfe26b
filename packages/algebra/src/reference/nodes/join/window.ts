import type { Row } from '@millrace/language'
import { isExistence } from '../../../joins.ts'
import type { JoinWithin } from '../../../plan.ts'
import { timerInstant } from '../../../windowTime.ts'
import type { Node } from '../node.ts'
import { type JoinContext, pairsOf } from './pairs.ts'

interface Window {
  start: number
  end: number
  rows: [Row[], Row[]]
}

/** Joins the rows of equal windows when these are over; a row whose window is over is late (Flink's WindowJoinOperator). */
export function windowJoin(context: JoinContext): Node {
  const { node, environment, emit } = context
  const within = node.op.within as Extract<JoinWithin, { kind: 'window' }>
  const { match, pair, outer } = pairsOf(context)
  let windows: Window[] = []
  let clock = Number.NEGATIVE_INFINITY
  const last = (end: number) => (within.local ? timerInstant(end - 1, environment.zone) : end - 1)

  function give({ rows: [left, right] }: Window): void {
    const partnersOf = (row: Row) => right.filter((other) => match(row, other, 0))
    for (const row of left) {
      const partners = partnersOf(row)
      if (isExistence(node.op.kind)) {
        if (partners.length > 0 === (node.op.kind === 'semi')) emit('out', pair('+I', 0, row))
      } else if (partners.length === 0 && outer[0]) emit('out', pair('+I', 0, row))
      else for (const other of partners) emit('out', pair('+I', 0, row, other))
    }
    if (!outer[1]) return
    for (const row of right) if (!left.some((other) => match(row, other, 1))) emit('out', pair('+I', 1, row))
  }

  return {
    push({ kind, row }, input) {
      const bounds = input === 0 ? within.left : within.right
      const [start, end] = [row[bounds.start] as number, row[bounds.end] as number]
      if (last(end) <= clock) return emit(input === 0 ? 'lateLeft' : 'lateRight', { kind, row })
      const known = windows.find((window) => window.start === start && window.end === end)
      const window = known ?? { start, end, rows: [[], []] }
      if (!known) windows.push(window)
      window.rows[input as 0 | 1].push(row)
    },
    watermark(time) {
      clock = time
      const over = windows.filter(({ end }) => last(end) <= time).sort((a, b) => a.end - b.end)
      windows = windows.filter((window) => !over.includes(window))
      for (const window of over) give(window)
    },
  }
}
