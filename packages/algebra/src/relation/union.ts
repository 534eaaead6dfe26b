import { formatType } from '@millrace/language'
import { APPEND } from '../plan.ts'
import { withdrawing } from './changes.ts'
import type { Relation } from './relation.ts'

/** All rows of several relations of equal types; those that are not connected do not count. */
export function union(first: Relation, others: readonly Relation[], role: string): Relation {
  const all = [first, ...others].filter(({ known }) => known)
  const [model] = all
  if (!model) return first
  for (const [index, other] of all.entries()) if (index > 0) expectSameFields(model, other, index)
  const row = model.row.map((field, i) => ({
    ...field,
    nullable: all.some((relation) => relation.row[i]?.nullable ?? true),
  }))
  const appending = all.every(({ type }) => type.changes.mode === 'append')
  const inputs = appending ? all : all.map((relation, i) => withdrawing(relation, `normalize-${i}`))
  const timed = all.every(({ type }) => type.time !== undefined && type.time === model.type.time)
  return first.add(role, { op: 'union' }, inputs, {
    row,
    ...(timed && { time: model.type.time! }),
    changes: appending ? APPEND : { mode: 'retract' },
  })
}

function expectSameFields(first: Relation, other: Relation, index: number): void {
  const named = `input ${index + 1}`
  if (first.row.length !== other.row.length) {
    const message = `All inputs need the same fields; the first has ${first.row.length}, ${named} has ${other.row.length}.`
    first.scope.problem({ code: 'union-fields', message, hint: 'Put a *Select fields* before it.' })
    return
  }
  for (const [i, field] of first.row.entries()) {
    const twin = other.row[i]!
    if (twin.name === field.name && formatType(twin.type) === formatType(field.type)) continue
    first.scope.problem({
      code: 'union-fields',
      message: `Field ${i + 1} is ${field.name} ${formatType(field.type)} in the first input and ${twin.name} ${formatType(twin.type)} in ${named}.`,
      hint: 'Put a *Select fields* or *Compute* before it so that names and types agree.',
    })
  }
}
