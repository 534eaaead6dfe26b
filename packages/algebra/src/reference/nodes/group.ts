import type { Row, Value } from '@millrace/language'
import { aggregateChanges } from '../aggregate.ts'
import { type Change, identity, isAddition, picked } from '../rows.ts'
import { inputOf, type Node, type Of } from './node.ts'

/** Everything that has happened to a group since its first row, and when that was last. */
interface Group {
  history: Change[]
  results: Row
  written: number
}

/** Flink's GroupAggFunction: every row of a group gives its new values, unless these are the old ones. */
export function group(context: Of<'group'>): Node {
  const { node, environment, emit } = context
  const { key, aggregates, ttl } = node.op
  const { row: type, changes } = inputOf(context)
  const retracting = changes.mode !== 'append'
  const keyType = picked(type, key)
  const groups = new Map<string, Group>()
  const resultType = aggregates.map(({ as, result }) => ({ name: as, ...result }))

  const current = (id: string, now: number): Group | undefined => {
    const known = groups.get(id)
    return known && ttl !== undefined && known.written + ttl <= now ? undefined : known
  }
  return {
    push(change) {
      const { row } = change
      const id = identity(picked(row, key), keyType)
      const now = environment.now()
      const known = current(id, now)
      // The row that would be taken back is not known, or forgotten.
      if (!known && !isAddition(change)) return
      const history = [...(known?.history ?? []), change]
      const out = (kind: typeof change.kind, values: Row) =>
        emit('out', { kind, row: [...picked(row, key), ...values] })
      if (history.reduce((count, each) => count + (isAddition(each) ? 1 : -1), 0) === 0) {
        groups.delete(id)
        return out('-D', known!.results)
      }
      const results = aggregates.map((aggregate) => aggregateChanges(aggregate, history, type, environment, retracting))
      groups.set(id, { history, results, written: now })
      if (!known) return out('+I', results)
      if (ttl === undefined && sameResults(known.results, results)) return
      out('-U', known.results)
      out('+U', results)
    },
    watermark() {},
  }

  /** Flink compares numbers by value: NaN differs from itself, and −0 is 0. */
  function sameResults(a: Row, b: Row): boolean {
    return a.every((value, i) => same(value, b[i]!, i))
  }
  function same(a: Value, b: Value, i: number): boolean {
    if (typeof a === 'number' && typeof b === 'number') return a === b
    return identity([a], [resultType[i]!]) === identity([b], [resultType[i]!])
  }
}
