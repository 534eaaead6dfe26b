import type { Aggregate, Evictor } from '@millrace/algebra'
import type { ColumnBuffer, Environment, RowType } from '@millrace/language'
import { Aggregation, addRows } from '../../aggregates/aggregation.ts'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { Records } from '../../state/layout.ts'
import type { PaneContent } from './paneContent.ts'
import { RowStore } from './rowStore.ts'

export interface RowContentOptions {
  aggregates: readonly Aggregate[]
  type: RowType
  /** First of its words in the record of a pane. */
  at: number
  /** The event-time column, where the evictor needs it. */
  rowtime?: number
  evictor?: Evictor | undefined
  /** Columns that are kept beside those that the aggregates need. */
  keep?: readonly number[]
  environment: Environment
}

/** Panes that keep their rows and compute results from them, for evictors. */
export class RowContent implements PaneContent {
  readonly inPlace = false
  private readonly at: number
  private readonly rowtime: number | undefined
  private readonly evictor: Evictor | undefined
  private readonly panes: Records
  private readonly rows: RowStore
  private readonly aggregation: Aggregation
  private readonly values: ReturnType<Aggregation['createValues']>
  private readonly scratch: Records
  private bases = new Int32Array(1024)

  constructor(panes: Records, { aggregates, type, at, rowtime, evictor, keep = [], environment }: RowContentOptions) {
    this.panes = panes
    this.at = at
    this.rowtime = rowtime
    this.evictor = evictor
    const needed = new Set(aggregates.flatMap(({ args, where }) => (where === undefined ? args : [...args, where])))
    for (const column of keep) needed.add(column)
    if (evictor?.kind === 'time') needed.add(rowtime!)
    this.rows = new RowStore(type, [...needed])
    this.aggregation = new Aggregation(aggregates, type, 0, { environment })
    this.values = this.aggregation.createValues()
    this.scratch = new Records(Math.max(2, this.aggregation.words))
  }

  /** The accumulators by which results are written. */
  get writing(): Aggregation {
    return this.aggregation
  }

  /** Writes the kept columns of the rows of a pane; `next` gives the place of each. */
  writeRows(base: number, into: readonly ColumnBuffer[], next: () => number): void {
    this.rows.write(this.panes.ints, base + this.at, into, next)
  }

  add(batch: Batch, rows: Int32Array, n: number, bases: Int32Array): void {
    const { ints } = this.panes
    for (let j = 0; j < n; j++) this.rows.append(ints, bases[j]! + this.at, batch, rows[j]!)
  }

  merge(into: number, from: number): void {
    this.rows.merge(this.panes.ints, into + this.at, from + this.at)
  }

  clear(base: number): void {
    this.rows.clear(this.panes.ints, base + this.at)
  }

  evict(base: number): void {
    const { evictor } = this
    const { ints } = this.panes
    const list = base + this.at
    if (evictor?.kind === 'count') {
      const surplus = ints[list + 2]! - evictor.n
      if (surplus > 0) this.rows.retain(ints, list, (_, place) => place >= surplus)
    } else if (evictor?.kind === 'time') {
      const from = this.rows.latest(ints, list, this.rowtime!) - evictor.size
      this.rows.retain(ints, list, (row) => this.rows.timeAt(row, this.rowtime!) > from)
    }
  }

  result(base: number): { records: Records; base: number } {
    const batch = this.rows.read(this.panes.ints, base + this.at)
    if (batch.n > this.bases.length) this.bases = new Int32Array(batch.n)
    this.scratch.clear()
    for (const value of this.values) value.clear()
    this.scratch.add()
    addRows(this.aggregation, this.values, batch, null, batch.n, this.scratch, this.bases)
    return { records: this.scratch, base: 0 }
  }

  save(writer: StateWriter): void {
    this.rows.save(writer)
  }
  restore(reader: StateReader): void {
    this.rows.restore(reader)
  }
}
