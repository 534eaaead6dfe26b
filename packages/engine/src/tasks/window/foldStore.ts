import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { WindowResults } from './results.ts'
import type { Slice, Slices } from './slice.ts'
import { SlicesByStart } from './slicesByStart.ts'
import { type Slicing, startOfOpen, windowEndAfter } from './slicing.ts'
import type { WindowStore } from './windowStore.ts'

/**
 * Windows put together from all their slices whenever one is given, latest first: the order of Flink's HoppingSliceAssigner, which
 * decides the last digits of floating-point sums. A tumbling window is its only slice.
 */
export class FoldStore implements WindowStore {
  private readonly slicing: Slicing
  private readonly slices: Slices
  private readonly results: WindowResults
  private readonly kept: SlicesByStart

  constructor(slicing: Slicing, slices: Slices, results: WindowResults) {
    this.slicing = slicing
    this.slices = slices
    this.results = results
    this.kept = new SlicesByStart(slices)
  }

  add(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    this.slices.add(this.kept.at(start), batch, sel, n)
  }

  give(end: number): void {
    const slices = this.slicesOf(end)
    const [only] = slices
    if (only === undefined) return
    const window = slices.length === 1 ? only : this.merged(slices)
    giveAll(this.results, window, end - this.slicing.size, end)
    if (slices.length > 1) this.slices.release(window)
    const open = startOfOpen(end, this.slicing)
    while (this.kept.first < open) this.slices.release(this.kept.takeFirst())
  }

  /** The slices of a window, latest first. */
  private slicesOf(end: number): Slice[] {
    const { size, width } = this.slicing
    const found: Slice[] = []
    if (this.kept.size * width <= size) {
      for (const slice of this.kept.values()) if (slice.start >= end - size && slice.start < end) found.push(slice)
      return found.sort((a, b) => b.start - a.start)
    }
    for (let start = end - width; start >= end - size; start -= width) {
      const slice = this.kept.get(start)
      if (slice) found.push(slice)
    }
    return found
  }

  private merged(slices: readonly Slice[]): Slice {
    const into = this.slices.open(slices[0]!.start)
    for (const slice of slices) this.slices.merge(into, slice)
    return into
  }

  nextEnd(after: number): number {
    return windowEndAfter(this.kept.first, after, this.slicing)
  }

  tables() {
    return Array.from(this.kept.values(), (slice) => this.slices.viewed(slice))
  }

  save(writer: StateWriter): void {
    this.kept.save(writer)
  }

  restore(reader: StateReader): void {
    this.kept.restore(reader)
  }
}

/** The results of all groups of a slice as those of a window. */
export function giveAll(results: WindowResults, { groups }: Slice, start: number, end: number): void {
  const bases = groups.bases()
  results.giveWindow({ keys: groups, keyBases: bases, records: groups.records, bases, n: bases.length }, start, end)
}
