/** Values of a fixed width in words; texts, which have none, lie elsewhere. */
import type { Column, ColumnBuffer, ColumnKind } from '@millrace/language'

/** Words seen as integers and as doubles. */
export interface Words {
  readonly ints: Int32Array
  readonly doubles: Float64Array
}
type FixedColumn = Exclude<Column, { k: 'bytes' }>
export type FixedKind = Exclude<ColumnKind, 'bytes'>

/** Writes the value of a row to a word. */
export function storeFixed({ ints, doubles }: Words, at: number, column: FixedColumn, row: number): void {
  switch (column.k) {
    case 'bool':
    case 'i32':
      ints[at] = column.data[row]!
      return
    case 'f64':
      doubles[at >> 1] = column.data[row]!
      return
    case 'i64':
      ints[at] = column.data[2 * row]!
      ints[at + 1] = column.data[2 * row + 1]!
      return
    case 'i128':
      for (let w = 0; w < 4; w++) ints[at + w] = column.data[4 * row + w]!
  }
}

/** Copies the value at a word into a column that is being written. */
export function loadFixed(
  { ints, doubles }: Words,
  at: number,
  kind: FixedKind,
  into: ColumnBuffer,
  row: number,
): void {
  switch (kind) {
    case 'bool':
    case 'i32':
      into.data[row] = ints[at]!
      return
    case 'f64':
      into.data[row] = doubles[at >> 1]!
      return
    case 'i64':
      into.data[2 * row] = ints[at]!
      into.data[2 * row + 1] = ints[at + 1]!
      return
    case 'i128':
      for (let w = 0; w < 4; w++) into.data[4 * row + w] = ints[at + w]!
  }
}
