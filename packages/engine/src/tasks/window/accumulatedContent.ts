import { type Aggregation, addRows } from '../../aggregates/aggregation.ts'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { Records } from '../../state/layout.ts'
import { RowGroups } from '../groups.ts'
import type { PaneContent } from './paneContent.ts'

type Values = ReturnType<Aggregation['createValues']>

/**
 * Panes that keep their aggregates.
 *
 * Distinct values can be kept by window, and are forgotten with it; a pane then begins with the beginning of its window. Where there
 * are some, panes are neither merged nor cleared while they are needed.
 */
export class AccumulatedContent implements PaneContent {
  readonly inPlace = true
  private readonly panes: Records
  private readonly aggregation: Aggregation
  private readonly at: number
  private readonly neededUntil: ((start: number) => number) | undefined
  /** What lies beside the records and is kept for all windows together. */
  private readonly beside: Values
  private readonly byWindow = new Map<number, Values>()
  private readonly sorted = new RowGroups()
  private readonly from = new Int32Array(1)
  private readonly into = new Int32Array(1)

  /**
   * The words of `aggregation` begin at `at`. `neededUntil` gives the watermark from which on a window that begins at a time is not
   * needed; without it nothing is kept by window.
   */
  constructor(panes: Records, aggregation: Aggregation, at: number, neededUntil?: (start: number) => number) {
    this.panes = panes
    this.aggregation = aggregation
    this.at = at
    this.neededUntil = aggregation.distinct.length > 0 ? neededUntil : undefined
    this.beside = this.neededUntil ? [] : aggregation.createValues()
  }

  add(batch: Batch, rows: Int32Array, n: number, bases: Int32Array): void {
    if (this.neededUntil) this.addByWindow(batch, rows, n, bases)
    else addRows(this.aggregation, this.beside, batch, rows, n, this.panes, bases)
  }

  private addByWindow(batch: Batch, rows: Int32Array, n: number, bases: Int32Array): void {
    const { sorted, panes } = this
    sorted.begin(n)
    for (let j = 0; j < n; j++) sorted.put(j, sorted.group(panes.doubles[bases[j]! >> 1]!))
    sorted.finish(null, n)
    for (const [g, start] of sorted.values.entries()) {
      const places = sorted.of(g)
      const [windowRows, windowBases] = [places.map((j) => rows[j]!), places.map((j) => bases[j]!)]
      addRows(this.aggregation, this.valuesOf(start), batch, windowRows, places.length, panes, windowBases)
    }
  }

  private valuesOf(start: number): Values {
    let values = this.byWindow.get(start)
    if (values === undefined) {
      values = this.aggregation.createValues()
      this.byWindow.set(start, values)
    }
    return values
  }

  merge(into: number, from: number): void {
    this.from[0] = from
    this.into[0] = into
    for (const accumulator of this.aggregation.accumulators)
      accumulator.merge(this.panes, this.from, this.panes, this.into, 1)
  }

  clear(base: number): void {
    this.aggregation.release(this.panes, base)
    this.panes.ints.fill(0, base + this.at, base + this.at + this.aggregation.words)
  }

  evict(): void {}

  result(base: number): { records: Records; base: number } {
    return { records: this.panes, base }
  }

  passed(watermark: number): void {
    for (const start of this.byWindow.keys()) if (this.neededUntil!(start) <= watermark) this.byWindow.delete(start)
  }

  save(writer: StateWriter): void {
    for (const value of this.beside) value.save(writer)
    writer.int(this.byWindow.size)
    for (const [start, values] of this.byWindow) {
      writer.number(start)
      for (const value of values) value.save(writer)
    }
  }

  restore(reader: StateReader): void {
    for (const value of this.beside) value.load(reader)
    const count = reader.int()
    for (let w = 0; w < count; w++) for (const value of this.valuesOf(reader.number())) value.load(reader)
  }
}
