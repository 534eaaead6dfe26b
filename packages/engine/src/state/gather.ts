/** Reading of one column of many records. A place is the first word of a record and 1 more; 0 is no record, and NULL. */
import { type Column, ColumnBuffer } from '@millrace/language'
import type { Cell, Records } from './layout.ts'

/** Copies a column of records into one that is written from its row 0 on. */
export function gatherCell(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  switch (cell.kind) {
    case 'bool':
    case 'i32':
      return gatherInts(records.ints, cell, places, n, into)
    case 'f64':
      return gatherDoubles(records, cell, places, n, into)
    case 'i64':
      return gatherLongs(records.ints, cell, places, n, into)
    case 'i128':
      return gatherWide(records.ints, cell, places, n, into)
    case 'bytes':
      return gatherTexts(records, cell, places, n, into)
  }
}

/** Some columns of records, for looking at them. */
export function gatherCells(records: Records, cells: readonly Cell[], places: Int32Array): Column[] {
  return cells.map((cell) => {
    const buffer = new ColumnBuffer(cell.kind, Math.max(1, places.length))
    gatherCell(records, cell, places, places.length, buffer)
    return buffer.column()
  })
}

function gatherInts(ints: Int32Array, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const data = into.data as Int32Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (ints[place + nullWord]! & isNull) !== 0) into.setNull(j)
    else data[j] = ints[place + at]!
  }
}

function gatherDoubles(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const { ints, doubles } = records
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const data = into.data as Float64Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (ints[place + nullWord]! & isNull) !== 0) into.setNull(j)
    else data[j] = doubles[(place + at) >> 1]!
  }
}

function gatherLongs(ints: Int32Array, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const data = into.data as Int32Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (ints[place + nullWord]! & isNull) !== 0) into.setNull(j)
    else {
      data[2 * j] = ints[place + at]!
      data[2 * j + 1] = ints[place + at + 1]!
    }
  }
}

function gatherWide(ints: Int32Array, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const data = into.data as Int32Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (ints[place + nullWord]! & isNull) !== 0) into.setNull(j)
    else for (let w = 0; w < 4; w++) data[4 * j + w] = ints[place + at + w]!
  }
}

function gatherTexts({ ints, arena }: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (ints[place + nullWord]! & isNull) !== 0) into.setNull(j)
    else {
      const start = ints[place + at]!
      into.putBytes(j, arena.bytes, start, start + ints[place + at + 1]!)
    }
  }
}
