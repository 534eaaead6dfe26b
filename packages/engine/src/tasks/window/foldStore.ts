import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { WindowResults } from './results.ts'
import type { Slice, Slices } from './slice.ts'
import { lastWindowEnd, type Slicing, windowEndAfter } from './slicing.ts'
import type { WindowStore } from './windowStore.ts'

/**
 * Windows put together from all their slices whenever one is given, latest first: the order of Flink's HoppingSliceAssigner, which
 * decides the last digits of floating-point sums. A tumbling window is its only slice.
 */
export class FoldStore implements WindowStore {
  private readonly slicing: Slicing
  private readonly slices: Slices
  private readonly results: WindowResults
  private readonly kept = new Map<number, Slice>()

  constructor(slicing: Slicing, slices: Slices, results: WindowResults) {
    this.slicing = slicing
    this.slices = slices
    this.results = results
  }

  add(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    let slice = this.kept.get(start)
    if (slice === undefined) {
      slice = this.slices.open(start)
      this.kept.set(start, slice)
    }
    this.slices.add(slice, batch, sel, n)
  }

  give(end: number): void {
    const slices = this.slicesOf(end)
    const [only] = slices
    if (only === undefined) return
    const window = slices.length === 1 ? only : this.merged(slices)
    giveAll(this.results, window, end - this.slicing.size, end)
    if (slices.length > 1) this.slices.release(window)
    this.drop(end)
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

  /** Drops the slices whose last window was the one that ended here. */
  private drop(end: number): void {
    for (const slice of this.kept.values()) {
      if (lastWindowEnd(slice.start, this.slicing) > end) continue
      this.kept.delete(slice.start)
      this.slices.release(slice)
    }
  }

  nextEnd(after: number): number {
    let next = Number.POSITIVE_INFINITY
    for (const start of this.kept.keys()) next = Math.min(next, windowEndAfter(start, after, this.slicing))
    return next
  }

  tables() {
    return [...this.kept.values()].map((slice) => this.slices.viewed(slice))
  }

  save(writer: StateWriter): void {
    this.slices.saveAll(writer, this.kept.values())
  }

  restore(reader: StateReader): void {
    for (const slice of this.slices.loadAll(reader)) this.kept.set(slice.start, slice)
  }
}

/** The results of all groups of a slice as those of a window. */
export function giveAll(results: WindowResults, { groups }: Slice, start: number, end: number): void {
  const bases = groups.bases()
  results.giveWindow({ keys: groups, keyBases: bases, records: groups.records, bases, n: bases.length }, start, end)
}
