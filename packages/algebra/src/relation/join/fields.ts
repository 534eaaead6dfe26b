/** The columns of a join's result. */
import { type Field, indexOfField } from '@millrace/language'
import type { JoinedFieldConfig } from '../../controls.ts'
import { fieldIndex } from '../../expressions.ts'
import { isExistence, isOuter } from '../../joins.ts'
import type { JoinField, JoinKind, RelationType } from '../../plan.ts'
import type { Relation } from '../relation.ts'

export interface Sides {
  inputs: readonly [Relation, Relation]
  /** Names of the two inputs, as `from` says them. */
  names: readonly [string, string]
  kind: JoinKind
}

/** The chosen fields; without a choice all of the left input, and those of the right one that have other names. */
export function joinedFields(sides: Sides, chosen: readonly JoinedFieldConfig[] | undefined): JoinField[] {
  return chosen ? chosenFields(sides, chosen) : allFields(sides)
}

function allFields({ inputs: [left, right], kind }: Sides): JoinField[] {
  const of = ({ row }: Relation, from: 0 | 1) => row.map(({ name }, column): JoinField => ({ name, from, column }))
  if (isExistence(kind)) return of(left, 0)
  return [...of(left, 0), ...of(right, 1).filter(({ name }) => indexOfField(left.row, name) < 0)]
}

function chosenFields({ inputs, names, kind }: Sides, chosen: readonly JoinedFieldConfig[]): JoinField[] {
  const { scope } = inputs[0]
  const fields: JoinField[] = []
  for (const [i, { from: side, field, as }] of chosen.entries()) {
    const from = side === names[0] ? 0 : 1
    const column = fieldIndex(scope, field, inputs[from].row)
    if (from === 1 && isExistence(kind)) {
      const message = `The result of a ${kind} join has fields of the input \`${names[0]}\` only.`
      scope.problem({
        code: 'join-fields',
        message,
        hint: 'Remove this field, or choose another kind.',
        path: field.path,
      })
      continue
    }
    if (column === undefined) continue
    const name = as ?? field.text
    if (fields.some((other) => other.name === name)) {
      const message = `The result would have two fields named \`${name}\`.`
      const hint = 'Give one of them another name with `as`.'
      scope.problem({ code: 'duplicate-field', message, hint, path: `fields[${i}]` })
    } else fields.push({ name, from, column })
  }
  return fields
}

/** Whether rows of the result may lack a row of this side. */
const padded = (kind: JoinKind, side: 0 | 1) => isOuter(kind, side === 0 ? 1 : 0)

/** Type of a result: columns of a side that may be missing are nullable. */
export function resultRow({ inputs, kind }: Sides, fields: readonly JoinField[]): Field[] {
  return fields.map(({ name, from, column }) => {
    const { type, nullable } = inputs[from].row[column]!
    return { name, type, nullable: nullable || padded(kind, from) }
  })
}

/** Event time and window bounds of a result: those of the first side that is always there and whose columns are in it. */
export function resultTimes(
  { inputs, kind }: Sides,
  fields: readonly JoinField[],
): Pick<RelationType, 'time' | 'bounds'> {
  const always = ([0, 1] as const).filter((side) => !padded(kind, side))
  const place = (from: 0 | 1, column: number | undefined) =>
    column === undefined ? -1 : fields.findIndex((field) => field.from === from && field.column === column)
  const times = always.map((side) => place(side, inputs[side].type.time)).filter((index) => index >= 0)
  const bounds = always
    .map((side) => ({
      ...inputs[side].type.bounds,
      start: place(side, inputs[side].type.bounds?.start),
      end: place(side, inputs[side].type.bounds?.end),
    }))
    .filter(({ start, end }) => start >= 0 && end >= 0)
  return { ...(times[0] !== undefined && { time: times[0] }), ...(bounds[0] && { bounds: bounds[0] }) }
}
