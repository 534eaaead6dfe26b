import { formatTimestamp } from '@millrace/language'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import { giveAll } from './foldStore.ts'
import type { WindowResults } from './results.ts'
import type { Slice, Slices } from './slice.ts'
import { SlicesByStart } from './slicesByStart.ts'
import { floorTo, type Slicing } from './slicing.ts'
import type { WindowStore } from './windowStore.ts'

/** What all windows of one beginning have together, and the steps that have not been reached. */
interface Period {
  start: number
  soFar: Slice
  steps: SlicesByStart
}

/**
 * Windows that grow: at the end of a step its rows are merged into what came before, and a row that comes after the end of its step
 * is added there (Flink's CumulativeSliceAssigner).
 */
export class CumulateStore implements WindowStore {
  private readonly slicing: Slicing
  private readonly slices: Slices
  private readonly results: WindowResults
  private readonly periods = new Map<number, Period>()

  constructor(slicing: Slicing, slices: Slices, results: WindowResults) {
    this.slicing = slicing
    this.slices = slices
    this.results = results
  }

  add(start: number, batch: Batch, sel: Int32Array | null, n: number, over: boolean): void {
    const period = this.periodOf(start)
    const slice = over || start === period.start ? period.soFar : period.steps.at(start)
    this.slices.add(slice, batch, sel, n)
  }

  private periodOf(time: number): Period {
    const start = floorTo(time, this.slicing.size, this.slicing.offset)
    let period = this.periods.get(start)
    if (period === undefined) {
      period = { start, soFar: this.slices.open(start), steps: new SlicesByStart(this.slices) }
      this.periods.set(start, period)
    }
    return period
  }

  give(end: number): void {
    const { size, width, offset } = this.slicing
    const period = this.periods.get(floorTo(end - 1, size, offset))
    if (period === undefined) return
    const step = period.steps.take(end - width)
    if (step) {
      this.slices.merge(period.soFar, step)
      this.slices.release(step)
    }
    giveAll(this.results, period.soFar, period.start, end)
    if (end < period.start + size) return
    this.periods.delete(period.start)
    this.slices.release(period.soFar)
  }

  nextEnd(after: number): number {
    const { width } = this.slicing
    let next = Number.POSITIVE_INFINITY
    for (const { start, soFar, steps } of this.periods.values()) {
      // Once there are rows every further step has a result.
      const first = soFar.groups.size > 0 ? start : steps.first
      next = Math.min(next, first + width > after ? first + width : floorTo(after, width, this.slicing.offset) + width)
    }
    return next
  }

  tables() {
    return [...this.periods.values()].flatMap(({ start, soFar, steps }) => [
      { ...this.slices.viewed(soFar), name: formatTimestamp(start, 3) },
      ...Array.from(steps.values(), (slice) => ({
        ...this.slices.viewed(slice),
        name: `${formatTimestamp(slice.start, 3)} +`,
      })),
    ])
  }

  save(writer: StateWriter): void {
    writer.int(this.periods.size)
    for (const { soFar, steps } of this.periods.values()) {
      this.slices.save(writer, soFar)
      steps.save(writer)
    }
  }

  restore(reader: StateReader): void {
    const count = reader.int()
    for (let p = 0; p < count; p++) {
      const soFar = this.slices.load(reader)
      const steps = new SlicesByStart(this.slices)
      steps.restore(reader)
      this.periods.set(soFar.start, { start: soFar.start, soFar, steps })
    }
  }
}
