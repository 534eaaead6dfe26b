/** Windows of event time: their columns, aggregates over them, and the best rows in them. */
import { type Field, indexOfField, isTimestamp, timestamp } from '@millrace/language'
import type { AggregateConfig, OrderConfig } from '../controls.ts'
import { fieldIndex, fieldIndexes } from '../expressions.ts'
import type { Located } from '../located.ts'
import { APPEND, type Order, type WindowSpec } from '../plan.ts'
import { expectUniqueNames, having as keepResults, prepared } from './aggregation.ts'
import { expectAppend } from './changes.ts'
import { firstFields } from './fields.ts'
import type { Relation } from './relation.ts'

export interface WindowOptions {
  over: WindowSpec
  by: readonly Located[]
  compute: readonly AggregateConfig[]
  having?: Located | undefined
  lateness?: number
}

export interface RankOptions {
  by: readonly Located[]
  order: readonly OrderConfig[]
  from: number
  to: number
  rankField?: string | undefined
}

/** Names of the columns that a window adds. */
const WINDOW_COLUMNS = ['window_start', 'window_end', 'window_time'] as const

/** Adds window columns; a row appears once for each of its windows. */
export function assign(input: Relation, over: WindowSpec, role: string): Relation {
  const rowtime = timeColumn(input, 'Windows')
  if (rowtime === undefined) return input.unknown()
  const start = input.row.length
  return input.add(role, { op: 'assign', window: over, rowtime }, [input], {
    row: [...input.row, ...windowFields(input, rowtime)],
    time: start + 2,
    changes: APPEND,
    bounds: { start, end: start + 1 },
  })
}

/** Aggregates by key and window. */
export function window(relation: Relation, { over, by, compute, having, lateness = 0 }: WindowOptions): Relation {
  const rowtime = timeColumn(relation, 'A window')
  const key = fieldIndexes(relation.scope, by, relation.row)
  const { input, aggregates, calls } = prepared(relation, { compute, having })
  if (rowtime === undefined || !relation.known) return relation.unknown()
  expectAppend(relation, 'A window')
  const row = [
    ...key.map((index) => relation.row[index]!),
    ...windowFields(relation, rowtime),
    ...aggregates.map(({ as, result }) => ({ name: as, ...result })),
  ]
  expectUniqueNames(relation.scope, row, compute)
  const bounds = { start: key.length, end: key.length + 1 }
  const windows = input.add(
    'window',
    { op: 'window', window: over, rowtime, key, aggregates, lateness },
    [input],
    { row, time: key.length + 2, changes: APPEND, bounds },
    { late: input.type },
  )
  const visible = key.length + WINDOW_COLUMNS.length + compute.length
  const result = having ? keepResults(windows, having, calls, visible) : windows
  result.late = windows.late && firstFields(windows.late, relation.row.length, 'late-fields')
  result.failed = input.failed
  return result
}

/** The rows of the best ranks of each key in each window; the input has window columns. */
export function rank(input: Relation, { by, order, from, to, rankField }: RankOptions): Relation {
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
  if (rankField !== undefined && indexOfField(row, rankField) >= 0) {
    const message = `The input has a field \`${rankField}\` already.`
    scope.problem({ code: 'duplicate-field', message, hint: 'Choose another name.', path: 'rankField' })
  }
  const rankColumn: Field[] =
    rankField === undefined ? [] : [{ name: rankField, type: { t: 'BIGINT' }, nullable: false }]
  return input.add(
    'rank',
    { op: 'rank', key, order: orders, from, to, ...(rankField !== undefined && { rankField }), bounds },
    [input],
    { ...input.type, row: [...row, ...rankColumn] },
    { late: input.type },
  )
}

/** A sort order by columns; undefined when a field is not there. */
export function ordersOf({ scope, row }: Relation, order: readonly OrderConfig[]): Order[] | undefined {
  const orders: Order[] = []
  for (const { field, direction } of order) {
    const column = fieldIndex(scope, field, row)
    if (column !== undefined) orders.push({ column, descending: direction === 'desc' })
  }
  return orders.length === order.length ? orders : undefined
}

function windowFields({ row }: Relation, rowtime: number): Field[] {
  const bound = timestamp(3)
  return [
    { name: WINDOW_COLUMNS[0], type: bound, nullable: false },
    { name: WINDOW_COLUMNS[1], type: bound, nullable: false },
    { name: WINDOW_COLUMNS[2], type: row[rowtime]!.type, nullable: false },
  ]
}

/** The event-time column; a problem when there is none. */
export function timeColumn({ known, type: { time, row }, scope }: Relation, what: string): number | undefined {
  if (!known) return undefined
  if (time !== undefined && isTimestamp(row[time]!.type)) return time
  const message = `${what} needs event time, and the input has none.`
  return scope.problem({ code: 'no-event-time', message, hint: 'Set the event time at the source.' })
}
