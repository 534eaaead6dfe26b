import { DataError, interpret, type Row, toJson } from '@millrace/language'
import { isOuter, type JoinPrimitive, joinColumns } from '../../../joins.ts'
import { type Change, identity, picked } from '../../rows.ts'
import { inputOf, type NodeContext, RowFailed } from '../node.ts'

export type JoinContext = NodeContext<JoinPrimitive>

export const otherSide = (side: 0 | 1): 0 | 1 => (side === 0 ? 1 : 0)

/** What all joins share: whether two rows are partners, and what their results look like. */
export function pairsOf(context: JoinContext) {
  const { node, environment } = context
  const { on, where, fields, kind } = node.op
  const types = [inputOf(context, 0).row, inputOf(context, 1).row] as const
  const condition = where && interpret(where, environment)
  const needed = [joinColumns(node.op, 0), joinColumns(node.op, 1)] as const

  const keysMatch = (left: Row, right: Row) =>
    on.every((key) => {
      const [a, b] = [left[key.left]!, right[key.right]!]
      if (a === null || b === null) return key.nulls === 'always' || (key.nulls === 'equal' && a === b)
      const text = (value: Row[number], side: 0 | 1, column: number) =>
        JSON.stringify(toJson(value, types[side][column]!.type))
      return text(a, 0, key.left) === text(b, 1, key.right)
    })

  return {
    types,
    outer: [isOuter(kind, 0), isOuter(kind, 1)] as const,
    /** Equal keys, and a condition that is true. */
    match(own: Row, other: Row, side: 0 | 1): boolean {
      const [left, right] = side === 0 ? [own, other] : [other, own]
      if (!keysMatch(left, right)) return false
      try {
        return condition === undefined || condition(left, right) === true
      } catch (problem) {
        if (problem instanceof DataError) throw new RowFailed(problem.message)
        throw problem
      }
    },
    /** A row of the result; a side without a row is NULL. */
    pair(kind: Change['kind'], side: 0 | 1, own: Row | undefined, other?: Row): Change {
      const rows = side === 0 ? [own, other] : [other, own]
      return { kind, row: fields.map(({ from, column }) => rows[from]?.[column] ?? null) }
    },
    /** A text that is equal for rows that nothing can tell apart: in keys, and in all that decides or appears. */
    identity(row: Row, side: 0 | 1): string {
      const columns = [...on.map((key) => (side === 0 ? key.left : key.right)), ...needed[side]]
      return identity(picked(row, columns), picked(types[side], columns))
    },
  }
}
