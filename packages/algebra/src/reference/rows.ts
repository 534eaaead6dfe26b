import type { Row, RowType } from '@millrace/language'
import { compareNullable, rowToJson } from '@millrace/language'
import type { Order } from '../plan.ts'

/** A row and what it says about its relation: `+I`, `-U`, `+U`, `-D`. */
export interface Change {
  kind: '+I' | '-U' | '+U' | '-D'
  row: Row
}

/** A text that is equal for equal values. */
export function identity(row: Row, type: RowType): string {
  return JSON.stringify(rowToJson(row, type))
}

export const picked = <T>(row: readonly T[], columns: readonly number[]): T[] => columns.map((column) => row[column]!)

export const isAddition = ({ kind }: Change) => kind === '+I' || kind === '+U'

/** The rows that are left when all changes have been applied. */
export function materialise(changes: readonly Change[], type: RowType): Row[] {
  const rows = new Map<string, Row[]>()
  for (const change of changes) {
    const key = identity(change.row, type)
    const same = rows.get(key) ?? []
    rows.set(key, same)
    if (isAddition(change)) same.push(change.row)
    else if (same.pop() === undefined) throw new Error(`A row is withdrawn that is not there: ${key}`)
  }
  return [...rows.values()].flat()
}

/** Compares rows by columns: negative when the first goes first. NULL is the lowest value. */
export const rowOrder =
  (order: readonly Order[], type: RowType) =>
  (a: Row, b: Row): number => {
    for (const { column, descending } of order) {
      const difference = compareNullable(a[column]!, b[column]!, type[column]!.type)
      if (difference !== 0) return descending ? -difference : difference
    }
    return 0
  }
