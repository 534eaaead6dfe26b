import { mergeRecords, type TableOfGroups, unmergeRecords } from '../../aggregates/aggregation.ts'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import type { WindowResults } from './results.ts'
import type { Slice, Slices } from './slice.ts'
import { lastWindowEnd, type Slicing, windowEndAfter } from './slicing.ts'
import type { ViewedTable } from './stateView.ts'
import type { WindowStore } from './windowStore.ts'

/** Words of a group before its aggregates: in how many slices of the total it has rows. */
const COUNT_WORDS = 2

/**
 * Sliding windows of many slices as a running total: from one window to the next the new slices are added and the oldest taken out,
 * so the cost of a window does not depend on how many slices it has. For aggregates that can be taken out exactly.
 */
export class RunningStore implements WindowStore {
  private readonly slicing: Slicing
  private readonly slices: Slices
  private readonly results: WindowResults
  private readonly kept = new Map<number, Slice>()
  /** Slices that are in the total. */
  private readonly added = new Set<Slice>()
  private readonly groups: KeyTable
  private readonly total: TableOfGroups

  constructor(slicing: Slicing, slices: Slices, results: WindowResults) {
    this.slicing = slicing
    this.slices = slices
    this.results = results
    this.groups = slices.createTable(COUNT_WORDS + slices.aggregation.words)
    this.total = { records: this.groups.records, values: slices.aggregation.createValues() }
  }

  add(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    let slice = this.kept.get(start)
    if (slice === undefined) {
      slice = this.slices.open(start)
      this.kept.set(start, slice)
    }
    const inTotal = this.added.has(slice)
    if (inTotal) this.takeOut(slice)
    this.slices.add(slice, batch, sel, n)
    if (inTotal) this.takeIn(slice)
  }

  private takeIn(slice: Slice): void {
    const from = slice.groups.bases()
    const to = this.slices.recordsOfKeys(this.groups, slice.groups, from)
    const { ints } = this.groups.records
    for (let j = 0; j < to.length; j++) {
      const count = to[j]! + this.groups.payload
      ints[count] = ints[count]! + 1
      to[j] = to[j]! + COUNT_WORDS
    }
    mergeRecords(this.slices.aggregation, tableOf(slice), from, this.total, to, from.length)
    this.added.add(slice)
  }

  private takeOut(slice: Slice): void {
    const from = slice.groups.bases()
    const to = this.slices.recordsOfKeys(this.groups, slice.groups, from)
    for (let j = 0; j < to.length; j++) to[j] = to[j]! + COUNT_WORDS
    unmergeRecords(this.slices.aggregation, tableOf(slice), from, this.total, to, from.length)
    const { ints } = this.groups.records
    for (let j = 0; j < to.length; j++) {
      const base = to[j]! - COUNT_WORDS
      const count = base + this.groups.payload
      ints[count] = ints[count]! - 1
      if (ints[count] === 0) this.groups.remove(base)
    }
    this.added.delete(slice)
  }

  give(end: number): void {
    const { size } = this.slicing
    for (const slice of this.kept.values()) if (slice.start < end && !this.added.has(slice)) this.takeIn(slice)
    if (this.added.size === 0) return
    const keyBases = this.groups.bases()
    const bases = keyBases.map((base) => base + COUNT_WORDS)
    const { records } = this.groups
    this.results.giveWindow({ keys: this.groups, keyBases, records, bases, n: bases.length }, end - size, end)
    for (const slice of this.kept.values()) if (lastWindowEnd(slice.start, this.slicing) <= end) this.drop(slice)
  }

  private drop(slice: Slice): void {
    this.takeOut(slice)
    this.kept.delete(slice.start)
    this.slices.release(slice)
  }

  nextEnd(after: number): number {
    let next = Number.POSITIVE_INFINITY
    for (const start of this.kept.keys()) next = Math.min(next, windowEndAfter(start, after, this.slicing))
    return next
  }

  tables(): ViewedTable[] {
    return [...this.kept.values()].map((slice) => this.slices.viewed(slice))
  }

  /** The total is made anew from its slices. */
  save(writer: StateWriter): void {
    const all = [...this.kept.values()]
    const [added, others] = [
      all.filter((slice) => this.added.has(slice)),
      all.filter((slice) => !this.added.has(slice)),
    ]
    this.slices.saveAll(writer, added)
    this.slices.saveAll(writer, others)
  }

  restore(reader: StateReader): void {
    for (const slice of this.slices.loadAll(reader)) {
      this.kept.set(slice.start, slice)
      this.takeIn(slice)
    }
    for (const slice of this.slices.loadAll(reader)) this.kept.set(slice.start, slice)
  }
}

const tableOf = ({ groups, values }: Slice): TableOfGroups => ({ records: groups.records, values })
