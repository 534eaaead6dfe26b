import { ColumnBuffer } from '@millrace/language'
import { AFTER, BATCH_ROWS, type Batch, BEFORE, INSERT } from '../batch.ts'
import { gatherAll } from '../state/gather.ts'
import { IntList } from '../state/intList.ts'
import { type Layout, type Records, releaseTexts } from '../state/layout.ts'

/**
 * Rows of records on their way out, each with its kind.
 *
 * They are noted by their records and read column by column when they leave, with texts where they lie. So a record that was given
 * must stay as it is until `flush`; one that shall go is handed to `drop`.
 */
export class RecordOutput {
  private readonly records: Records
  private readonly layout: Layout
  private readonly emit: (batch: Batch) => void
  private readonly complete: () => void
  private readonly extra: ColumnBuffer | undefined
  private readonly buffers: readonly ColumnBuffer[]
  /** Records as places: their first word and 1 more. */
  private readonly places = new Int32Array(BATCH_ROWS)
  private readonly kinds = new Uint8Array(BATCH_ROWS)
  private n = 0
  private appending = true
  private minTime = Number.POSITIVE_INFINITY
  private maxTime = Number.NEGATIVE_INFINITY
  private readonly dropped = new IntList()

  /**
   * `complete` is called before records are read, and writes what is still missing in them. `extra` is a column behind those of the
   * records, which the owner writes.
   */
  constructor(
    records: Records,
    layout: Layout,
    emit: (batch: Batch) => void,
    complete: () => void = () => {},
    extra?: ColumnBuffer,
  ) {
    this.records = records
    this.layout = layout
    this.emit = emit
    this.complete = complete
    this.extra = extra
    this.buffers = layout.cells.map(({ kind }) => new ColumnBuffer(kind, BATCH_ROWS))
  }

  /** Gives a row; tells where it stands in the batch. Full batches leave first, but nothing is forgotten before `flush`. */
  give(kind: number, base: number): number {
    if (this.n === BATCH_ROWS) this.send()
    const { n } = this
    this.places[n] = base + 1
    this.kinds[n] = kind
    if (kind !== INSERT) this.appending = false
    this.n = n + 1
    return n
  }

  /** Gives an update: the row before and the row after it, which stay in one batch. Tells where the first one stands. */
  update(before: number, after: number): number {
    if (this.n + 2 > BATCH_ROWS) this.send()
    const { n, places, kinds } = this
    places[n] = before + 1
    places[n + 1] = after + 1
    kinds[n] = BEFORE
    kinds[n + 1] = AFTER
    this.appending = false
    this.n = n + 2
    return n
  }

  /** Bounds of the event time of what is given; unbounded when nobody says. */
  spans(from: number, to: number): void {
    if (from < this.minTime) this.minTime = from
    if (to > this.maxTime) this.maxTime = to
  }

  /** Forgets a record with the next `flush`; it may still be given until then. */
  drop(base: number): void {
    this.dropped.add(base)
  }

  flush(): void {
    if (this.n > 0) this.send()
    const { dropped } = this
    for (let d = 0; d < dropped.n; d++) {
      releaseTexts(this.records, this.layout, dropped.items[d]!)
      this.records.remove(dropped.items[d]!)
    }
    dropped.clear()
  }

  private send(): void {
    const { n, buffers, records, places, extra } = this
    this.complete()
    const bounded = this.minTime <= this.maxTime
    const cols = gatherAll(records, this.layout.cells, places, n, buffers)
    if (extra) cols.push(extra.column())
    this.emit({
      cols,
      rows: n,
      n,
      sel: null,
      kinds: this.appending ? null : this.kinds,
      minTime: bounded ? this.minTime : Number.NEGATIVE_INFINITY,
      maxTime: bounded ? this.maxTime : Number.POSITIVE_INFINITY,
    })
    for (const buffer of buffers) buffer.clear()
    this.n = 0
    this.appending = true
    this.minTime = Number.POSITIVE_INFINITY
    this.maxTime = Number.NEGATIVE_INFINITY
  }
}
