import type { Column, ColumnKind, RowType } from '@millrace/language'
import { ColumnBuffer, columnKind } from '@millrace/language'

/** Most rows in a batch: 256 already give most of the speed, so latency is not sold for throughput. */
export const BATCH_ROWS = 1024

/** What a row says about its relation. */
export const INSERT = 0
export const BEFORE = 1
export const AFTER = 2
export const DELETE = 3
export const KIND_NAMES = ['+I', '-U', '+U', '-D'] as const

/**
 * Rows on their way, as columns. Valid until the receiver's call returns; who keeps something copies it.
 *
 * `rows` are physical, `n` of them are selected; without a selection all are. Absent kinds mean that every row is an insert.
 * The times bound the event time of the selected rows.
 */
export interface Batch {
  cols: readonly Column[]
  rows: number
  n: number
  sel: Int32Array | null
  kinds: Uint8Array | null
  minTime: number
  maxTime: number
}

const ascending = Int32Array.from({ length: 65536 }, (_, i) => i)

/** Rows `from` to `to` − 1 as a selection, which nobody may change. */
export function range(from: number, to: number): Int32Array {
  return to <= ascending.length
    ? ascending.subarray(from, to)
    : Int32Array.from({ length: to - from }, (_, i) => from + i)
}

/** Rows that are written one after the other and leave as batches. */
export class BatchBuilder {
  readonly buffers: readonly ColumnBuffer[]
  readonly kinds = new Uint8Array(BATCH_ROWS)
  private anyKind = false
  rows = 0
  minTime = Number.POSITIVE_INFINITY
  maxTime = Number.NEGATIVE_INFINITY
  private readonly emit: (batch: Batch) => void

  constructor(
    row: RowType,
    emit: (batch: Batch) => void,
    kinds: readonly ColumnKind[] = row.map(({ type }) => columnKind(type)),
  ) {
    this.buffers = kinds.map((kind) => new ColumnBuffer(kind, BATCH_ROWS))
    this.emit = emit
  }

  /** The next row to write; full batches leave first. Its columns must all be written before the next call. */
  next(kind = INSERT): number {
    if (this.rows === BATCH_ROWS) this.flush()
    this.kinds[this.rows] = kind
    if (kind !== INSERT) this.anyKind = true
    return this.rows++
  }

  /** Room for several rows at once: at most what is left in the batch, at least one. */
  take(wanted: number): { from: number; count: number } {
    if (this.rows === BATCH_ROWS) this.flush()
    const from = this.rows
    const count = Math.min(wanted, BATCH_ROWS - from)
    this.rows += count
    return { from, count }
  }

  /** Bounds of the event time of what is written. */
  spans(from: number, to: number): void {
    if (from < this.minTime) this.minTime = from
    if (to > this.maxTime) this.maxTime = to
  }

  flush(): void {
    if (this.rows === 0) return
    const { rows, minTime, maxTime } = this
    const bounded = minTime <= maxTime
    const batch: Batch = {
      cols: this.buffers.map((buffer) => buffer.column()),
      rows,
      n: rows,
      sel: null,
      kinds: this.anyKind ? this.kinds : null,
      minTime: bounded ? minTime : Number.NEGATIVE_INFINITY,
      maxTime: bounded ? maxTime : Number.POSITIVE_INFINITY,
    }
    this.emit(batch)
    for (const buffer of this.buffers) buffer.clear()
    if (this.anyKind) this.kinds.fill(0)
    this.rows = 0
    this.anyKind = false
    this.minTime = Number.POSITIVE_INFINITY
    this.maxTime = Number.NEGATIVE_INFINITY
  }
}
