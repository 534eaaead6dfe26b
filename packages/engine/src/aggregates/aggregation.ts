import { type Aggregate, aggregateDefinition } from '@millrace/algebra'
import { DataError, type Environment, type RowType, UTC } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator, AccumulatorContext } from './accumulator.ts'
import { Arrivals } from './arrivals.ts'
import { createAccumulator } from './create.ts'
import { type DistinctArgument, DistinctValues } from './distinct.ts'
import { isOneGroup } from './oneGroup.ts'
import { Selected } from './selected.ts'
import { ArrivalCount, type SideTable, type TraceColumns } from './sideTable.ts'
import { type Trace, traceStep } from './trace.ts'

export type { SideTable } from './sideTable.ts'

export interface AggregationOptions {
  /** Whether rows will be withdrawn; some aggregates then keep more. */
  retracting?: boolean
  environment?: Environment
}

const NOWHEN: Environment = { zone: UTC, now: () => 0, random: () => 0.5 }

/** Aggregates of the same rows: those for which a condition is true, or all. */
interface Filtered {
  where: number | undefined
  /** Their numbers. */
  indexes: number[]
  accumulators: Accumulator[]
}

/**
 * Aggregates in the plan with their accumulators: where their words lie is decided once.
 *
 * For each table of groups the owner makes the side tables by `createValues`, hands them over together with the records, and clears,
 * saves and loads them with these. Rows are added by `addRows` and taken back by `retractRows`, groups put together by `mergeRecords`;
 * before a record is forgotten by itself `releaseRecord` gives back what it has elsewhere.
 */
export class Aggregation {
  readonly words: number
  readonly distinct: readonly DistinctArgument[]
  readonly accumulators: readonly Accumulator[]
  readonly aggregates: readonly Aggregate[]
  readonly input: RowType
  readonly retracting: boolean
  /** Accumulators that are fed by rows, not by a table of distinct values. */
  readonly plain: readonly Accumulator[]
  readonly byCondition: readonly Filtered[]
  private readonly releasing: readonly Accumulator[]
  /** All of them step by step. */
  readonly traces: readonly Trace[]
  private readonly context: AccumulatorContext

  constructor(
    aggregates: readonly Aggregate[],
    input: RowType,
    from: number,
    { retracting = false, environment = NOWHEN }: AggregationOptions = {},
  ) {
    this.aggregates = aggregates
    this.input = input
    this.retracting = retracting
    this.context = createContext({ retracting, environment })
    let at = from
    this.accumulators = aggregates.map((aggregate) => {
      const accumulator = createAccumulator(aggregate, input, at, this.context)
      at += accumulator.words
      return accumulator
    })
    this.distinct = distinctArguments(aggregates, at)
    at += this.distinct.length
    this.words = at - from + ((at - from) % 2)
    const members = new Set(this.distinct.flatMap(({ members }) => members))
    this.plain = this.accumulators.filter((_, a) => !members.has(a))
    this.byCondition = filtered(aggregates, this.accumulators, members)
    this.traces = this.accumulators.map((accumulator) => accumulator.trace ?? traceStep(accumulator))
    this.releasing = this.accumulators.filter(({ release }) => release !== undefined)
  }

  /** What lies beside the records of one table of groups. */
  createValues(): SideTable[] {
    const values: SideTable[] = this.distinct.map((argument) => new DistinctValues(this, argument))
    const ordered = this.aggregates.some(({ fn }) => fn === 'first-value' || fn === 'last-value')
    return ordered ? [...values, new ArrivalCount(this.context.arrivals)] : values
  }

  /** Whether groups that were put together can be taken apart again, exactly. */
  get invertible(): boolean {
    return this.distinct.length === 0 && this.accumulators.every(({ unmerge }) => unmerge !== undefined)
  }

  /** Whether records own anything outside of them. */
  get owning(): boolean {
    return this.releasing.length > 0 || this.distinct.length > 0
  }

  /** Gives back what a record has elsewhere, before it is forgotten by itself. Its words are not cleared. */
  releaseRecord(values: readonly SideTable[], records: Records, base: number): void {
    for (const accumulator of this.releasing) accumulator.release!(records, base)
    for (const value of values) value.release(records, base)
  }
}

export function createContext({ retracting = false, environment = NOWHEN }: AggregationOptions): AccumulatorContext {
  return { retracting, environment, fail, arrivals: new Arrivals() }
}

function fail(message: string): never {
  throw new DataError(message)
}

function distinctArguments(aggregates: readonly Aggregate[], head: number): DistinctArgument[] {
  const members = new Map<number, number[]>()
  for (const [index, { fn, distinct, args }] of aggregates.entries()) {
    const [column] = args
    if (column === undefined || !distinct || aggregateDefinition(fn)?.distinct !== 'counts') continue
    members.set(column, [...(members.get(column) ?? []), index])
  }
  return [...members].map(([column, members], i) => ({ column, members, head: head + i }))
}

function filtered(
  aggregates: readonly Aggregate[],
  accumulators: readonly Accumulator[],
  left: ReadonlySet<number>,
): Filtered[] {
  const groups = new Map<number | undefined, number[]>()
  for (const [a, { where }] of aggregates.entries())
    if (!left.has(a)) groups.set(where, [...(groups.get(where) ?? []), a])
  return [...groups].map(([where, indexes]) => ({ where, indexes, accumulators: indexes.map((a) => accumulators[a]!) }))
}

const selected = new Selected()

/** Adds the selected rows to their groups. `values` are what lies beside the table of these groups. `one`: all rows are of one. */
export function addRows(
  { byCondition }: Aggregation,
  values: readonly SideTable[],
  batch: Batch,
  sel: Int32Array | null,
  n: number,
  records: Records,
  bases: Int32Array,
  one = isOneGroup(bases, n),
): void {
  for (const { where, accumulators } of byCondition) {
    if (where === undefined) for (const accumulator of accumulators) accumulator.add(batch, sel, n, records, bases, one)
    else if (accumulators.every(({ addWhere }) => addWhere))
      for (const accumulator of accumulators) accumulator.addWhere!(batch.cols[where]!, sel, n, records, bases, one)
    else {
      selected.where(batch, where, sel, n, bases)
      const { rows, n: count, bases: chosen } = selected
      for (const accumulator of accumulators) accumulator.add(batch, rows, count, records, chosen, one)
    }
  }
  for (const value of values) value.add(batch, sel, n, records, bases, one)
}

/** Takes the selected rows out of their groups. */
export function retractRows(
  { byCondition }: Aggregation,
  values: readonly SideTable[],
  batch: Batch,
  sel: Int32Array | null,
  n: number,
  records: Records,
  bases: Int32Array,
): void {
  for (const { where, accumulators } of byCondition) {
    if (where === undefined) for (const accumulator of accumulators) accumulator.retract!(batch, sel, n, records, bases)
    else {
      selected.where(batch, where, sel, n, bases)
      const { rows, n: count, bases: chosen } = selected
      for (const accumulator of accumulators) accumulator.retract!(batch, rows, count, records, chosen)
    }
  }
  for (const value of values) value.retract(batch, sel, n, records, bases)
}

let flags = new Uint8Array(1024)

/** Adds rows to their groups, which may be the same for many of them, and writes all values before and after each row. */
export function traceRows(
  { byCondition, traces }: Aggregation,
  values: readonly SideTable[],
  batch: Batch,
  rows: Int32Array,
  n: number,
  records: Records,
  bases: Int32Array,
  into: TraceColumns,
): void {
  if (n > flags.length) flags = new Uint8Array(n)
  const { columns, before, after } = into
  for (const { where, indexes } of byCondition) {
    if (where === undefined) flags.fill(1, 0, n)
    else flagTrue(batch, where, rows, n)
    for (const a of indexes) traces[a]!(batch, rows, flags, n, records, bases, columns[a]!, before, after)
  }
  for (const value of values) value.trace(batch, rows, n, records, bases, into)
}

function flagTrue(batch: Batch, condition: number, rows: Int32Array, n: number): void {
  const { data, nulls } = batch.cols[condition] as { data: Uint8Array; nulls: Uint8Array | null }
  if (nulls === null) for (let j = 0; j < n; j++) flags[j] = data[rows[j]!]!
  else for (let j = 0; j < n; j++) flags[j] = data[rows[j]!]! & (1 ^ nulls[rows[j]!]!)
}

/** The records of groups and what lies beside them. */
export interface TableOfGroups {
  records: Records
  values: readonly SideTable[]
}

/** Adds what records of a table have collected: of `from[j]` to `to[j]`. Both may be the same table; the sources stay as they are. */
export function mergeRecords(
  { plain }: Aggregation,
  source: TableOfGroups,
  from: Int32Array,
  target: TableOfGroups,
  to: Int32Array,
  n: number,
): void {
  for (const accumulator of plain) accumulator.merge(source.records, from, target.records, to, n)
  for (let v = 0; v < target.values.length; v++)
    target.values[v]!.merge(source.values[v]!, source.records, from, target.records, to, n)
}

/** Takes out again what `mergeRecords` has added, for an aggregation that is `invertible`. */
export function unmergeRecords(
  { plain }: Aggregation,
  source: TableOfGroups,
  from: Int32Array,
  target: TableOfGroups,
  to: Int32Array,
  n: number,
): void {
  for (const accumulator of plain) accumulator.unmerge!(source.records, from, target.records, to, n)
}
