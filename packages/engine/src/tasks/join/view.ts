/** The rows that a join keeps, as tables for browsing. */
import { type Column, type Json, type RowType, readCell, rowToJson } from '@millrace/language'
import { gatherCells } from '../../state/gather.ts'
import type { StateView } from '../task.ts'
import type { Kept } from './sides.ts'

interface Browsable {
  readonly kept: Kept
  readonly size: number
  /** First words of all rows. */
  all(): Int32Array
}

export function joinState(
  names: readonly [string, string],
  types: readonly [RowType, RowType],
  sides: readonly [Browsable, Browsable],
): StateView {
  const table = (side: 0 | 1) => {
    const { columns } = sides[side].kept
    const key = columns.keys.map((column) => types[side][column]!)
    return { name: names[side], key, value: columns.row, size: sides[side].size }
  }
  return {
    tables: [table(0), table(1)],
    scan: (name, from, limit) => {
      const side = names.indexOf(name)
      return side < 0 ? [] : scan(sides[side as 0 | 1], table(side as 0 | 1).key, from, limit)
    },
  }
}

function scan(side: Browsable, keyRow: RowType, from: number, limit: number): { key: Json; value: Json }[] {
  const { records, cells, columns, key, keys } = side.kept
  const places = side
    .all()
    .slice(from, from + limit)
    .map((base) => base + 1)
  // A row whose key has a NULL that equals nothing may have no key at all.
  const keyPlaces = places.map((place) => records.ints[place - 1 + key]! + 1)
  const keyColumns = gatherCells(keys.records, keys.key.cells, keyPlaces)
  const rowColumns = gatherCells(records, cells, places)
  const read = (cols: readonly Column[], type: RowType, row: number) =>
    rowToJson(
      type.map((field, c) => readCell(cols[c]!, row, field.type)),
      type,
    )
  return Array.from(places, (_, row) => ({
    key: read(keyColumns, keyRow, row),
    value: read(rowColumns, columns.row, row),
  }))
}
