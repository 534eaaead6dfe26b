import type { Row, Value } from '@millrace/language'
import type { Aggregate } from '../../plan.ts'
import { aggregateChanges } from '../aggregate.ts'
import { type Change, identity, picked } from '../rows.ts'
import { inputOf, type Node, type Of, RowFailed } from './node.ts'

interface Group {
  waiting: Row[]
  /** Every row that has entered the frame or left it. */
  history: Change[]
  /** The rows in the frame, oldest first. */
  frame: Row[]
  /** All rows that have been given, for `lag`. */
  given: Row[]
  /** Time of the last row that was given. */
  last: number
  /** When a bounded frame over time is looked at; with the last of these times it is forgotten. */
  looks: number[]
}

/**
 * Every row with aggregates of its frame, when the watermark reaches it.
 *
 * Of unbounded frames a row is late behind the watermark (Flink's AbstractRowTimeUnboundedPrecedingOver); of bounded ones when a row of
 * its key and time or a later one has been given (RowTimeRowsBoundedPrecedingFunction and RowTimeRangeBoundedPrecedingFunction, which
 * begin at 1970; the latter forgets a key one and a half frames after its last row, and when it looks whether that is so although new
 * rows have come, the look counts like a row that was given).
 */
export function over(context: Of<'over'>): Node {
  const { node, environment, emit } = context
  const { key, rowtime, frame, aggregates, columns } = node.op
  const { row: type } = inputOf(context)
  const keyType = picked(type, key)
  const groups = new Map<string, Group>()
  const bounded = frame.preceding !== undefined
  let clock = Number.NEGATIVE_INFINITY
  const time = (row: Row) => row[rowtime] as number

  const create = (): Group => ({ waiting: [], history: [], frame: [], given: [], last: 0, looks: [] })

  function enter(group: Group, row: Row): void {
    group.frame.push(row)
    group.history.push({ kind: '+I', row })
    group.given.push(row)
  }
  function leave(group: Group): void {
    group.history.push({ kind: '-D', row: group.frame.shift()! })
  }
  function value(group: Group, aggregate: Aggregate, at: number): Value {
    if (aggregate.fn !== 'lag') return aggregateChanges(aggregate, group.history, type, environment, bounded)
    const [of, otherwise] = aggregate.args
    const before = group.given[at - (aggregate.constants![0] as number)]
    const found = before ? before[of!]! : otherwise === undefined ? null : group.given[at]![otherwise]!
    if (found === null && !aggregate.result.nullable) throw new RowFailed('The value of lag is NULL.')
    return found
  }
  function give(group: Group, row: Row, at: number): void {
    const results = aggregates.map((aggregate) => value(group, aggregate, at))
    emit('out', { kind: '+I', row: [...row.slice(0, columns), ...results] })
  }

  /** Rows of one key and one time. */
  function advance(group: Group, rows: readonly Row[]): void {
    const { preceding } = frame
    const first = group.given.length
    if (frame.unit === 'rows') {
      for (const [i, row] of rows.entries()) {
        if (preceding !== undefined && group.frame.length > preceding) leave(group)
        enter(group, row)
        give(group, row, first + i)
      }
    } else {
      const now = time(rows[0]!)
      while (preceding !== undefined && group.frame[0] && time(group.frame[0]) < now - preceding) leave(group)
      for (const row of rows) enter(group, row)
      for (const [i, row] of rows.entries()) give(group, row, first + i)
    }
    group.last = time(rows[0]!)
  }

  function advanceTo(group: Group, now: number): void {
    const due = group.waiting.filter((row) => time(row) <= now)
    group.waiting = group.waiting.filter((row) => time(row) > now)
    for (const at of [...new Set(due.map(time))].sort((a, b) => a - b))
      advance(
        group,
        due.filter((row) => time(row) === at),
      )
  }

  return {
    push({ kind, row }) {
      const id = identity(picked(row, key), keyType)
      const group = groups.get(id) ?? create()
      if (time(row) <= (bounded ? group.last : clock)) return emit('late', { kind, row })
      groups.set(id, group)
      group.waiting.push(row)
      const { preceding } = frame
      if (frame.unit === 'rows' || preceding === undefined) return
      const end = group.looks.at(-1)
      if (end === undefined || end < time(row) + preceding + 1)
        group.looks.push(time(row) + Math.trunc(preceding * 1.5) + 1)
    },
    watermark(now) {
      clock = now
      for (const [id, group] of groups) {
        advanceTo(group, now)
        const looks = group.looks.filter((at) => at <= now)
        if (looks.length === 0) continue
        if (looks.length === group.looks.length) groups.delete(id)
        group.looks = group.looks.filter((at) => at > now)
        group.last = Math.max(group.last, ...looks)
      }
    },
  }
}
