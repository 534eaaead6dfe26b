import { formatTimestamp } from '@millrace/language'
import { addRows, mergeRecords, type SideTable } from '../../aggregates/aggregation.ts'
import { BATCH_ROWS, type Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { KeyTable } from '../../state/keyTable.ts'
import type { WindowResults } from './results.ts'
import type { Slices } from './slice.ts'
import { SlicesByStart } from './slicesByStart.ts'
import { lastWindowEnd, type Slicing, windowEndAfter } from './slicing.ts'
import type { ViewedTable } from './stateView.ts'
import type { WindowStore } from './windowStore.ts'

/** Slices that a ring has beside those of a window, for rows that run ahead of the watermark. */
const AHEAD = 3
/** A record says by a bit which of its slices have rows. */
const MOST_SLOTS = 31
/** Most words of a record; with more of them every slice has a table of its own. */
const MOST_WORDS = 128
/** The bits come before the slots. */
const MASK_WORDS = 2

const slotsOf = ({ size, width }: Slicing): number => size / width + AHEAD

/** Whether all slices of a group go into one record. */
export function fitsRing(slicing: Slicing, { aggregation }: Slices): boolean {
  const slots = slotsOf(slicing)
  return slots <= MOST_SLOTS && (slots + 1) * aggregation.words <= MOST_WORDS && aggregation.distinct.length === 0
}

/**
 * Sliding windows with all slices of a group side by side in one record, as a ring: a window is put together without looking up
 * any key.
 *
 * The ring has the oldest slices; those beyond it wait in tables of their own. Slices are put together latest first, the order of
 * Flink's HoppingSliceAssigner, which decides the last digits of floating-point sums.
 */
export class RingStore implements WindowStore {
  private readonly slicing: Slicing
  private readonly slices: Slices
  private readonly results: WindowResults
  private readonly slots: number
  private readonly groups: KeyTable
  private readonly values: readonly SideTable[]
  /** Beginnings of the slices in the ring that have rows, and the first of them. */
  private readonly present = new Set<number>()
  private first = Number.POSITIVE_INFINITY
  private readonly aside: SlicesByStart
  private bases = new Int32Array(BATCH_ROWS)
  /** Groups of a window that are given together: their records, and where their aggregates are. */
  private readonly chosen = new Int32Array(BATCH_ROWS)
  private readonly sums = new Int32Array(BATCH_ROWS)
  private readonly from = new Int32Array(BATCH_ROWS)
  private readonly to = new Int32Array(BATCH_ROWS)

  constructor(slicing: Slicing, slices: Slices, results: WindowResults) {
    this.slicing = slicing
    this.slices = slices
    this.results = results
    this.aside = new SlicesByStart(slices)
    this.slots = slotsOf(slicing)
    // One slot more, to put a window together.
    this.groups = slices.createTable(MASK_WORDS + (this.slots + 1) * slices.aggregation.words)
    this.values = slices.aggregation.createValues()
  }

  private slotOf(start: number): number {
    const { width, offset } = this.slicing
    const place = Math.round((start - offset) / width) % this.slots
    return place < 0 ? place + this.slots : place
  }

  /** How far the aggregates of a slot lie from where those of a table with one slice would be. */
  private shiftOf(slot: number): number {
    return MASK_WORDS + slot * this.slices.aggregation.words
  }

  /** Beginning of the first slice that has rows; infinite when there is none. */
  private get earliest(): number {
    return Math.min(...this.present, this.aside.first)
  }

  private get ringEnd(): number {
    return this.first + this.slots * this.slicing.width
  }

  add(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    if (start < this.first) this.beginAt(start)
    if (start >= this.ringEnd) this.slices.add(this.aside.at(start), batch, sel, n)
    else this.addToRing(start, batch, sel, n)
  }

  private addToRing(start: number, batch: Batch, sel: Int32Array | null, n: number): void {
    if (n > this.bases.length) this.bases = new Int32Array(n)
    const { groups, bases, slices } = this
    groups.probe(batch, slices.key, sel, n, bases)
    this.enter(start, bases, n)
    addRows(slices.aggregation, this.values, batch, sel, n, groups.records, bases)
  }

  /** Marks records as having rows of a slice, and moves `bases` from them to where its aggregates are. */
  private enter(start: number, bases: Int32Array, n: number): void {
    this.present.add(start)
    const slot = this.slotOf(start)
    const [bit, shift] = [1 << slot, this.shiftOf(slot)]
    const { ints } = this.groups.records
    const mask = this.groups.payload
    for (let j = 0; j < n; j++) {
      const base = bases[j]!
      ints[base + mask] = ints[base + mask]! | bit
      bases[j] = base + shift
    }
  }

  /** Begins the ring at an earlier slice; those that are beyond it then wait aside. */
  private beginAt(start: number): void {
    this.first = start
    for (const other of this.present) {
      if (other < this.ringEnd) continue
      const bit = 1 << this.slotOf(other)
      const bases = this.groups.bases().filter((base) => (this.maskOf(base) & bit) !== 0)
      const slice = this.slices.open(other)
      const to = this.slices.recordsOfKeys(slice.groups, this.groups, bases)
      const from = bases.map((base) => base + this.shiftOf(this.slotOf(other)))
      const { aggregation } = this.slices
      const target = { records: slice.groups.records, values: slice.values }
      mergeRecords(aggregation, { records: this.groups.records, values: this.values }, from, target, to, from.length)
      for (const base of bases) this.leave(base, bit)
      this.present.delete(other)
      this.aside.put(slice)
    }
  }

  /** Takes slices that waited into the ring. */
  private admit(): void {
    this.first = this.earliest
    while (this.aside.first < this.ringEnd) {
      const slice = this.aside.takeFirst()
      const from = slice.groups.bases()
      const to = this.slices.recordsOfKeys(this.groups, slice.groups, from)
      this.enter(slice.start, to, to.length)
      const target = { records: this.groups.records, values: this.values }
      const source = { records: slice.groups.records, values: slice.values }
      mergeRecords(this.slices.aggregation, source, from, target, to, from.length)
      this.slices.release(slice)
    }
  }

  private maskOf(base: number): number {
    return this.groups.records.ints[base + this.groups.payload]!
  }

  /** Forgets the slices of a record that have a bit here, and the record with its last one. */
  private leave(base: number, bits: number): void {
    const { groups } = this
    const { ints } = groups.records
    const left = this.maskOf(base) & ~bits
    for (let rest = this.maskOf(base) & bits; rest !== 0; rest &= rest - 1)
      this.clear(base, 31 - Math.clz32(rest & -rest))
    ints[base + groups.payload] = left
    if (left === 0) groups.remove(base)
  }

  private clear(base: number, slot: number): void {
    const { aggregation } = this.slices
    const { records, payload } = this.groups
    const shift = this.shiftOf(slot)
    if (aggregation.owning) aggregation.releaseRecord(this.values, records, base + shift)
    const from = base + payload + shift
    for (let word = from; word < from + aggregation.words; word++) records.ints[word] = 0
  }

  give(end: number): void {
    const slots = this.slotsUntil(end)
    if (slots.length === 0) return
    const [over, dropped] = [this.bitsOf(slots), this.bitsOf(this.over(end).map((start) => this.slotOf(start)))]
    const all = this.groups.bases()
    let n = 0
    for (let j = 0; j < all.length; j++) {
      const base = all[j]!
      if ((this.maskOf(base) & over) === 0) continue
      this.chosen[n++] = base
      if (n < BATCH_ROWS) continue
      this.giveChosen(n, slots, end, dropped)
      n = 0
    }
    this.giveChosen(n, slots, end, dropped)
    for (const start of this.over(end)) this.present.delete(start)
    this.admit()
  }

  /** Slots of the slices of a window, latest first. */
  private slotsUntil(end: number): number[] {
    const { size, width } = this.slicing
    const slots: number[] = []
    for (let start = end - width; start >= end - size; start -= width)
      if (this.present.has(start)) slots.push(this.slotOf(start))
    return slots
  }

  /** Slices whose last window ends here. */
  private over(end: number): number[] {
    return [...this.present].filter((start) => lastWindowEnd(start, this.slicing) <= end)
  }

  private bitsOf(slots: readonly number[]): number {
    return slots.reduce((bits, slot) => bits | (1 << slot), 0)
  }

  /** Gives the results of chosen groups, and drops what is over. */
  private giveChosen(n: number, slots: readonly number[], end: number, dropped: number): void {
    const { groups, chosen, sums } = this
    const over = this.bitsOf(slots)
    const sumShift = this.shiftOf(this.slots)
    for (let j = 0; j < n; j++) {
      const bits = this.maskOf(chosen[j]!) & over
      // A group with rows in one slice has its result there.
      const only = (bits & (bits - 1)) === 0
      sums[j] = chosen[j]! + (only ? this.shiftOf(31 - Math.clz32(bits)) : sumShift)
    }
    for (const slot of slots) this.addSlot(slot, n, over)
    const { records } = groups
    const bases = sums.subarray(0, n)
    const keyBases = chosen.subarray(0, n)
    this.results.giveWindow({ keys: groups, keyBases, records, bases, n }, end - this.slicing.size, end)
    for (let j = 0; j < n; j++) {
      if (sums[j] === chosen[j]! + sumShift) this.clear(chosen[j]!, this.slots)
      if ((this.maskOf(chosen[j]!) & dropped) !== 0) this.leave(chosen[j]!, dropped)
    }
  }

  /** Adds a slot of the chosen groups to their sums. */
  private addSlot(slot: number, n: number, over: number): void {
    const { chosen, sums, from, to } = this
    const [bit, shift, sumShift] = [1 << slot, this.shiftOf(slot), this.shiftOf(this.slots)]
    let count = 0
    for (let j = 0; j < n; j++) {
      const base = chosen[j]!
      if (sums[j] !== base + sumShift || (this.maskOf(base) & bit & over) === 0) continue
      from[count] = base + shift
      to[count++] = base + sumShift
    }
    const table = { records: this.groups.records, values: this.values }
    mergeRecords(this.slices.aggregation, table, from, table, to, count)
  }

  nextEnd(after: number): number {
    return windowEndAfter(this.earliest, after, this.slicing)
  }

  tables(): ViewedTable[] {
    const ring = [...this.present].map((start): ViewedTable => {
      const slot = this.slotOf(start)
      const bases = this.groups.bases().filter((base) => (this.maskOf(base) & (1 << slot)) !== 0)
      return { name: formatTimestamp(start, 3), keys: this.groups, bases, shift: this.shiftOf(slot) }
    })
    return [...ring, ...Array.from(this.aside.values(), (slice) => this.slices.viewed(slice))]
  }

  save(writer: StateWriter): void {
    writer.number(this.first).int(this.present.size)
    for (const start of this.present) writer.number(start)
    this.groups.save(writer)
    for (const value of this.values) value.save(writer)
    this.aside.save(writer)
  }

  restore(reader: StateReader): void {
    this.first = reader.number()
    const count = reader.int()
    for (let s = 0; s < count; s++) this.present.add(reader.number())
    this.groups.load(reader)
    for (const value of this.values) value.load(reader)
    this.aside.restore(reader)
  }
}
