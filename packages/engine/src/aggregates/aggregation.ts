import { type Aggregate, aggregateDefinition } from '@millrace/algebra'
import { DataError, type Environment, type RowType, UTC } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from '../state/layout.ts'
import type { Accumulator, AccumulatorContext } from './accumulator.ts'
import { Arrivals } from './arrivals.ts'
import { createAccumulator } from './create.ts'
import { type DistinctArgument, DistinctValues } from './distinct.ts'
import { Selected } from './selected.ts'
import { ArrivalCount, type SideTable } from './sideTable.ts'

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
  const groups = new Map<number | undefined, Accumulator[]>()
  for (const [a, { where }] of aggregates.entries())
    if (!left.has(a)) groups.set(where, [...(groups.get(where) ?? []), accumulators[a]!])
  return [...groups].map(([where, accumulators]) => ({ where, accumulators }))
}

const selected = new Selected()

/** Adds the selected rows to their groups. `values` are what lies beside the table of these groups. */
export function addRows(
  { byCondition }: Aggregation,
  values: readonly SideTable[],
  batch: Batch,
  sel: Int32Array | null,
  n: number,
  records: Records,
  bases: Int32Array,
): void {
  for (const { where, accumulators } of byCondition) {
    if (where === undefined) for (const accumulator of accumulators) accumulator.add(batch, sel, n, records, bases)
    else {
      selected.where(batch, where, sel, n, bases)
      const { rows, n: count, bases: chosen } = selected
      for (const accumulator of accumulators) accumulator.add(batch, rows, count, records, chosen)
    }
  }
  for (const value of values) value.add(batch, sel, n, records, bases)
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
