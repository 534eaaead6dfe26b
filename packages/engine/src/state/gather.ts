/** Reading of one column of many records. A place is the first word of a record and 1 more; 0 is no record, and NULL. */
import { type Column, ColumnBuffer } from '@millrace/language'
import type { Cell, Records } from './layout.ts'

/**
 * A column of records, written into a buffer from its row 0 on. Texts stay where they are: the column is valid as long as the records
 * do not change.
 */
export function gatherCell(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): Column {
  switch (cell.kind) {
    case 'bool':
    case 'i32':
      gatherInts(records, cell, places, n, into)
      break
    case 'f64':
      gatherDoubles(records, cell, places, n, into)
      break
    case 'i64':
      gatherLongs(records, cell, places, n, into)
      break
    case 'i128':
      gatherWide(records, cell, places, n, into)
      break
    case 'bytes': {
      gatherTexts(records, cell, places, n, into)
      const { anyNull, nulls, start, end } = into
      return { k: 'bytes', nulls: anyNull ? nulls : null, start, end, bytes: records.arena.bytes }
    }
  }
  return into.column()
}

/** All columns of records; those of whole numbers in which no record has NULL two at a time. There are no places of no record. */
export function gatherAll(
  records: Records,
  cells: readonly Cell[],
  places: Int32Array,
  n: number,
  into: readonly ColumnBuffer[],
): Column[] {
  const columns: Column[] = []
  let waiting = -1
  for (let c = 0; c < cells.length; c++) {
    const cell = cells[c]!
    if (cell.kind !== 'i64' || records.anyNull(cell)) columns[c] = gatherCell(records, cell, places, n, into[c]!)
    else if (waiting < 0) waiting = c
    else {
      gatherTwoLongs(records.ints, cells[waiting]!.at, cell.at, places, n, into[waiting]!, into[c]!)
      columns[waiting] = into[waiting]!.column()
      columns[c] = into[c]!.column()
      waiting = -1
    }
  }
  if (waiting >= 0) columns[waiting] = gatherCell(records, cells[waiting]!, places, n, into[waiting]!)
  return columns
}

function gatherTwoLongs(
  ints: Int32Array,
  at: number,
  otherAt: number,
  places: Int32Array,
  n: number,
  into: ColumnBuffer,
  other: ColumnBuffer,
): void {
  const [data, otherData] = [into.data as Int32Array, other.data as Int32Array]
  for (let j = 0; j < n; j++) {
    const base = places[j]! - 1
    data[2 * j] = ints[base + at]!
    data[2 * j + 1] = ints[base + at + 1]!
    otherData[2 * j] = ints[base + otherAt]!
    otherData[2 * j + 1] = ints[base + otherAt + 1]!
  }
}

/** Some columns of records, for looking at them. */
export function gatherCells(records: Records, cells: readonly Cell[], places: Int32Array): Column[] {
  return cells.map((cell) => {
    const buffer = new ColumnBuffer(cell.kind, Math.max(1, places.length))
    return gatherCell(records, cell, places, places.length, buffer)
  })
}

function gatherInts(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const { ints } = records
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const anyNull = records.anyNull(cell)
  const data = into.data as Int32Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (anyNull && (ints[place + nullWord]! & isNull) !== 0)) into.setNull(j)
    else data[j] = ints[place + at]!
  }
}

function gatherDoubles(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const { ints, doubles } = records
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const anyNull = records.anyNull(cell)
  const data = into.data as Float64Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (anyNull && (ints[place + nullWord]! & isNull) !== 0)) into.setNull(j)
    else data[j] = doubles[(place + at) >> 1]!
  }
}

function gatherLongs(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const { ints } = records
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const anyNull = records.anyNull(cell)
  const data = into.data as Int32Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (anyNull && (ints[place + nullWord]! & isNull) !== 0)) into.setNull(j)
    else {
      data[2 * j] = ints[place + at]!
      data[2 * j + 1] = ints[place + at + 1]!
    }
  }
}

function gatherWide(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const { ints } = records
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const anyNull = records.anyNull(cell)
  const data = into.data as Int32Array
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (anyNull && (ints[place + nullWord]! & isNull) !== 0)) into.setNull(j)
    else for (let w = 0; w < 4; w++) data[4 * j + w] = ints[place + at + w]!
  }
}

function gatherTexts(records: Records, cell: Cell, places: Int32Array, n: number, into: ColumnBuffer): void {
  const { ints } = records
  const [at, nullWord, isNull] = [cell.at - 1, cell.nullWord - 1, 1 << cell.bit]
  const anyNull = records.anyNull(cell)
  const { start, end } = into
  for (let j = 0; j < n; j++) {
    const place = places[j]!
    if (place === 0 || (anyNull && (ints[place + nullWord]! & isNull) !== 0)) into.setNull(j)
    else {
      start[j] = ints[place + at]!
      end[j] = start[j]! + ints[place + at + 1]!
    }
  }
}
