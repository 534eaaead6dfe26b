/** Windows of event time: their columns, aggregates over them, and the best rows in them. */
import { type Field, formatDuration, isTimestamp, timestamp } from '@millrace/language'
import type { AggregateConfig, OrderConfig } from '../controls.ts'
import { fieldIndexes } from '../expressions.ts'
import type { Located } from '../located.ts'
import {
  type Aggregate,
  type AlignedWindow,
  APPEND,
  type Changes,
  type Evictor,
  type Order,
  type RelationType,
  type SessionWindow,
  type Trigger,
  type Updates,
  type WindowBounds,
  type WindowSpec,
} from '../plan.ts'
import { expectMergeable, expectUniqueNames, having as keepResults, prepared } from './aggregation.ts'
import { expectAppend } from './changes.ts'
import { firstFields } from './fields.ts'
import { expectFewRanks, isFirstByTime, ordersOf, rankedRow } from './order.ts'
import type { Relation } from './relation.ts'

export interface WindowOptions {
  over: WindowSpec
  by: readonly Located[]
  compute: readonly AggregateConfig[]
  having?: Located | undefined
  lateness?: number
  trigger?: Trigger | undefined
  evictor?: Evictor | undefined
}

export interface RankOptions {
  by: readonly Located[]
  order: readonly OrderConfig[]
  from: number
  to: number
  rankField?: string | undefined
  /** Of equal rows the one that came last is better. */
  latest?: boolean
  /** Equal rows have one rank. */
  ties?: boolean
  /** The event time before windows were assigned. */
  time?: number | undefined
  /** Without windows. */
  updates?: 'every' | Updates | undefined
}

/** Names of the columns that a window adds. */
const WINDOW_COLUMNS = ['window_start', 'window_end', 'window_time'] as const

/** Adds window columns; a row appears once for each of its windows. Sessions are formed by key, and their rows may be late. */
export function assign(
  input: Relation,
  over: AlignedWindow | SessionWindow,
  role: string,
  by: readonly Located[],
): Relation {
  const rowtime = timeColumn(input, 'Windows')
  const session = over.kind === 'session'
  const key = session ? fieldIndexes(input.scope, by, input.row) : []
  if (rowtime === undefined) return input.unknown()
  expectPossible(input, over, 'window.step')
  expectAppend(input, 'A window')
  const start = input.row.length
  const out: RelationType = {
    row: [...input.row, ...windowFields(input, rowtime)],
    time: start + 2,
    changes: APPEND,
    bounds: boundsOf(input, over, start),
  }
  return input.add(
    role,
    { op: 'assign', window: over, rowtime, key },
    [input],
    out,
    session ? { late: input.type } : {},
  )
}

/** Whether windows are put together from parts: overlapping ones from slices, sessions from sessions that meet. */
const putsTogether = ({ over, evictor, lateness = 0, trigger }: WindowOptions) =>
  over.kind === 'session'
    ? !evictor
    : over.kind === 'cumulate' || (over.kind === 'sliding' && !evictor && lateness === 0 && !trigger)

/** Aggregates by key and window. */
export function window(relation: Relation, options: WindowOptions): Relation {
  const { over, by, compute, having } = options
  const counting = over.kind === 'count'
  const rowtime = counting ? undefined : timeColumn(relation, 'A window')
  const key = fieldIndexes(relation.scope, by, relation.row)
  const { input, aggregates, condition } = prepared(relation, { compute, having })
  if ((rowtime === undefined && !counting) || !relation.known) return relation.unknown()
  expectAppend(relation, 'A window')
  expectPossible(relation, over, 'step')
  if (putsTogether(options)) expectSlices(relation, over, aggregates)
  const bounds = rowtime === undefined ? [] : windowFields(relation, rowtime)
  if (putsTogether(options)) expectMergeable(relation.scope, aggregates)
  const row = [
    ...key.map((index) => relation.row[index]!),
    ...bounds,
    ...aggregates.map(({ as, result }) => ({ name: as, ...result })),
  ]
  expectUniqueNames(relation.scope, row, compute)
  const { trigger, evictor, lateness = 0 } = options
  const windows = input.add(
    'window',
    {
      op: 'window',
      window: over,
      ...(rowtime !== undefined && { rowtime }),
      key,
      aggregates,
      lateness,
      ...(trigger && { trigger }),
      ...(evictor && { evictor }),
    },
    [input],
    {
      row,
      ...(rowtime !== undefined && { time: key.length + 2, bounds: boundsOf(relation, over, key.length) }),
      changes: changesOf(options, key.length),
    },
    counting ? {} : { late: input.type },
  )
  const visible = key.length + bounds.length + compute.length
  const result = condition ? keepResults(windows, condition, visible) : windows
  result.late = windows.late && firstFields(windows.late, relation.row.length, 'late-fields')
  result.failed = input.failed
  return result
}

/**
 * A window that gives its result more than once replaces the earlier one: results are known by key and window. The sessions of a
 * key do not overlap, so that the beginning is enough, and a session that grows replaces its result. A window that purges gives
 * rows that add up; nothing replaces anything.
 */
function changesOf({ over, lateness = 0, trigger }: WindowOptions, keys: number): Changes {
  const key = Array.from({ length: keys }, (_, i) => i)
  if (over.kind === 'count') return over.size === undefined ? { mode: 'upsert', key } : APPEND
  const once = lateness === 0 && (trigger === undefined || trigger.kind === 'event-time')
  if (once || trigger?.purge) return APPEND
  return { mode: 'upsert', key: over.kind === 'session' ? [...key, keys] : [...key, keys, keys + 1] }
}

/** Says so when windows cannot be as they are configured. */
function expectPossible({ scope }: Relation, over: WindowSpec, path: string): void {
  if (over.kind !== 'cumulate' || over.size % over.step === 0) return
  const message = `The size ${formatDuration(over.size)} is no multiple of the step ${formatDuration(over.step)}.`
  scope.problem({ code: 'window-step', message, hint: 'Choose a step that divides the size.', path })
}

/**
 * Says so when sliding windows cannot be put together from slices in Flink (SlicingWindowOperator), whose results these windows have.
 * Windows that give results again are kept one by one and may begin as they like, and so may windows with gaps between them.
 */
function expectSlices({ scope }: Relation, over: WindowSpec, aggregates: readonly Aggregate[]): void {
  if (over.kind !== 'sliding') return
  if (over.slide < over.size && over.size % over.slide !== 0) {
    const message = `The size ${formatDuration(over.size)} is no multiple of the slide ${formatDuration(over.slide)}.`
    const hint = 'Choose a slide that divides the size; windows that allow lateness may have any.'
    scope.problem({ code: 'window-slide', message, hint, path: 'slide' })
  }
  for (const [i, { fn, distinct, as }] of aggregates.entries()) {
    if (fn !== 'sum' || !distinct) continue
    const message = `\`${as}\` adds up distinct values, which windows that overlap do not support.`
    const hint = 'Count the distinct values, or use a tumbling window.'
    scope.problem({ code: 'aggregate-slices', message, hint, path: `aggregates[${i}]` })
  }
}

/** The rows of the best ranks of each key in each window; the input has window columns. */
export function rank(input: Relation, options: RankOptions): Relation {
  const { by, order, from, to, rankField } = options
  const { scope, row } = input
  const key = fieldIndexes(scope, by, row)
  const orders = ordersOf(input, order)
  if (!input.known || !orders) return input.unknown()
  const { bounds } = input.type
  if (!bounds) {
    const hint = 'Give it a window of its own, or put it behind a window.'
    scope.problem({ code: 'no-window', message: 'The input has no window columns.', hint, path: 'window' })
    return input.unknown()
  }
  expectAppend(input, 'A Top-N of windows')
  expectFewRanks(input, to)
  return input.add(
    'rank',
    {
      op: 'rank',
      key: bounds.sessions ? [...key, bounds.start] : key,
      order: orders,
      from,
      to,
      ...(rankField !== undefined && { rankField }),
      ...(options.ties ? { ties: true } : (options.latest || isLatest(input, orders, options)) && { latest: true }),
      bounds,
    },
    [input],
    { ...input.type, row: rankedRow(input, rankField) },
    { late: input.type },
  )
}

/** The last row by event time is, of equal times, the one that came last: it is deduplication, as Flink's planner finds it. */
const isLatest = ({ type }: Relation, orders: readonly Order[], options: RankOptions): boolean =>
  orders[0]?.descending === true &&
  [type.time, options.time].some((time) => time !== undefined && isFirstByTime(time, orders, options))

function windowFields({ row }: Relation, rowtime: number): Field[] {
  const bound = timestamp(3)
  return [
    { name: WINDOW_COLUMNS[0], type: bound, nullable: false },
    { name: WINDOW_COLUMNS[1], type: bound, nullable: false },
    { name: WINDOW_COLUMNS[2], type: row[rowtime]!.type, nullable: false },
  ]
}

/** Bounds in two columns, for windows of a time. */
function boundsOf({ row, type: { time } }: Relation, { kind }: WindowSpec, start: number): WindowBounds {
  const local = row[time!]!.type.t === 'TIMESTAMP_LTZ'
  return {
    start,
    end: start + 1,
    ...(local && { local: true as const }),
    ...(kind === 'session' && { sessions: true as const }),
  }
}

/** The event-time column; a problem when there is none. */
export function timeColumn({ known, type: { time, row }, scope }: Relation, what: string): number | undefined {
  if (!known) return undefined
  if (time !== undefined && isTimestamp(row[time]!.type)) return time
  const message = `${what} needs event time, and the input has none.`
  return scope.problem({ code: 'no-event-time', message, hint: 'Set the event time at the source.' })
}
