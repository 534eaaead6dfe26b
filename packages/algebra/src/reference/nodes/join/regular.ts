import type { Row } from '@millrace/language'
import { isExistence } from '../../../joins.ts'
import { type Change, isAddition } from '../../rows.ts'
import type { Node } from '../node.ts'
import { type JoinContext, otherSide, pairsOf } from './pairs.ts'

/** A kept row: how many partners it has, and when it was last written. */
interface Kept {
  row: Row
  id: string
  partners: number
  written: number
}

/**
 * Joins for ever (Flink's StreamingJoinOperator and StreamingSemiAntiJoinOperator).
 *
 * Rows of an outer side, and the left ones of a semi or anti join, count their partners: the first one replaces the padded result,
 * the last one that goes brings it back. Equal rows of a side are one entry of the state: written together, forgotten together.
 */
export function regularJoin(context: JoinContext): Node {
  const { node, environment, emit } = context
  const { kind, ttl } = node.op
  const { match, pair, identity, outer } = pairsOf(context)
  const existence = isExistence(kind)
  const sides: [Kept[], Kept[]] = [[], []]
  const ttls = [ttl?.left ?? Number.POSITIVE_INFINITY, ttl?.right ?? Number.POSITIVE_INFINITY] as const
  /** What goes out for a left row of a semi or anti join when its first partner comes or its last one goes. */
  const existenceKind = (change: Change['kind'], found: boolean): Change['kind'] =>
    kind === 'semi' ? change : found ? '-D' : '+I'

  function keep(side: 0 | 1, row: Row, partners: number): void {
    const id = identity(row, side)
    for (const same of sides[side]) if (same.id === id) Object.assign(same, { partners, written: environment.now() })
    sides[side].push({ row, id, partners, written: environment.now() })
  }

  function withdraw(side: 0 | 1, row: Row): void {
    const id = identity(row, side)
    const at = sides[side].findIndex((kept) => kept.id === id)
    if (at >= 0) sides[side].splice(at, 1)
    for (const same of sides[side]) if (same.id === id) same.written = environment.now()
  }

  function counted(kept: Kept, more: 1 | -1): void {
    kept.partners += more
    kept.written = environment.now()
  }

  function add({ kind: change, row }: Change, side: 0 | 1, found: readonly Kept[]): void {
    const other = otherSide(side)
    if (existence && side === 0) {
      if (found.length > 0 === (kind === 'semi')) emit('out', pair(change, 0, row))
    } else if (existence) {
      for (const kept of found) if (kept.partners === 0) emit('out', pair(existenceKind(change, true), 0, kept.row))
    } else if (found.length === 0) {
      if (outer[side]) emit('out', pair('+I', side, row))
    } else {
      if (outer[other]) for (const kept of found) if (kept.partners === 0) emit('out', pair('-D', other, kept.row))
      for (const kept of found) emit('out', pair(outer[0] || outer[1] ? '+I' : change, side, row, kept.row))
    }
    if (outer[other] || (existence && side === 1)) for (const kept of found) counted(kept, 1)
    keep(side, row, found.length)
  }

  function remove({ kind: change, row }: Change, side: 0 | 1, found: readonly Kept[]): void {
    const other = otherSide(side)
    withdraw(side, row)
    if (existence && side === 0) {
      if (found.length > 0 === (kind === 'semi')) emit('out', pair(change, 0, row))
    } else if (existence) {
      for (const kept of found) if (kept.partners === 1) emit('out', pair(existenceKind(change, false), 0, kept.row))
    } else if (found.length === 0) {
      if (outer[side]) emit('out', pair('-D', side, row))
    } else {
      for (const kept of found) emit('out', pair(outer[side] ? '-D' : change, side, row, kept.row))
      if (outer[other]) for (const kept of found) if (kept.partners === 1) emit('out', pair('+I', other, kept.row))
    }
    if (outer[other] || (existence && side === 1)) for (const kept of found) counted(kept, -1)
  }

  return {
    push(change, input) {
      const side = input as 0 | 1
      const now = environment.now()
      for (const s of [0, 1] as const) sides[s] = sides[s].filter(({ written }) => written + ttls[s] > now)
      const found = sides[otherSide(side)].filter((kept) => match(change.row, kept.row, side))
      if (isAddition(change)) add(change, side, found)
      else remove(change, side, found)
    },
    watermark() {},
  }
}
