import { type Aggregation, addRows, mergeRecords, type TableOfGroups } from '../../aggregates/aggregation.ts'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { Records } from '../../state/layout.ts'
import type { PaneContent } from './paneContent.ts'

/** Panes that keep their aggregates. */
export class AccumulatedContent implements PaneContent {
  readonly inPlace = true
  private readonly table: TableOfGroups
  private readonly aggregation: Aggregation
  private readonly at: number
  private readonly from = new Int32Array(1)
  private readonly into = new Int32Array(1)

  /** The words of `aggregation` begin at `at`. */
  constructor(panes: Records, aggregation: Aggregation, at: number) {
    this.table = { records: panes, values: aggregation.createValues() }
    this.aggregation = aggregation
    this.at = at
  }

  add(batch: Batch, rows: Int32Array, n: number, bases: Int32Array): void {
    if (this.aggregation.distinct.length === 0) return this.addAll(batch, rows, n, bases)
    // Distinct values are looked up by row, so a row that comes into several panes is added to one at a time.
    let from = 0
    for (let j = 1; j <= n; j++) {
      if (j < n && rows[j] !== rows[j - 1]) continue
      this.addAll(batch, rows.subarray(from, j), j - from, bases.subarray(from, j))
      from = j
    }
  }

  private addAll(batch: Batch, rows: Int32Array, n: number, bases: Int32Array): void {
    const { records, values } = this.table
    addRows(this.aggregation, values, batch, rows, n, records, bases)
  }

  merge(into: number, from: number): void {
    this.from[0] = from
    this.into[0] = into
    mergeRecords(this.aggregation, this.table, this.from, this.table, this.into, 1)
  }

  clear(base: number): void {
    const { records, values } = this.table
    this.aggregation.releaseRecord(values, records, base)
    records.ints.fill(0, base + this.at, base + this.at + this.aggregation.words)
  }

  evict(): void {}

  result(base: number): { records: Records; base: number } {
    return { records: this.table.records, base }
  }

  save(writer: StateWriter): void {
    for (const value of this.table.values) value.save(writer)
  }

  restore(reader: StateReader): void {
    for (const value of this.table.values) value.load(reader)
  }
}
