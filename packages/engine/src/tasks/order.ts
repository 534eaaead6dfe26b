import type { Column } from '@millrace/language'
import type { Cell, Records } from '../state/layout.ts'

/** Order of a value in a batch and one in a record: negative, zero or positive. NULL is the lowest, NaN the highest. */
export function compareCells(column: Column, i: number, records: Records, cell: Cell, base: number): number {
  const { ints } = records
  const rowNull = column.nulls !== null && column.nulls[i] === 1
  const keptNull = (ints[base + cell.nullWord]! & (1 << cell.bit)) !== 0
  if (rowNull || keptNull) return Number(keptNull) - Number(rowNull)
  const at = base + cell.at
  switch (column.k) {
    case 'bool':
    case 'i32':
      return column.data[i]! - ints[at]!
    case 'f64':
      return compareDoubles(column.data[i]!, records.doubles[at >> 1]!)
    case 'i64':
      return compareWords(column.data, 2 * i, ints, at, 2)
    case 'i128':
      return compareWords(column.data, 4 * i, ints, at, 4)
    case 'bytes':
      return compareBytes(
        column.bytes,
        column.start[i]!,
        column.end[i]!,
        records.arena.bytes,
        ints[at]!,
        ints[at]! + ints[at + 1]!,
      )
  }
}

/** Order of a value in two records of one table. */
export function compareRecords({ ints, doubles, arena }: Records, cell: Cell, a: number, b: number): number {
  const isNull = 1 << cell.bit
  const [nullA, nullB] = [ints[a + cell.nullWord]! & isNull, ints[b + cell.nullWord]! & isNull]
  if (nullA !== 0 || nullB !== 0) return Number(nullB !== 0) - Number(nullA !== 0)
  const [x, y] = [a + cell.at, b + cell.at]
  switch (cell.kind) {
    case 'bool':
    case 'i32':
      return ints[x]! < ints[y]! ? -1 : ints[x]! > ints[y]! ? 1 : 0
    case 'f64':
      return compareDoubles(doubles[x >> 1]!, doubles[y >> 1]!)
    case 'i64':
      return compareWords(ints, x, ints, y, 2)
    case 'i128':
      return compareWords(ints, x, ints, y, 4)
    case 'bytes':
      return compareBytes(
        arena.bytes,
        ints[x]!,
        ints[x]! + ints[x + 1]!,
        arena.bytes,
        ints[y]!,
        ints[y]! + ints[y + 1]!,
      )
  }
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
}

function compareWords(a: Int32Array, x: number, b: Int32Array, y: number, width: number): number {
  let w = width - 1
  if (a[x + w] !== b[y + w]) return a[x + w]! < b[y + w]! ? -1 : 1
  while (--w >= 0) if (a[x + w] !== b[y + w]) return a[x + w]! >>> 0 < b[y + w]! >>> 0 ? -1 : 1
  return 0
}

export function compareBytes(a: Uint8Array, x: number, xEnd: number, b: Uint8Array, y: number, yEnd: number): number {
  const length = Math.min(xEnd - x, yEnd - y)
  for (let i = 0; i < length; i++) {
    const difference = a[x + i]! - b[y + i]!
    if (difference !== 0) return difference
  }
  return xEnd - x - (yEnd - y)
}
