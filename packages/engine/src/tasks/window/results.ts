import type { RowType } from '@millrace/language'
import type { Aggregation } from '../../aggregates/aggregation.ts'
import { type Batch, BatchBuilder } from '../../batch.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import type { Records } from '../../state/layout.ts'
import type { WallClock } from './wallClock.ts'

/** Where results come from: the keys' records, and those with the aggregates, which may be the same. */
export interface Groups {
  keys: KeyTable
  keyBases: Int32Array
  records: Records
  bases: Int32Array
  n: number
}

/** Writes results of windows: key, bounds and event time, aggregates. */
export class WindowResults {
  private readonly out: BatchBuilder
  private readonly keyCount: number
  private readonly aggregation: Aggregation
  private readonly clock: WallClock | undefined
  private readonly oneKey = new Int32Array(1)
  private readonly oneBase = new Int32Array(1)

  /** Without a clock results have no bounds: those of count windows. */
  constructor(
    row: RowType,
    keyCount: number,
    aggregation: Aggregation,
    clock: WallClock | undefined,
    emit: (batch: Batch) => void,
  ) {
    this.out = new BatchBuilder(row, emit)
    this.keyCount = keyCount
    this.aggregation = aggregation
    this.clock = clock
  }

  /** The results of one window, one for each group. */
  giveWindow({ keys, keyBases, records, bases, n }: Groups, start: number, end: number): void {
    const time = this.clock!.resultTime(end)
    for (let done = 0; done < n; ) {
      const { from, count } = this.out.take(n - done)
      const { buffers } = this.out
      keys.loadKeys(keyBases.subarray(done, done + count), count, buffers, from)
      buffers[this.keyCount]!.data.fill(start, from, from + count)
      buffers[this.keyCount + 1]!.data.fill(end, from, from + count)
      buffers[this.keyCount + 2]!.data.fill(time, from, from + count)
      this.writeAggregates(records, bases.subarray(done, done + count), count, this.keyCount + 3, from)
      this.out.spans(time, time)
      done += count
    }
  }

  /** Results of windows of their own, in this order. */
  givePanes(groups: Groups, starts: Float64Array, ends: Float64Array): void {
    const { keys, keyBases, records, bases, n } = groups
    for (let done = 0; done < n; ) {
      const { from, count } = this.out.take(n - done)
      keys.loadKeys(keyBases.subarray(done, done + count), count, this.out.buffers, from)
      for (let j = 0; j < count; j++) this.writeBounds(from + j, starts[done + j]!, ends[done + j]!)
      this.writeAggregates(records, bases.subarray(done, done + count), count, this.keyCount + 3, from)
      done += count
    }
  }

  /** One result of a kind; the aggregates are in the record `base`. */
  giveOne(kind: number, keys: KeyTable, keyBase: number, records: Records, base: number, bounds?: Bounds): void {
    const row = this.out.next(kind)
    this.oneKey[0] = keyBase
    this.oneBase[0] = base
    keys.loadKeys(this.oneKey, 1, this.out.buffers, row)
    if (bounds) this.writeBounds(row, bounds.start, bounds.end)
    this.writeAggregates(records, this.oneBase, 1, this.keyCount + (bounds ? 3 : 0), row)
  }

  private writeBounds(row: number, start: number, end: number): void {
    const { buffers } = this.out
    const time = this.clock!.resultTime(end)
    buffers[this.keyCount]!.data[row] = start
    buffers[this.keyCount + 1]!.data[row] = end
    buffers[this.keyCount + 2]!.data[row] = time
    this.out.spans(time, time)
  }

  private writeAggregates(records: Records, bases: Int32Array, n: number, column: number, from: number): void {
    const { accumulators } = this.aggregation
    for (let a = 0; a < accumulators.length; a++)
      accumulators[a]!.write(records, bases, n, this.out.buffers[column + a]!, from)
  }

  flush(): void {
    this.out.flush()
  }
}

export interface Bounds {
  start: number
  end: number
}
