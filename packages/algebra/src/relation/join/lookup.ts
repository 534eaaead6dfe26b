/** Rows with those of a table outside that have equal keys. */
import { fromJson, type Json, NotOfType, type Row, type RowType, STRING } from '@millrace/language'
import { APPEND, type Changes, type LookupRequests, type Table } from '../../plan.ts'
import { withdrawing } from '../changes.ts'
import { passed, projected } from '../fields.ts'
import type { Relation } from '../relation.ts'
import { pairCondition } from './condition.ts'
import { joinedFields, resultRow, resultTimes, type Sides } from './fields.ts'
import type { JoinOptions } from './join.ts'
import { keyed } from './keys.ts'

export interface LookupOptions extends Pick<JoinOptions, 'leftKeys' | 'rightKeys' | 'condition' | 'fields'> {
  kind: 'inner' | 'left'
  /** What the input and the table are called where fields are chosen. */
  names: readonly [string, string]
  reload?: number | undefined
  /** How the table is asked key by key; without it, it is read as a whole. */
  requests?: LookupRequests | undefined
}

export function lookup(rows: Relation, table: Table, options: LookupOptions): Relation {
  const { scope } = rows
  const { kind, leftKeys, rightKeys, condition, fields: chosen, names, reload, requests } = options
  const left = withdrawing(rows)
  // Only its type is used; the table is no port of the plan.
  const right = left.as({ row: table.row, changes: APPEND })
  const { inputs, on } = keyed([left, right], { left: leftKeys, right: rightKeys }, 'never', true)
  const sides: Sides = { inputs: [left, right], names, kind }
  const where = condition && pairCondition(scope, condition, [left.row, right.row], names)
  const fields = joinedFields(sides, chosen)
  const appends = left.type.changes.mode === 'append'
  if (!appends && (reload !== undefined || requests)) warnOfUpdates(rows, requests ? 'table' : 'table.reload')
  const changes: Changes = appends ? APPEND : { mode: 'retract' }
  const op = {
    op: 'call' as const,
    table,
    kind,
    on,
    ...(where && { where }),
    fields,
    ...(reload !== undefined && { reload }),
    ...(requests && { requests }),
  }
  const out = { row: resultRow(sides, fields), changes, ...resultTimes(sides, fields) }
  const failedRow = [...inputs[0].row, { name: 'error', type: STRING, nullable: false }]
  const side = requests && { failed: { row: failedRow, changes: APPEND } }
  const result = inputs[0].add('lookup', op, [inputs[0]], out, side)
  result.failed = result.failed && withoutKeys(result.failed, left.row.length)
  return result
}

/** Keys that were made for the look-up are nothing that a failed row shows. */
function withoutKeys(failed: Relation, fields: number): Relation {
  const last = failed.row.length - 1
  if (last === fields) return failed
  const shown = passed(failed.row).filter((_, i) => i < fields || i === last)
  return projected(failed, shown, 'failed')
}

function warnOfUpdates({ scope }: Relation, path: string): void {
  scope.problem({
    code: 'lookup-of-updates',
    severity: 'warning',
    message: 'The input updates its rows. One that is withdrawn is looked up again, and may find other rows by then.',
    hint: 'Look up before what makes updates, or in a table that is read once.',
    path,
  })
}

/** The connector of a table whose rows are part of its options, as `rows`. */
export const ROWS_TABLE = 'rows'

/** The rows of such a table. */
export function rowsOfTable({ options, row }: Table): Row[] {
  const { rows } = options as { rows: readonly { readonly [field: string]: Json }[] }
  return rows.map((json) => row.map(({ name, type }) => fromJson(cellOf(json, name), type)))
}

/** What is wrong with rows as JSON for a row type, each with its path. */
export function problemsOfRows(
  rows: readonly { readonly [field: string]: Json }[],
  type: RowType,
): { path: string; message: string }[] {
  return rows.flatMap((json, i) => [
    ...Object.keys(json)
      .filter((name) => !type.some((field) => field.name === name))
      .map((name) => ({ path: `[${i}].${name}`, message: `Field \`${name}\` is not in the schema.` })),
    ...type.flatMap((field) => {
      const message = problemOfValue(cellOf(json, field.name), field)
      return message === undefined ? [] : [{ path: `[${i}].${field.name}`, message }]
    }),
  ])
}

function problemOfValue(json: Json, { name, type, nullable }: RowType[number]): string | undefined {
  if (json === null) return nullable ? undefined : `Field \`${name}\` is missing, and may not be NULL.`
  try {
    fromJson(json, type)
    return undefined
  } catch (problem) {
    if (problem instanceof NotOfType) return problem.message
    throw problem
  }
}

const cellOf = (json: { readonly [field: string]: Json }, name: string): Json =>
  Object.hasOwn(json, name) ? json[name]! : null
