import type { Aggregate } from '@millrace/algebra'
import { type ColumnBuffer, INT, type RowType } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { StateReader, StateWriter } from '../state/bytes.ts'
import { KeyTable } from '../state/keyTable.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator } from './accumulator.ts'
import { createAccumulator } from './create.ts'

/** Aggregates in the plan with their accumulators: where their words lie is decided once. */
export class Aggregation {
  readonly words: number
  /** Distinct arguments: every value of a group is kept once, with a bit for each aggregate that has counted it. */
  readonly distinct: readonly { column: number; members: number[] }[]
  readonly accumulators: readonly Accumulator[]
  readonly aggregates: readonly Aggregate[]
  readonly input: RowType

  constructor(aggregates: readonly Aggregate[], input: RowType, from: number) {
    this.aggregates = aggregates
    this.input = input
    const accumulators: Accumulator[] = []
    const distinct = new Map<number, number[]>()
    let at = from
    for (const [index, aggregate] of aggregates.entries()) {
      const accumulator = createAccumulator(aggregate, input, at)
      at += accumulator.words
      accumulators.push(accumulator)
      // MIN and MAX are the same with and without DISTINCT.
      const column = aggregate.args[0]
      if (aggregate.distinct && column !== undefined && aggregate.fn !== 'min' && aggregate.fn !== 'max')
        distinct.set(column, [...(distinct.get(column) ?? []), index])
    }
    this.words = at - from
    this.accumulators = accumulators
    this.distinct = [...distinct].map(([column, members]) => ({ column, members }))
  }

  /** Tables of the distinct values of one set of groups. */
  createValues(): DistinctValues[] {
    return this.distinct.map(({ column, members }) => new DistinctValues(this, column, members))
  }

  isDistinct(index: number): boolean {
    return this.distinct.some(({ members }) => members.includes(index))
  }

  /** Gives back what a record holds outside of it, before it is forgotten by itself. */
  release(records: Records, base: number): void {
    for (const accumulator of this.accumulators) accumulator.release?.(records, base)
  }
}

/** Scratch for rows that a condition selects. */
class Selected {
  rows = new Int32Array(1024)
  bases = new Int32Array(1024)
  n = 0
  clear(capacity: number): void {
    this.n = 0
    if (capacity <= this.rows.length) return
    this.rows = new Int32Array(capacity)
    this.bases = new Int32Array(capacity)
  }
  add(row: number, base: number): void {
    this.rows[this.n] = row
    this.bases[this.n++] = base
  }
}

const selected = new Selected()

/** Adds the selected rows to their groups. `values` are the distinct tables of these groups. */
export function addRows(
  aggregation: Aggregation,
  values: readonly DistinctValues[],
  batch: Batch,
  sel: Int32Array | null,
  n: number,
  records: Records,
  bases: Int32Array,
): void {
  const { aggregates, accumulators } = aggregation
  for (let a = 0; a < aggregates.length; a++) {
    const { where } = aggregates[a]!
    if (aggregation.isDistinct(a)) continue
    if (where === undefined) accumulators[a]!.add(batch, sel, n, records, bases)
    else {
      selectTrue(batch, where, sel, n, bases)
      accumulators[a]!.add(batch, selected.rows, selected.n, records, selected.bases)
    }
  }
  for (const value of values) value.add(batch, sel, n, records, bases)
}

/** Takes the selected rows out of their groups. */
export function retractRows(
  { aggregates, accumulators }: Aggregation,
  batch: Batch,
  sel: Int32Array | null,
  n: number,
  records: Records,
  bases: Int32Array,
): void {
  for (let a = 0; a < aggregates.length; a++) {
    const { where } = aggregates[a]!
    if (where === undefined) accumulators[a]!.retract!(batch, sel, n, records, bases)
    else {
      selectTrue(batch, where, sel, n, bases)
      accumulators[a]!.retract!(batch, selected.rows, selected.n, records, selected.bases)
    }
  }
}

function selectTrue(batch: Batch, where: number, sel: Int32Array | null, n: number, bases: Int32Array): void {
  const { data, nulls } = batch.cols[where] as { data: Uint8Array; nulls: Uint8Array | null }
  selected.clear(n)
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    if (data[i] === 1 && (nulls === null || nulls[i] === 0)) selected.add(i, bases[j]!)
  }
}

/** The distinct values of one argument, by group. */
export class DistinctValues {
  private readonly table: KeyTable
  private readonly aggregation: Aggregation
  private readonly column: number
  private readonly members: readonly number[]
  private found = new Int32Array(1024)
  /** A batch of the group and the value, for probing. */
  private groups = new Int32Array(1024)

  constructor(aggregation: Aggregation, column: number, members: readonly number[]) {
    this.aggregation = aggregation
    this.column = column
    this.members = members
    const value = aggregation.input[column]!
    this.table = new KeyTable(
      [{ name: 'group', type: INT, nullable: false }, value],
      2 * Math.ceil(members.length / 64),
    )
  }

  get size(): number {
    return this.table.size
  }

  add(batch: Batch, sel: Int32Array | null, n: number, records: Records, bases: Int32Array): void {
    this.ensure(n, batch.rows)
    const { nulls } = batch.cols[this.column]!
    selected.clear(n)
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      if (nulls === null || nulls[i] === 0) selected.add(i, bases[j]!)
    }
    const rows = selected.rows.slice(0, selected.n)
    const groups = selected.bases.slice(0, selected.n)
    for (let j = 0; j < rows.length; j++) this.groups[rows[j]!] = groups[j]! / records.words
    const keyed: Batch = { ...batch, cols: [{ k: 'i32', nulls: null, data: this.groups }, batch.cols[this.column]!] }
    this.table.probe(keyed, [0, 1], rows, rows.length, this.found)
    for (let m = 0; m < this.members.length; m++) this.count(m, batch, rows, groups, records)
  }

  /** Feeds one aggregate with the rows that bring it a value for the first time. */
  private count(member: number, batch: Batch, rows: Int32Array, groups: Int32Array, records: Records): void {
    const index = this.members[member]!
    const { where } = this.aggregation.aggregates[index]!
    const condition = where === undefined ? null : (batch.cols[where] as { data: Uint8Array; nulls: Uint8Array | null })
    const { ints } = this.table.records
    const word = this.table.payload + (member >> 5)
    const bit = 1 << (member & 31)
    selected.clear(rows.length)
    for (let j = 0; j < rows.length; j++) {
      const i = rows[j]!
      if (condition !== null && (condition.data[i] !== 1 || (condition.nulls !== null && condition.nulls[i] === 1)))
        continue
      const at = this.found[j]! + word
      if ((ints[at]! & bit) !== 0) continue
      ints[at] = ints[at]! | bit
      selected.add(i, groups[j]!)
    }
    this.aggregation.accumulators[index]!.add(batch, selected.rows, selected.n, records, selected.bases)
  }

  /** Takes over the values of another table; `target` gives the group's record here by its record number there. */
  merge(source: DistinctValues, targets: Int32Array, records: Records): void {
    const n = source.table.size
    if (n === 0) return
    const batch = source.asBatch(targets, records.words)
    this.ensure(n, n)
    this.table.probe(batch, [0, 1], null, n, this.found)
    for (let m = 0; m < this.members.length; m++) this.mergeMember(m, source, batch, targets, records)
  }

  private mergeMember(
    member: number,
    source: DistinctValues,
    batch: Batch,
    targets: Int32Array,
    records: Records,
  ): void {
    const index = this.members[member]!
    const word = this.table.payload + (member >> 5)
    const bit = 1 << (member & 31)
    const { ints } = this.table.records
    const from = source.table.records
    selected.clear(batch.n)
    for (let j = 0; j < batch.n; j++) {
      if ((from.ints[j * from.words + word]! & bit) === 0) continue
      const at = this.found[j]! + word
      if ((ints[at]! & bit) !== 0) continue
      ints[at] = ints[at]! | bit
      selected.add(j, targets[this.groupOf(source, j)]!)
    }
    const column = batch.cols.slice()
    // The argument stands where the accumulator looks for it.
    const cols = Array.from({ length: this.column + 1 }, (_, c) => (c === this.column ? column[1]! : column[0]!))
    this.aggregation.accumulators[index]!.add({ ...batch, cols }, selected.rows, selected.n, records, selected.bases)
  }

  private groupOf(source: DistinctValues, number: number): number {
    const { records, key } = source.table
    return records.ints[number * records.words + key.cells[0]!.at]!
  }

  /** All entries as rows: the group in the target's numbering, and the value. */
  private asBatch(targets: Int32Array, words: number): Batch {
    const n = this.table.size
    const groups = new Int32Array(n)
    for (let j = 0; j < n; j++) groups[j] = targets[this.groupOf(this, j)]! / words
    const value = this.valueColumn()
    return {
      cols: [{ k: 'i32', nulls: null, data: groups }, value.column()],
      rows: n,
      n,
      sel: null,
      kinds: null,
      minTime: 0,
      maxTime: 0,
    }
  }

  private valueColumn(): ColumnBuffer {
    const [, value] = this.table.readColumns()
    return value!
  }

  private ensure(n: number, rows: number): void {
    if (n > this.found.length) this.found = new Int32Array(n)
    if (rows > this.groups.length) this.groups = new Int32Array(rows)
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
