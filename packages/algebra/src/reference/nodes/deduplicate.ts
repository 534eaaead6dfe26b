import type { Row } from '@millrace/language'
import { identity, picked } from '../rows.ts'
import { inputOf, type Node, type Of } from './node.ts'

interface Kept {
  row: Row
  written: number
  given: boolean
}

/**
 * The first or last row of each key.
 *
 * The last by event time replaces at once one that is not later (Flink's RowTimeDeduplicateFunction), the last by arrival one that
 * differs (ProcTimeDeduplicateKeepLastRowFunction); the first by event time waits for the watermark
 * (RowTimeDeduplicateKeepFirstRowFunction).
 */
export function deduplicate(context: Of<'deduplicate'>): Node {
  const { node, environment, emit } = context
  const { key, rowtime, keep, ttl } = node.op
  const { row: type } = inputOf(context)
  const keyType = picked(type, key)
  const kept = new Map<string, Kept>()
  let clock = Number.NEGATIVE_INFINITY
  const time = (row: Row) => row[rowtime!] as number

  function known(id: string): Kept | undefined {
    const one = kept.get(id)
    if (one && ttl !== undefined && one.written + ttl <= environment.now()) kept.delete(id)
    return kept.get(id)
  }

  function last(id: string, row: Row): void {
    const old = known(id)
    if (old && rowtime !== undefined && time(row) < time(old.row)) return
    kept.set(id, { row, written: environment.now(), given: true })
    const same = old && rowtime === undefined && ttl === undefined && identity(old.row, type) === identity(row, type)
    if (same) return
    if (old) emit('out', { kind: '-U', row: old.row })
    emit('out', { kind: old ? '+U' : '+I', row })
  }

  function first(id: string, row: Row): void {
    const old = known(id)
    if (old && (old.given || time(row) >= time(old.row))) return
    kept.set(id, { row, written: environment.now(), given: rowtime === undefined })
    if (rowtime === undefined) emit('out', { kind: '+I', row })
  }

  return {
    push({ kind, row }) {
      const id = identity(picked(row, key), keyType)
      if (keep === 'last') return last(id, row)
      if (rowtime !== undefined && time(row) < clock) return emit('late', { kind, row })
      first(id, row)
    },
    watermark(now) {
      clock = now
      if (keep === 'last' || rowtime === undefined) return
      const due = [...kept.values()].filter(({ row, given }) => !given && time(row) <= now)
      for (const one of due.sort((a, b) => time(a.row) - time(b.row))) {
        one.given = true
        emit('out', { kind: '+I', row: one.row })
      }
    },
  }
}
