/** How the rows of a join's result may change. */
import { isExistence } from '../../joins.ts'
import { APPEND, type Changes, type JoinField, type JoinKey } from '../../plan.ts'
import type { Sides } from './fields.ts'

/** Inner and semi joins of rows that are never changed give rows that are never changed. */
export function joinedChanges(
  sides: Sides,
  on: readonly JoinKey[],
  fields: readonly JoinField[],
  ttl: boolean,
): Changes {
  const { kind, inputs } = sides
  const appends = inputs.every(({ type }) => type.changes.mode === 'append')
  if (appends && (kind === 'inner' || kind === 'semi')) return APPEND
  // A row that is forgotten may come again beside what became of it.
  const key = ttl ? undefined : resultKey(sides, on, fields)
  // A row before and after an update may have different partners, so either may come alone.
  return { mode: 'retract', ...(key && { key }), filtered: true }
}

interface KeyColumn {
  from: 0 | 1
  column: number
}

/** Columns of the result that are a key of it, where the inputs have keys and these are in the result. */
function resultKey(sides: Sides, on: readonly JoinKey[], fields: readonly JoinField[]): number[] | undefined {
  const columns = keyColumns(sides, on)?.map(({ from, column }) =>
    fields.findIndex((field) => field.from === from && field.column === column),
  )
  return columns && !columns.includes(-1) ? columns : undefined
}

function keyColumns({ kind, inputs }: Sides, on: readonly JoinKey[]): KeyColumn[] | undefined {
  const [left, right] = ([0, 1] as const).map((from) => {
    const { changes } = inputs[from].type
    return changes.mode === 'append' ? undefined : changes.key?.map((column): KeyColumn => ({ from, column }))
  })
  if (isExistence(kind)) return left
  // Where the join is by the whole key of a side, a row of the other one has one partner at most.
  const onePartner = (side: 0 | 1, key: readonly KeyColumn[] | undefined) =>
    key?.every(({ column }) => on.some((pair) => (side === 0 ? pair.left : pair.right) === column)) ?? false
  if (left && onePartner(1, right) && (kind === 'inner' || kind === 'left')) return left
  if (right && onePartner(0, left) && (kind === 'inner' || kind === 'right')) return right
  return left && right && [...left, ...right]
}
