/** What a join keeps of the rows of a side, and where a kept column lies. */
import { isExistence, type JoinPrimitive, joinColumns } from '@millrace/algebra'
import type { FieldType, RowType } from '@millrace/language'
import type { KeyTable } from '../../state/keyTable.ts'
import type { Cell, Records } from '../../state/layout.ts'

export type Side = 0 | 1
export const otherSide = (side: Side): Side => (side === 0 ? 1 : 0)

/** Columns of one side of a join. */
export interface SideColumns {
  /** Columns of the input that make up the key. */
  keys: readonly number[]
  /** Columns of the input that are kept with each row, in the order of its cells. */
  kept: readonly number[]
  row: RowType
  /** For a column of the input: its cell in the row, or in the key. */
  place: ReadonlyMap<number, { in: 'row' | 'key'; cell: number }>
}

/** The rows of one side that are kept. A row is named by its place: the first word of its record and 1 more; 0 is no row. */
export interface Kept {
  columns: SideColumns
  records: Records
  /** Cells of the kept columns. */
  cells: readonly Cell[]
  /** Word of a record that has the first word of its key. */
  key: number
  keys: KeyTable
}

/** Columns of a side by which rows are found: equal windows are part of the key. */
export function keyColumns({ on, within }: JoinPrimitive, side: Side): number[] {
  const columns = on.map((key) => (side === 0 ? key.left : key.right))
  if (within?.kind !== 'window') return columns
  const { start, end } = side === 0 ? within.left : within.right
  return [start, end, ...columns]
}

/** A column that is part of the key is read there and not kept twice; but −0 and 0 may be one key and two values. */
const sameInKey = ({ t }: FieldType) => t !== 'FLOAT' && t !== 'DOUBLE'

/** `inRow`: columns that must lie in the row even when they are in the key. */
export function sideColumns(op: JoinPrimitive, side: Side, type: RowType, inRow: readonly number[] = []): SideColumns {
  const keys = keyColumns(op, side)
  const place = new Map<number, { in: 'row' | 'key'; cell: number }>()
  for (const [cell, column] of keys.entries())
    if (sameInKey(type[column]!.type) && !inRow.includes(column) && !place.has(column))
      place.set(column, { in: 'key', cell })
  const needed = side === 1 && isExistence(op.kind) && op.where === undefined ? [] : joinColumns(op, side)
  const kept = [...inRow, ...needed.filter((column) => !place.has(column) && !inRow.includes(column))]
  for (const [cell, column] of kept.entries()) place.set(column, { in: 'row', cell })
  return { keys, kept, row: kept.map((column) => type[column]!), place }
}

/** Row type of the keys. */
export function keyType(op: JoinPrimitive, left: RowType): RowType {
  return keyColumns(op, 0).map((column) => left[column]!)
}
