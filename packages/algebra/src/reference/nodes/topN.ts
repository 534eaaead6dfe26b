import type { Row } from '@millrace/language'
import type { Change } from '../rows.ts'
import { identity, isAddition, picked, rowOrder } from '../rows.ts'
import { inputOf, type Node, type Of } from './node.ts'

/**
 * The best rows of each key with every row, from the ranked rows before it and after it.
 *
 * With ranks in the result, or some of the best left out, every rank whose row is another one is updated (Flink's
 * AppendOnlyTopNFunction and RetractableTopNFunction with row numbers). Otherwise what goes is deleted and what comes is inserted, and
 * a single row that never goes by itself is updated (FastTop1Function).
 *
 * With ties what goes is deleted first; then rows follow in their order, new ones and those whose rank is another one.
 */
export function topN(context: Of<'rank'>): Node {
  const { node, emit } = context
  const { key, order, from, to, rankField, ties } = node.op
  const { row: type, changes } = inputOf(context)
  const compare = rowOrder(order, type)
  const keyType = picked(type, key)
  const groups = new Map<string, Row[]>()
  const numbered = rankField !== undefined || from > 1
  const out = (kind: Change['kind'], row: Row, rank: number) =>
    emit('out', { kind, row: rankField === undefined ? row : [...row, rank] })

  function emitNumbered(before: readonly Row[], after: readonly Row[]): void {
    for (let rank = from; rank <= to; rank++) {
      const [old, now] = [before[rank - 1], after[rank - 1]]
      if (old === now) continue
      if (old && now) out('-U', old, rank)
      if (old && !now) out('-D', old, rank)
      if (now) out(old ? '+U' : '+I', now, rank)
    }
  }

  function emitRows(before: readonly Row[], after: readonly Row[]): void {
    const gone = before.slice(0, to).find((row) => !after.slice(0, to).includes(row))
    const come = after.slice(0, to).find((row) => !before.slice(0, to).includes(row))
    const replaces = gone && come && to === 1 && changes.mode === 'append'
    if (gone) out(replaces ? '-U' : '-D', gone, 0)
    if (come) out(replaces ? '+U' : '+I', come, 0)
  }

  /** The rows that share the ranks asked for, in their order. */
  function tied(rows: readonly Row[]): Map<Row, number> {
    const ranks = new Map<Row, number>()
    for (let i = 0, rank = 0; i < rows.length; i++) {
      if (i === 0 || compare(rows[i - 1]!, rows[i]!) < 0) rank = i + 1
      if (rank > to) break
      if (rank >= from) ranks.set(rows[i]!, rank)
    }
    return ranks
  }

  function emitTied(before: Map<Row, number>, after: Map<Row, number>): void {
    for (const [row, rank] of before) if (!after.has(row)) out('-D', row, rank)
    for (const [row, rank] of after) {
      const old = before.get(row)
      if (old === undefined) out('+I', row, rank)
      else if (old !== rank && rankField !== undefined) {
        out('-U', row, old)
        out('+U', row, rank)
      }
    }
  }

  return {
    push(change) {
      const id = identity(picked(change.row, key), keyType)
      const before = groups.get(id) ?? []
      const after = isAddition(change) ? inserted(before, change.row) : removed(before, change.row)
      groups.set(id, after)
      if (ties) emitTied(tied(before), tied(after))
      else if (numbered) emitNumbered(before, after)
      else emitRows(before, after)
    },
    watermark() {},
  }

  /** Behind all rows that are as good. Always another object, so that a row that comes twice is two rows. */
  function inserted(rows: readonly Row[], row: Row): Row[] {
    const at = rows.findIndex((other) => compare(row, other) < 0)
    const next = [...rows]
    next.splice(at < 0 ? rows.length : at, 0, [...row])
    return next
  }
  function removed(rows: readonly Row[], row: Row): Row[] {
    const at = rows.findIndex((other) => identity(other, type) === identity(row, type))
    return rows.filter((_, i) => i !== at)
  }
}
