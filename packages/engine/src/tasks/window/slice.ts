import type { RowType } from '@millrace/language'
import { ColumnBuffer, formatTimestamp } from '@millrace/language'
import { type Aggregation, addRows, mergeRecords, type SideTable } from '../../aggregates/aggregation.ts'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { KeyTable } from '../../state/keyTable.ts'
import type { ViewedTable } from './stateView.ts'

/** Groups of one slice or window: their aggregates, and the distinct values these have counted. */
export interface Slice {
  /** Where it begins. */
  start: number
  groups: KeyTable
  values: readonly SideTable[]
}

/** How many tables that are no longer needed keep their memory for the next ones. */
const MOST_SPARE = 8

/** Makes slices, adds to them, puts them together, and keeps the memory of some for the next ones. */
export class Slices {
  readonly aggregation: Aggregation
  readonly key: readonly number[]
  private readonly keyRow: RowType
  private readonly spare: Slice[] = []
  private readonly keys: ColumnBuffer[]
  private readonly keyColumns: number[]
  private bases = new Int32Array(1024)

  constructor(aggregation: Aggregation, key: readonly number[], keyRow: RowType) {
    this.aggregation = aggregation
    this.key = key
    this.keyRow = keyRow
    this.keys = new KeyTable(keyRow, 0).key.cells.map(({ kind }) => new ColumnBuffer(kind))
    this.keyColumns = key.map((_, c) => c)
  }

  /** A table of groups with so many words beside the key. */
  createTable(words: number): KeyTable {
    return new KeyTable(this.keyRow, words)
  }

  open(start: number): Slice {
    const slice = this.spare.pop() ?? {
      start,
      groups: this.createTable(this.aggregation.words),
      values: this.aggregation.createValues(),
    }
    slice.start = start
    return slice
  }

  release(slice: Slice): void {
    slice.groups.clear()
    for (const values of slice.values) values.clear()
    if (this.spare.length < MOST_SPARE) this.spare.push(slice)
  }

  add({ groups, values }: Slice, batch: Batch, sel: Int32Array | null, n: number): void {
    if (n > this.bases.length) this.bases = new Int32Array(n)
    groups.probe(batch, this.key, sel, n, this.bases)
    addRows(this.aggregation, values, batch, sel, n, groups.records, this.bases)
  }

  /** Adds to a slice what another one has collected. */
  merge(into: Slice, slice: Slice): void {
    const from = slice.groups.bases()
    const n = from.length
    const to = this.recordsOfKeys(into.groups, slice.groups, from)
    const source = { records: slice.groups.records, values: slice.values }
    mergeRecords(this.aggregation, source, from, { records: into.groups.records, values: into.values }, to, n)
  }

  /** The records in one table of the keys that records of another one have, made where missing. */
  recordsOfKeys(into: KeyTable, source: KeyTable, from: Int32Array): Int32Array {
    const n = from.length
    const { keys } = this
    for (const buffer of keys) {
      buffer.clear()
      buffer.reserve(n)
    }
    source.loadKeys(from, n, keys, 0)
    const cols = keys.map((buffer) => buffer.column())
    const to = new Int32Array(n)
    into.probe({ cols, rows: n, n, sel: null, kinds: null, minTime: 0, maxTime: 0 }, this.keyColumns, null, n, to)
    return to
  }

  viewed({ start, groups }: Slice): ViewedTable {
    return { name: formatTimestamp(start, 3), keys: groups, bases: groups.bases(), shift: 0 }
  }

  save(writer: StateWriter, { start, groups, values }: Slice): void {
    writer.number(start)
    groups.save(writer)
    for (const value of values) value.save(writer)
  }

  load(reader: StateReader): Slice {
    const slice = this.open(reader.number())
    slice.groups.load(reader)
    for (const value of slice.values) value.load(reader)
    return slice
  }

  saveAll(writer: StateWriter, slices: Iterable<Slice>): void {
    const all = [...slices]
    writer.int(all.length)
    for (const slice of all) this.save(writer, slice)
  }

  loadAll(reader: StateReader): Slice[] {
    return Array.from({ length: reader.int() }, () => this.load(reader))
  }
}
