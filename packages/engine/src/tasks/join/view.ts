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

export function joinState(names: readonly string[], types: readonly RowType[], sides: readonly Browsable[]): StateView {
  const tables = names.map((name, side) => {
    const { kept, size } = sides[side]!
    const key = kept.columns.keys.map((column) => types[side]![column]!)
    return { name, key, value: kept.columns.row, size }
  })
  return {
    tables,
    scan: (name, from, limit) => {
      const side = names.indexOf(name)
      return side < 0 ? [] : scan(sides[side]!, tables[side]!.key, from, limit)
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
