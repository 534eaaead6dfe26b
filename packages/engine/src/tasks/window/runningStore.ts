import { mergeRecords, type TableOfGroups, unmergeRecords } from '../../aggregates/aggregation.ts'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import type { WindowResults } from './results.ts'
import type { Slice, Slices } from './slice.ts'
import { SlicesByStart } from './slicesByStart.ts'
import { type Slicing, startOfOpen, windowEndAfter } from './slicing.ts'
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
  /** Slices that are in the total, and those that are not yet. */
  private readonly added: SlicesByStart
  private readonly waiting: SlicesByStart
  private readonly groups: KeyTable
  private readonly total: TableOfGroups

  constructor(slicing: Slicing, slices: Slices, results: WindowResults) {
    this.slicing = slicing
    this.slices = slices
    this.results = results
    this.added = new SlicesByStart(slices)
    this.waiting = new SlicesByStart(slices)
    this.groups = slices.createTable(COUNT_WORDS + slices.aggregation.words)
    this.total = { records: this.groups.records, values: slices.aggregation.createValues() }
  }

  add(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    const added = this.added.get(start)
    if (added) this.takeOut(added)
    this.slices.add(added ?? this.waiting.at(start), batch, sel, n)
    if (added) this.takeIn(added)
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
  }

  give(end: number): void {
    const { size } = this.slicing
    while (this.waiting.first < end) this.takeIn(this.added.put(this.waiting.takeFirst()))
    if (this.added.size === 0) return
    const keyBases = this.groups.bases()
    const bases = keyBases.map((base) => base + COUNT_WORDS)
    const { records } = this.groups
    this.results.giveWindow({ keys: this.groups, keyBases, records, bases, n: bases.length }, end - size, end)
    const open = startOfOpen(end, this.slicing)
    while (this.added.first < open) this.drop(this.added.takeFirst())
  }

  private drop(slice: Slice): void {
    this.takeOut(slice)
    this.slices.release(slice)
  }

  nextEnd(after: number): number {
    return windowEndAfter(Math.min(this.added.first, this.waiting.first), after, this.slicing)
  }

  tables(): ViewedTable[] {
    return [...this.added.values(), ...this.waiting.values()].map((slice) => this.slices.viewed(slice))
  }

  /** The total is made anew from its slices. */
  save(writer: StateWriter): void {
    this.added.save(writer)
    this.waiting.save(writer)
  }

  restore(reader: StateReader): void {
    this.added.restore(reader)
    this.waiting.restore(reader)
    for (const slice of this.added.values()) this.takeIn(slice)
  }
}

const tableOf = ({ groups, values }: Slice): TableOfGroups => ({ records: groups.records, values })
