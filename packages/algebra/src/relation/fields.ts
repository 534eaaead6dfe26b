/** Filters and computed fields: everything that becomes a `calc`. */
import { type Field, type RowType, STRING, type TExpr } from '@millrace/language'
import { column, expressionOf, fieldIndex, withField } from '../expressions.ts'
import type { Located } from '../located.ts'
import { APPEND, type NamedExpr, type RelationType } from '../plan.ts'
import { derivedChanges, keepsKey, withdrawing } from './changes.ts'
import type { Relation } from './relation.ts'
import { andThen } from './versions.ts'

/** A computed field: its name and its text. */
export interface Computed {
  as: string
  expr: Located
}

export interface Chosen {
  field: Located
  as?: string | undefined
}

/** A computed condition over the columns of a relation. */
export function keep(relation: Relation, where: TExpr, role: string): Relation {
  const input = withdrawing(relation)
  return calc(input, role, { where, fields: passed(input.row) })
}

/** Adds or replaces fields; all texts read the fields of the input. */
export function computed(input: Relation, texts: readonly Computed[], role: string): Relation {
  const exprs = texts.map(({ as, expr }) => ({ name: as, expr: expressionOf(input.scope, expr, input.row) }))
  return extended(input, exprs, role)
}

/** Adds or replaces computed columns. */
export function extended(input: Relation, added: readonly NamedExpr[], role: string): Relation {
  let row = input.row as readonly Field[]
  const exprs: TExpr[] = row.map((field, i) => column(i, field))
  for (const { name, expr } of added) {
    const next = withField(row, { name, type: expr.type, nullable: expr.nullable })
    row = next.row
    exprs[next.index] = expr
  }
  return projected(
    input,
    row.map(({ name }, i) => ({ name, expr: exprs[i]! })),
    role,
  )
}

/** Keeps fields, in this order, under new names where given. */
export function selected(input: Relation, chosen: readonly Chosen[], role: string): Relation {
  const fields: NamedExpr[] = []
  for (const { field, as } of chosen) {
    const index = fieldIndex(input.scope, field, input.row)
    if (index === undefined) continue
    const name = as ?? field.text
    if (fields.some((other) => other.name === name)) {
      input.scope.problem({
        code: 'duplicate-field',
        message: `There are two fields named \`${name}\`.`,
        hint: 'Give one of them another name with `as`.',
        path: field.path,
      })
    } else fields.push({ name, expr: column(index, input.row[index]!) })
  }
  return projected(input, fields, role)
}

/** Computes all fields anew. Keeps the time attribute, key and window bounds where their columns go on. */
export function projected(relation: Relation, fields: readonly NamedExpr[], role: string): Relation {
  return calc(keepsKey(relation, fields) ? relation : withdrawing(relation), role, { fields })
}

/** The first fields only; nothing to do when these are all. */
export function firstFields(input: Relation, count: number, role: string): Relation {
  return input.row.length <= count ? input : projected(input, passed(input.row).slice(0, count), role)
}

export function calc(
  input: Relation,
  role: string,
  { where, fields }: { where?: TExpr; fields: readonly NamedExpr[] },
): Relation {
  const failedRow = [...input.row, { name: 'error', type: STRING, nullable: false }]
  const out = derived(input.type, fields, where !== undefined)
  const result = input.add(role, { op: 'calc', ...(where && { where }), fields }, [input], out, {
    failed: { row: failedRow, changes: APPEND },
  })
  result.fromTable = andThen(input.fromTable, { ...(where && { where }), fields })
  return result
}

/** All columns as they are. */
export const passed = (row: RowType): NamedExpr[] =>
  row.map((field, i) => ({ name: field.name, expr: column(i, field) }))

/** Type of a projection: time, bounds and key go on with their columns. */
function derived(type: RelationType, fields: readonly NamedExpr[], hides: boolean): RelationType {
  const place = (index: number | undefined) =>
    index === undefined ? -1 : fields.findIndex(({ expr }) => expr.k === 'col' && expr.index === index)
  const time = place(type.time)
  const [start, end] = [place(type.bounds?.start), place(type.bounds?.end)]
  return {
    row: fields.map(({ name, expr }) => ({ name, type: expr.type, nullable: expr.nullable })),
    ...(time >= 0 && { time }),
    ...(start >= 0 && end >= 0 && { bounds: { ...type.bounds, start, end } }),
    changes: derivedChanges(type.changes, place, hides),
  }
}
