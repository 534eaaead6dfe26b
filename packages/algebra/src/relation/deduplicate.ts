import { fieldIndex, fieldIndexes } from '../expressions.ts'
import type { Located } from '../located.ts'
import { type AlignedWindow, APPEND, type SessionWindow, type Updates, updatesOf } from '../plan.ts'
import { expectAppend } from './changes.ts'
import type { Relation } from './relation.ts'

export interface DeduplicateOptions {
  by: readonly Located[]
  /** The field with the event time; by arrival without it. */
  order?: Located | undefined
  keep: 'first' | 'last'
  /** Milliseconds of processing time after which a key that gets no row is forgotten. */
  ttl?: number | undefined
  updates?: 'every' | Updates | undefined
}

/** One row of each key: the first, which then stays, or the last, which is replaced by later ones. */
export function deduplicate(input: Relation, { by, order, keep, ttl, updates }: DeduplicateOptions): Relation {
  const key = fieldIndexes(input.scope, by, input.row)
  const rowtime = order && eventTime(input, order)
  if (!input.known || (order && rowtime === undefined)) return input.unknown()
  expectAppend(input, 'Deduplication', 'Use *Top-N* with a limit of 1, which takes updates.')
  return oneOfKey(input, key, { rowtime, keep, ttl, updates })
}

/** One row of each key by columns that are known. */
export function oneOfKey(
  input: Relation,
  key: readonly number[],
  {
    rowtime,
    keep,
    ttl,
    updates,
  }: Pick<DeduplicateOptions, 'keep' | 'ttl' | 'updates'> & { rowtime?: number | undefined },
): Relation {
  return input.add(
    'deduplicate',
    {
      op: 'deduplicate',
      key,
      ...(rowtime !== undefined && { rowtime }),
      keep,
      ...(ttl !== undefined && { ttl }),
      ...updatesOf(updates),
    },
    [input],
    { ...input.type, changes: keep === 'first' ? APPEND : { mode: 'retract', key } },
    { late: input.type },
  )
}

export interface WindowDeduplicateOptions extends DeduplicateOptions {
  window: AlignedWindow | SessionWindow
  /** The fields that form sessions. */
  sessions: readonly Located[]
}

/** One row of each key in each window of event time, given at its end. */
export function deduplicateWindows(
  input: Relation,
  { by, order, keep, ttl, window, sessions }: WindowDeduplicateOptions,
): Relation {
  const { scope } = input
  if (!order) {
    const hint = 'Set it to the event time.'
    scope.problem({ code: 'deduplicate-order', message: 'In windows `orderBy` is needed.', hint, path: 'orderBy' })
    return input.unknown()
  }
  if (ttl !== undefined)
    scope.problem({
      code: 'state-ttl',
      message: 'Windows forget their keys by themselves.',
      hint: 'Leave out `ttl`.',
      path: 'ttl',
    })
  if (input.known) eventTime(input, order)
  const direction = keep === 'first' ? 'asc' : 'desc'
  const windows = input.assign(window, 'assign', sessions)
  const best = windows.rank({ by, order: [{ field: order, direction }], from: 1, to: 1, latest: keep === 'last' })
  // Rows of sessions are judged when they come, those of other windows when they are ranked.
  if (window.kind === 'session') best.late = windows.late
  return best
}

/** The field, when it is the event time: only that has a watermark, which says what may still come. */
export function eventTime(input: Relation, field: Located): number | undefined {
  const { scope, row, type } = input
  const column = fieldIndex(scope, field, row)
  if (column === undefined || column === type.time) return column
  const time = type.time === undefined ? undefined : row[type.time]!.name
  return scope.problem({
    code: 'no-event-time',
    message: `\`${field.text}\` is not the event time of the input.`,
    hint: time === undefined ? 'Set the event time at the source.' : `The event time is \`${time}\`.`,
    path: field.path,
    span: [0, field.text.length],
  })
}
