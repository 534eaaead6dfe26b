import { type Field, type FieldType, formatType, INT, indexOfField, type TExpr, type Typed } from '@millrace/language'
import { column, expressionOf } from '../expressions.ts'
import type { Located } from '../located.ts'
import { withdrawing } from './changes.ts'
import { extended, passed, projected } from './fields.ts'
import type { Relation } from './relation.ts'

export interface UnnestOptions {
  /** A field, or an expression that gives an array or a map. */
  of: Located
  /** Names of the new fields; rows and maps bring names. */
  as?: readonly string[] | undefined
  /** Name of a field with the number of the element, from 1. */
  ordinality?: string | undefined
  /** Whether a row without elements stays, with NULL. */
  outer: boolean
}

/** One row for each element of an array or entry of a map (Flink's UNNEST). */
export function unnest(relation: Relation, options: UnnestOptions): Relation {
  const { of, ordinality, outer } = options
  const rows = withdrawing(relation)
  const { scope } = rows
  if (!rows.known) return rows.unknown()
  const named = indexOfField(rows.row, of.text)
  const expr: TExpr = named >= 0 ? column(named, rows.row[named]!) : expressionOf(scope, of, rows.row)
  if (expr.type.t === 'NULL') return rows.unknown()
  const elements = elementsOf(expr.type)
  if (!elements) {
    const message = `Only arrays and maps have elements; this is ${formatType(expr.type)}.`
    scope.problem({ code: 'unnest-type', message, path: of.path, span: [0, of.text.length] })
    return rows.unknown()
  }
  const fields = namedFields(rows, elements.fields, options)
  const added = [
    ...fields.map((field) => ({ ...field, nullable: field.nullable || outer })),
    ...(ordinality === undefined ? [] : [{ name: ordinality, type: INT, nullable: outer }]),
  ]
  const input = expr.k === 'col' ? rows : extended(rows, [{ name: '$elements', expr }], 'elements')
  const at = expr.k === 'col' ? expr.index : rows.row.length
  const { changes } = input.type
  const unnested = input.add(
    'unnest',
    { op: 'unnest', column: at, spread: elements.spread, numbered: ordinality !== undefined, outer },
    [input],
    {
      ...input.type,
      row: [...input.row, ...added],
      changes: changes.mode === 'append' ? changes : { mode: 'retract' },
    },
  )
  const result = input === rows ? unnested : without(unnested, at)
  result.failed = input === rows ? undefined : input.failed
  return result
}

const without = (relation: Relation, at: number) =>
  projected(
    relation,
    passed(relation.row).filter((_, i) => i !== at),
    'fields',
  )

/** The fields that an element has; undefined for what has no elements. */
function elementsOf(type: FieldType): { fields: readonly Field[]; spread: boolean } | undefined {
  if (type.t === 'MAP') {
    const field = (name: string, { type, nullable }: Typed): Field => ({ name, type, nullable })
    return { fields: [field('key', type.key), field('value', type.value)], spread: true }
  }
  if (type.t !== 'ARRAY') return undefined
  const { type: inner, nullable } = type.of
  if (inner.t !== 'ROW') return { fields: [{ name: '', type: inner, nullable }], spread: false }
  // An element that is NULL gives NULL for all of its fields.
  const fields = inner.fields.map((field) => ({ ...field, nullable: field.nullable || nullable }))
  return { fields, spread: true }
}

function namedFields(
  { scope, row }: Relation,
  fields: readonly Field[],
  { of, as, ordinality }: UnnestOptions,
): Field[] {
  const names = as ?? fields.map(({ name }) => (name === '' ? `${of.text}_item` : name))
  if (names.length !== fields.length) {
    const message = `An element has ${fields.length === 1 ? 'one field' : `${fields.length} fields`}, found ${names.length} names.`
    const hint = fields.length > 1 ? `Its fields are: ${fields.map(({ name }) => name).join(', ')}` : 'Give one name.'
    scope.problem({ code: 'unnest-names', message, hint, path: 'as' })
  }
  const all = [...row.map(({ name }) => name), ...names, ...(ordinality === undefined ? [] : [ordinality])]
  for (const [i, name] of all.entries()) {
    if (all.indexOf(name) === i) continue
    const path = i < row.length + names.length ? 'as' : 'ordinality'
    const message = `There are two fields named \`${name}\`.`
    scope.problem({ code: 'duplicate-field', message, hint: 'Choose another name.', path })
  }
  return fields.map((field, i) => ({ ...field, name: names[i] ?? field.name }))
}
