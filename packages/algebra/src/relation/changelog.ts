/** Changes as rows, and rows as changes. */
import { type Field, formatType, indexOfField, isText, type RowType, STRING } from '@millrace/language'
import { fieldIndex, fieldIndexes } from '../expressions.ts'
import type { Located } from '../located.ts'
import { APPEND, type ChangeKind, type Changes } from '../plan.ts'
import { withdrawing } from './changes.ts'
import type { Relation } from './relation.ts'

/** Every change of some kinds as a row that stays, with a field that names its kind. */
export function toRows(relation: Relation, { kinds, as }: { kinds: readonly ChangeKind[]; as: string }): Relation {
  const input = withdrawing(relation)
  const { scope, row, known } = input
  if (!known) return input.unknown()
  if (indexOfField(row, as) >= 0) {
    const message = `The input has a field \`${as}\` already.`
    scope.problem({ code: 'duplicate-field', message, hint: 'Choose another name.', path: 'as' })
  }
  const kind: Field = { name: as, type: STRING, nullable: false }
  return input.add('rows', { op: 'changelog', to: 'append', kinds }, [input], { row: [kind, ...row], changes: APPEND })
}

/** Rows as the changes that a field says they are. */
export function toChanges(
  input: Relation,
  { field, primaryKey }: { field: Located; primaryKey?: readonly Located[] | undefined },
): Relation {
  const { scope, known } = input
  const column = fieldIndex(scope, field, input.row)
  if (!known || column === undefined) return input.unknown()
  if (!isText(input.row[column]!.type)) {
    const message = `The kind of a change is a text such as INSERT; \`${field.text}\` is ${formatType(input.row[column]!.type)}.`
    const hint = 'Compute it before: CASE … WHEN … THEN … END'
    scope.problem({ code: 'change-kind', message, hint, path: field.path })
    return input.unknown()
  }
  if (input.type.changes.mode !== 'append')
    scope.problem({
      code: 'change-mode',
      message: 'The rows of the input are changes already.',
      hint: 'Leave this node out, or put it where rows are never changed.',
    })
  const row = input.row.filter((_, c) => c !== column)
  const { time } = input.type
  const timed = time !== undefined && time !== column && { time: time < column ? time : time - 1 }
  const rejected: RowType = [...input.row, { name: 'error', type: STRING, nullable: false }]
  return input.add(
    'changes',
    { op: 'changelog', to: 'changes', column },
    [input],
    { row, ...timed, changes: changesOf(input, row, primaryKey) },
    { rejected: { row: rejected, changes: APPEND } },
  )
}

function changesOf({ scope }: Relation, row: RowType, primaryKey: readonly Located[] | undefined): Changes {
  if (!primaryKey || primaryKey.length === 0) return { mode: 'retract' }
  return { mode: 'upsert', key: fieldIndexes(scope, primaryKey, row) }
}
