import type { Row } from '@millrace/language'
import type { JoinWithin } from '../../../plan.ts'
import { type Change, identity, picked } from '../../rows.ts'
import { inputOf, type Node } from '../node.ts'
import { type JoinContext, pairsOf } from './pairs.ts'

/** What is valid from a time on: a row, or nothing after a deletion. */
interface Version {
  time: number
  row: Row | undefined
}

/**
 * Joins rows with the version that was valid at their time (Flink's TemporalRowTimeJoinOperator).
 *
 * A row waits for the watermark to reach its time. Of versions of equal time the later one counts; a withdrawn version is nothing from
 * its own time on. Of the versions up to the watermark only the newest is kept: a late row is joined at once with what is left, and
 * a late version that a newer one has replaced comes to nothing.
 */
export function versionJoin(context: JoinContext): Node {
  const { node, emit } = context
  const within = node.op.within as Extract<JoinWithin, { kind: 'version' }>
  const { types, match, pair, outer } = pairsOf(context)
  const { changes } = inputOf(context, 1)
  const withdraws = changes.mode === 'retract' && changes.filtered === true
  const versions = new Map<string, Version[]>()
  let waiting: Change[] = []
  let clock = Number.NEGATIVE_INFINITY

  function keyOf(row: Row, side: 0 | 1): string | undefined {
    const columns = node.op.on.map((key) => (side === 0 ? key.left : key.right))
    const key = picked(row, columns)
    return key.includes(null)
      ? undefined
      : identity(
          key,
          picked(types[side], columns).map((field, i) => ({ ...field, name: `${i}` })),
        )
  }

  /** Time of the newest version up to the watermark: older ones are gone. */
  function horizon(all: readonly Version[]): number {
    return Math.max(Number.NEGATIVE_INFINITY, ...all.map(({ time }) => time).filter((time) => time <= clock))
  }

  function give({ kind, row }: Change): void {
    const key = keyOf(row, 0)
    const all = key === undefined ? [] : (versions.get(key) ?? [])
    const time = row[within.leftTime] as number
    const from = time <= clock ? horizon(all) : Number.NEGATIVE_INFINITY
    const valid = all.filter((version) => version.time <= time && version.time >= from)
    const version = valid.reduce<Version | undefined>(
      (a, b) => (a === undefined || b.time >= a.time ? b : a),
      undefined,
    )
    if (version?.row && match(row, version.row, 0)) emit('out', pair(kind, 0, row, version.row))
    else if (outer[0]) emit('out', pair(kind, 0, row))
    else if (time < from) emit('lateLeft', { kind, row })
  }

  function put({ kind, row }: Change): void {
    if (kind === '-U' && !withdraws) return
    const key = keyOf(row, 1)
    if (key === undefined) return
    const time = row[within.rightTime] as number
    const all = versions.get(key) ?? []
    if (time < horizon(all)) return emit('lateRight', { kind, row })
    const rest = all.filter((version) => version.time !== time)
    versions.set(key, [...rest, { time, row: kind === '-U' || kind === '-D' ? undefined : row }])
  }

  return {
    push(change, input) {
      if (input === 1) put(change)
      else if ((change.row[within.leftTime] as number) <= clock) give(change)
      else waiting.push(change)
    },
    watermark(time) {
      const due = waiting.filter(({ row }) => (row[within.leftTime] as number) <= time)
      waiting = waiting.filter((change) => !due.includes(change))
      for (const change of due) give(change)
      clock = time
    },
  }
}
