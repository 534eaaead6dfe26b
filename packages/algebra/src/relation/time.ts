import { formatType, isTimestamp, STRING } from '@millrace/language'
import { fieldIndex } from '../expressions.ts'
import type { Located } from '../located.ts'
import { APPEND } from '../plan.ts'
import { expectAppend } from './changes.ts'
import type { Relation } from './relation.ts'

export interface TimeOptions {
  field: Located
  /** How much the watermark lags the largest time so far, in milliseconds. */
  delay: number
  /** After how many silent milliseconds it no longer holds back others. */
  idleAfter?: number | undefined
}

/** Gives rows another event time and a watermark of its own (Flink's WatermarkAssignerOperator). */
export function time(relation: Relation, { field, delay, idleAfter }: TimeOptions): Relation {
  const { scope, row } = relation
  const column = fieldIndex(scope, field, row)
  if (!relation.known || column === undefined) return relation.unknown()
  expectAppend(relation, 'Event time')
  const { type } = row[column]!
  if (!isTimestamp(type) || !('precision' in type) || type.precision > 3) {
    const message = `Event time must be TIMESTAMP(3) or TIMESTAMP_LTZ(3); \`${field.text}\` is ${formatType(type)}.`
    const hint = 'Compute it before: TO_TIMESTAMP_LTZ(epoch_ms, 3), CAST(text AS TIMESTAMP(3)).'
    scope.problem({ code: 'event-time-type', message, hint, path: field.path })
    return relation.unknown()
  }
  const known = row.map((each, i) => (i === column ? { ...each, nullable: false } : each))
  const failedRow = [...row, { name: 'error', type: STRING, nullable: false }]
  return relation.add(
    'time',
    { op: 'time', time: { column, delay, ...(idleAfter !== undefined && { idleAfter }) } },
    [relation],
    { ...relation.type, row: known, time: column },
    { failed: { row: failedRow, changes: APPEND } },
  )
}
