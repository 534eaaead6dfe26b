/** Columns of pairs of rows, wherever these are. */
import { type Column, ColumnBuffer, columnKind, type RowType } from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import { gatherCell } from '../../state/gather.ts'
import type { Kept, Side } from './sides.ts'

/** The rows of one side: those of a batch, by their number and 1 more, or kept ones by their place. 0 is no row. */
export type Source = { batch: Batch } | { kept: Kept }

export interface PairColumn {
  from: Side
  column: number
}

/** Some columns of both sides, written anew for each lot of pairs. */
export class PairColumns {
  readonly buffers: readonly ColumnBuffer[]
  private readonly wanted: readonly PairColumn[]
  /** Keys of the kept rows of each side. */
  private readonly keys: [Int32Array, Int32Array] = [new Int32Array(BATCH_ROWS), new Int32Array(BATCH_ROWS)]
  private readonly keyed: [boolean, boolean] = [false, false]

  constructor(wanted: readonly PairColumn[], types: readonly [RowType, RowType]) {
    this.wanted = wanted
    this.buffers = wanted.map(({ from, column }) => new ColumnBuffer(columnKind(types[from][column]!.type), BATCH_ROWS))
  }

  /** The columns of `n` pairs, at most `BATCH_ROWS`; valid until the next call. `pads` says on which sides rows may be missing. */
  fill(
    sources: readonly [Source, Source],
    rows: readonly [Int32Array, Int32Array],
    n: number,
    pads: readonly [boolean, boolean],
  ): Column[] {
    this.keyed[0] = this.keyed[1] = false
    return this.wanted.map(({ from, column }, c) => {
      const buffer = this.buffers[c]!
      buffer.clear()
      const source = sources[from]
      return 'batch' in source
        ? gatherBatch(source.batch.cols[column]!, rows[from], n, buffer, pads[from])
        : this.gatherKept(source.kept, from, column, rows[from], n, buffer)
    })
  }

  private gatherKept(
    kept: Kept,
    from: Side,
    column: number,
    rows: Int32Array,
    n: number,
    buffer: ColumnBuffer,
  ): Column {
    const place = kept.columns.place.get(column)!
    if (place.in === 'row') return gatherCell(kept.records, kept.cells[place.cell]!, rows, n, buffer)
    if (!this.keyed[from]) this.readKeys(from, kept, rows, n)
    return gatherCell(kept.keys.records, kept.keys.key.cells[place.cell]!, this.keys[from], n, buffer)
  }

  /** Places of the keys of some rows. */
  private readKeys(from: Side, { records: { ints }, key }: Kept, rows: Int32Array, n: number): void {
    const keys = this.keys[from]
    for (let j = 0; j < n; j++) {
      const place = rows[j]!
      keys[j] = place === 0 ? 0 : ints[place - 1 + key]! + 1
    }
    this.keyed[from] = true
  }
}

/** Copies rows of a batch, by their number and 1 more; texts stay where they are. `pads`: 0 may stand for no row. */
export function gatherBatch(column: Column, rows: Int32Array, n: number, into: ColumnBuffer, pads: boolean): Column {
  if (column.nulls !== null || pads) gatherNulls(column.nulls, rows, n, into)
  switch (column.k) {
    case 'bool':
    case 'i32':
      copyInts(column.data as Int32Array, rows, n, into.data as Int32Array)
      break
    case 'f64':
      copyDoubles(column.data, rows, n, into.data as Float64Array)
      break
    case 'i64':
      copyLongs(column.data, rows, n, into.data as Int32Array)
      break
    case 'i128':
      copyWide(column.data, rows, n, into.data as Int32Array)
      break
    case 'bytes': {
      copyInts(column.start, rows, n, into.start)
      copyInts(column.end, rows, n, into.end)
      const nulls = into.anyNull ? into.nulls : null
      return { k: 'bytes', nulls, start: into.start, end: into.end, bytes: column.bytes }
    }
  }
  return into.column()
}

function gatherNulls(nulls: Uint8Array | null, rows: Int32Array, n: number, into: ColumnBuffer): void {
  for (let j = 0; j < n; j++) {
    const row = rows[j]!
    if (row !== 0 && (nulls === null || nulls[row - 1] === 0)) continue
    into.nulls[j] = 1
    into.anyNull = true
  }
}

// Row 0, which is no row, reads row 0 of the batch: a cell of NULL may hold anything.
const placeOf = (row: number) => (row === 0 ? 0 : row - 1)

function copyInts(data: Int32Array, rows: Int32Array, n: number, into: Int32Array): void {
  for (let j = 0; j < n; j++) into[j] = data[placeOf(rows[j]!)]!
}

function copyDoubles(data: Float64Array, rows: Int32Array, n: number, into: Float64Array): void {
  for (let j = 0; j < n; j++) into[j] = data[placeOf(rows[j]!)]!
}

function copyLongs(data: Int32Array, rows: Int32Array, n: number, into: Int32Array): void {
  for (let j = 0; j < n; j++) {
    const row = placeOf(rows[j]!)
    into[2 * j] = data[2 * row]!
    into[2 * j + 1] = data[2 * row + 1]!
  }
}

function copyWide(data: Int32Array, rows: Int32Array, n: number, into: Int32Array): void {
  for (let j = 0; j < n; j++) for (let w = 0; w < 4; w++) into[4 * j + w] = data[4 * placeOf(rows[j]!) + w]!
}
