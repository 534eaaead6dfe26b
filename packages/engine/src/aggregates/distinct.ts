import { type Column, ColumnBuffer, INT } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import { loadCell, type Records } from '../state/layout.ts'
import type { Aggregation } from './aggregation.ts'
import { conditionsOf, markEntries, type News, writeMasks } from './masks.ts'
import { isOneGroup } from './oneGroup.ts'
import { Selected } from './selected.ts'
import type { SideTable, TraceColumns } from './sideTable.ts'

/** An argument whose equal values count once, and the aggregates over it. */
export interface DistinctArgument {
  column: number
  /** Numbers of the aggregates. */
  members: readonly number[]
  /** Word of a group's record that names the latest of its values. */
  head: number
}

const present = new Selected()
const counted = new Selected()
const fresh = new Selected()

/** Ends the list of a group's values; 0 says that an entry is in no list yet. */
const END = -1
/** No group. */
const NONE = -1
/** Columns of the keyed batch: group and value. */
const KEY = [0, 1] as const

/**
 * The distinct values of one argument, by group, and which aggregates have counted each.
 *
 * One probe serves all aggregates over the argument, as in Flink. Where rows only come an entry has a bit for each aggregate; where
 * they are withdrawn too it has a count, and an aggregate hears of a value when its count leaves or reaches 0. Entries of a group are
 * a list, latest first, so that a group can be merged or forgotten alone.
 */
export class DistinctValues implements SideTable {
  private readonly table: KeyTable
  private readonly aggregation: Aggregation
  private readonly argument: DistinctArgument
  /** Words of an entry: the next one of its group as its first word + 1, then, where entries go one by one, the one before it. */
  private readonly next: number
  private readonly previous: number
  private readonly value: ColumnBuffer
  /** Whether every row with a value counts in some aggregate. */
  private readonly unfiltered: boolean
  /** The column that says which rows a member counts; there is none where it counts all. */
  private readonly conditions: readonly (number | undefined)[]
  private found = new Int32Array(1024)
  private groups = new Int32Array(1024)
  /** The group of the first `onlyRows` rows in `groups`, or `NONE`. */
  private onlyGroup = NONE
  private onlyRows = 0
  /** For which aggregates rows bring a value for the first time. */
  private news = newsFor(1024)
  private flags = new Uint8Array(1024)
  private gathered = new Int32Array(64)
  private targets = new Int32Array(64)

  constructor(aggregation: Aggregation, argument: DistinctArgument) {
    this.aggregation = aggregation
    this.argument = argument
    const { members, column } = argument
    const { retracting, aggregates } = aggregation
    const words = retracting ? members.length : Math.ceil(members.length / 32)
    const keyRow = [{ name: 'group', type: INT, nullable: false }, aggregation.input[column]!]
    this.table = new KeyTable(keyRow, words + (retracting ? 2 : 1))
    this.next = this.table.payload + words
    this.previous = this.next + 1
    this.value = new ColumnBuffer(this.table.key.cells[1]!.kind)
    this.conditions = members.map((member) => aggregates[member]!.where)
    this.unfiltered = this.conditions.includes(undefined)
  }

  get size(): number {
    return this.table.size
  }

  add(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array, one: boolean): void {
    this.probe(batch, sel, n, records, bases, one)
    const { members } = this.argument
    if (this.aggregation.retracting) {
      for (let m = 0; m < members.length; m++) this.countMember(m, 1, batch, records)
    } else {
      for (let word = 0; word < members.length; word += 32) this.mark(word, batch, records, one)
    }
  }

  retract(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void {
    this.probe(batch, sel, n, records, bases)
    for (let m = 0; m < this.argument.members.length; m++) this.countMember(m, -1, batch, records)
    this.dropUncounted(records)
  }

  /** Finds the entries of the rows that have a value and count; these are in `counted` then. */
  private probe(
    batch: Batch,
    sel: Int32Array | null,
    n: number,
    records: Records,
    bases: Int32Array,
    one = isOneGroup(bases, n),
  ): void {
    this.ensure(n, batch.rows)
    const { column } = this.argument
    if (this.unfiltered) counted.present(batch, column, sel, n, bases)
    else {
      present.present(batch, column, sel, n, bases)
      this.leaveOutUncounted(batch)
    }
    const { rows, n: count } = counted
    if (one && count > 0) this.setGroup(counted.bases[0]!, batch.rows)
    else this.setGroups()
    const keyed = this.keyed(batch, batch.cols[column]!)
    const created = this.table.probe(keyed, KEY, rows, count, this.found, one)
    if (created > this.table.createdAtOnce) this.linkNew(counted.bases, count, records)
    else if (created > 0) this.linkCreated(created, records)
  }

  /** Rows that no aggregate counts need no entry. */
  private leaveOutUncounted(batch: Batch): void {
    const { flags } = this
    const { masks } = this.news
    const { n } = present
    flags.fill(0, 0, n)
    for (let from = 0; from < this.conditions.length; from += 32) {
      writeMasks(conditionsOf(this.conditions.slice(from, from + 32), batch), present, masks)
      for (let j = 0; j < n; j++) flags[j] = flags[j]! | Number(masks[j] !== 0)
    }
    counted.begin(n)
    for (let j = 0; j < n; j++) if (flags[j] === 1) counted.add(present.rows[j]!, present.bases[j]!)
  }

  /** Makes `groups` the column of the groups of the counted rows. */
  private setGroups(): void {
    const { groups } = this
    const { rows, bases, n } = counted
    for (let j = 0; j < n; j++) groups[rows[j]!] = bases[j]!
    this.onlyGroup = NONE
  }

  /** The same for one group: mostly that of the batch before. */
  private setGroup(group: number, rows: number): void {
    if (group === this.onlyGroup && rows <= this.onlyRows) return
    this.groups.fill(group, 0, rows)
    this.onlyGroup = group
    this.onlyRows = rows
  }

  private keyed(batch: Batch, value: Column): Batch {
    return { ...batch, cols: [{ k: 'i32', nulls: null, data: this.groups }, value] }
  }

  /** Puts entries that were made just now in front of the lists of their groups. */
  private linkCreated(created: number, records: Records): void {
    const entries = this.table.created
    const { ints } = this.table.records
    const { at } = this.table.key.cells[0]!
    for (let k = 0; k < created; k++) this.link(entries[k]!, ints[entries[k]! + at]!, records)
  }

  /** The same where it is not known which entries these are. */
  private linkNew(bases: Int32Array, n: number, records: Records): void {
    const { found, next } = this
    const { ints } = this.table.records
    for (let j = 0; j < n; j++) if (ints[found[j]! + next] === 0) this.link(found[j]!, bases[j]!, records)
  }

  private link(entry: number, base: number, { ints: groups }: Records): void {
    const { next, previous } = this
    const { ints } = this.table.records
    const { head } = this.argument
    const first = groups[base + head]!
    ints[entry + next] = first === 0 ? END : first
    groups[base + head] = entry + 1
    if (!this.aggregation.retracting) return
    ints[entry + previous] = END
    if (first !== 0) ints[first - 1 + previous] = entry + 1
  }

  /** Marks up to 32 aggregates from a member on, and feeds each with the rows that bring it a value for the first time. */
  private mark(from: number, batch: Batch, records: Records, one: boolean): void {
    const to = Math.min(from + 32, this.argument.members.length)
    const any = this.markNew(from, to, batch)
    for (let m = from; m < to; m++) {
      if (((any >>> (m - from)) & 1) === 0) continue
      fresh.withBit(counted, this.news.places, this.news.count, this.news.masks, m - from)
      this.accumulatorOf(m).add(batch, fresh.rows, fresh.n, records, fresh.bases, one)
    }
  }

  /** Notes in `news` for which of some aggregates a row brings a value for the first time; returns the aggregates of all rows. */
  private markNew(from: number, to: number, batch: Batch): number {
    const conditions = conditionsOf(this.conditions.slice(from, to), batch)
    const word = this.table.payload + (from >> 5)
    return markEntries(conditions, counted, this.table.records.ints, this.found, word, this.news)
  }

  trace(batch: Batch, rows: Int32Array, n: number, records: Records, bases: Int32Array, into: TraceColumns): void {
    this.probe(batch, rows, n, records, bases)
    const { members } = this.argument
    const { columns, before, after } = into
    for (let from = 0; from < members.length; from += 32) {
      const to = Math.min(from + 32, members.length)
      this.markNew(from, to, batch)
      for (let m = from; m < to; m++) {
        this.flagRows(rows, n, m - from)
        const trace = this.aggregation.traces[members[m]!]!
        trace(batch, rows, this.flags, n, records, bases, columns[members[m]!]!, before, after)
      }
    }
  }

  /** Marks the rows whose bit is set: those in `counted` are some of them, in the same order. */
  private flagRows(rows: Int32Array, n: number, shift: number): void {
    const { flags } = this
    const { masks } = this.news
    let c = 0
    for (let j = 0; j < n; j++) {
      const present = c < counted.n && counted.rows[c] === rows[j]
      flags[j] = present ? (masks[c]! >>> shift) & 1 : 0
      if (present) c++
    }
  }

  private accumulatorOf(member: number) {
    return this.aggregation.accumulators[this.argument.members[member]!]!
  }

  /** Counts values of one aggregate up or down; it hears of those that come from 0 or get there. */
  private countMember(member: number, times: 1 | -1, batch: Batch, records: Records): void {
    const { found } = this
    const { masks } = this.news
    const { rows, bases, n } = counted
    writeMasks(conditionsOf([this.conditions[member]], batch), counted, masks)
    const { ints } = this.table.records
    const word = this.table.payload + member
    fresh.begin(n)
    for (let j = 0; j < n; j++) {
      if (masks[j] === 0) continue
      const at = found[j]! + word
      const before = ints[at]!
      ints[at] = before + times
      if (times === 1 ? before === 0 : before === 1) fresh.add(rows[j]!, bases[j]!)
    }
    if (fresh.n === 0) return
    const accumulator = this.accumulatorOf(member)
    if (times === 1) accumulator.add(batch, fresh.rows, fresh.n, records, fresh.bases)
    else accumulator.retract!(batch, fresh.rows, fresh.n, records, fresh.bases)
  }

  /** Forgets the entries of the rows in hand that no aggregate counts any more. */
  private dropUncounted(records: Records): void {
    const { found, next } = this
    const { bases, n } = counted
    for (let j = 0; j < n; j++) {
      const entry = found[j]!
      // An entry that has gone already is zero throughout.
      if (this.table.records.ints[entry + next] === 0 || this.isCounted(entry)) continue
      this.unlink(entry, records, bases[j]!)
      this.table.remove(entry)
    }
  }

  private isCounted(entry: number): boolean {
    const { ints } = this.table.records
    for (let word = this.table.payload; word < this.next; word++) if (ints[entry + word] !== 0) return true
    return false
  }

  private unlink(entry: number, { ints: groups }: Records, base: number): void {
    const { ints } = this.table.records
    const { next, previous } = this
    const [after, before] = [ints[entry + next]!, ints[entry + previous]!]
    if (after !== END) ints[after - 1 + previous] = before
    if (before !== END) ints[before - 1 + next] = after
    else groups[base + this.argument.head] = after === END ? 0 : after
  }

  merge(beside: SideTable, source: Records, from: Int32Array, target: Records, to: Int32Array, n: number): void {
    const other = beside as DistinctValues
    const count = this.gather(other, source, from, to, n)
    if (count === 0) return
    this.ensure(count, count)
    for (let j = 0; j < count; j++) this.groups[j] = this.targets[j]!
    this.onlyGroup = NONE
    const value = other.valuesOf(this.gathered, count)
    const batch: Batch = { cols: [], rows: count, n: count, sel: null, kinds: null, minTime: 0, maxTime: 0 }
    const created = this.table.probe(this.keyed(batch, value), KEY, null, count, this.found)
    if (created > 0) this.linkNew(this.targets, count, target)
    // The argument stands where the accumulators look for it.
    const cols = Array.from({ length: this.argument.column + 1 }, () => value)
    for (let m = 0; m < this.argument.members.length; m++) this.mergeMember(m, other, { ...batch, cols }, target)
  }

  /** Lists the entries of groups in the order in which they came, and the groups they shall go to. */
  private gather(
    other: DistinctValues,
    { ints: groups }: Records,
    from: Int32Array,
    to: Int32Array,
    n: number,
  ): number {
    const { ints } = other.table.records
    let count = 0
    for (let j = 0; j < n; j++) {
      const first = count
      for (let link = groups[from[j]! + other.argument.head]!; link > 0; link = ints[link - 1 + other.next]!) {
        if (count === this.gathered.length) this.growGathered()
        this.targets[count] = to[j]!
        this.gathered[count++] = link - 1
      }
      this.gathered.subarray(first, count).reverse()
    }
    return count
  }

  private growGathered(): void {
    const [gathered, targets] = [this.gathered, this.targets]
    this.gathered = new Int32Array(2 * gathered.length)
    this.gathered.set(gathered)
    this.targets = new Int32Array(2 * targets.length)
    this.targets.set(targets)
  }

  /** The values of entries as a column. */
  private valuesOf(entries: Int32Array, n: number): Column {
    const { value, table } = this
    value.clear()
    value.reserve(n)
    for (let j = 0; j < n; j++) loadCell(table.records, table.key.cells[1]!, entries[j]!, value, j)
    return value.column()
  }

  /** Joins the marks or counts of one aggregate, which hears of values that are new to it. */
  private mergeMember(member: number, other: DistinctValues, batch: Batch, records: Records): void {
    const [theirs, ours] = [other.table.records.ints, this.table.records.ints]
    const { retracting } = this.aggregation
    const word = this.table.payload + (retracting ? member : member >> 5)
    const bit = 1 << (member & 31)
    fresh.begin(batch.n)
    for (let j = 0; j < batch.n; j++) {
      const more = theirs[this.gathered[j]! + word]!
      const at = this.found[j]! + word
      const known = ours[at]!
      if (retracting) {
        if (more !== 0 && known === 0) fresh.add(j, this.targets[j]!)
        ours[at] = known + more
      } else if ((more & ~known & bit) !== 0) {
        ours[at] = known | bit
        fresh.add(j, this.targets[j]!)
      }
    }
    if (fresh.n > 0) this.accumulatorOf(member).add(batch, fresh.rows, fresh.n, records, fresh.bases)
  }

  release({ ints: groups }: Records, base: number): void {
    const { head } = this.argument
    for (let link = groups[base + head]!; link > 0; ) {
      const entry = link - 1
      link = this.table.records.ints[entry + this.next]!
      this.table.remove(entry)
    }
    groups[base + head] = 0
  }

  private ensure(n: number, rows: number): void {
    if (n > this.found.length) {
      this.found = new Int32Array(n)
      this.news = newsFor(n)
      this.flags = new Uint8Array(n)
    }
    if (rows <= this.groups.length) return
    this.groups = new Int32Array(rows)
    this.onlyGroup = NONE
  }

  clear(): void {
    this.table.clear()
  }
  save(writer: StateWriter): void {
    this.table.save(writer)
  }
  load(reader: StateReader): void {
    this.table.load(reader)
  }
}

const newsFor = (rows: number): News => ({ masks: new Int32Array(rows), places: new Int32Array(rows), count: 0 })
