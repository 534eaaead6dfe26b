import { compilePattern, formatType, isText, Pattern, type RowType, STRING } from '@millrace/language'
import { fieldIndex } from '../expressions.ts'
import type { Located } from '../located.ts'
import { APPEND, type ParseFormat, type Table } from '../plan.ts'
import { withdrawing } from './changes.ts'
import { passed, projected } from './fields.ts'
import type { Relation } from './relation.ts'

export interface ParseOptions {
  field: Located
  format: ParseFormat
  fields: RowType
  paths?: Table['paths'] | undefined
  /** Whether the text itself stays. */
  keep: boolean
  onBadRecord: 'reject' | 'fail'
}

/** Reads a text as fields, which come behind those of the input. */
export function parse(relation: Relation, options: ParseOptions): Relation {
  const { field, format, fields, paths, keep, onBadRecord } = options
  const input = withdrawing(relation)
  const { scope, row } = input
  if (format.type === 'regex') expectPattern(input, format.pattern, fields.length)
  const column = fieldIndex(scope, field, row)
  if (!input.known || column === undefined) return input.unknown()
  const { type } = row[column]!
  if (!isText(type)) {
    const message = `Only text can be parsed; \`${field.text}\` is ${formatType(type)}.`
    scope.problem({ code: 'parse-type', message, hint: 'Convert it before: CAST(… AS STRING)', path: field.path })
    return input.unknown()
  }
  expectNewNames(input, options, column)
  const { changes } = input.type
  // The fields of a NULL are NULL; where one may not be, such a row is rejected.
  const parsed = input.add(
    'parse',
    { op: 'parse', column, format, fields, ...(paths && { paths }), onBadRecord },
    [input],
    {
      ...input.type,
      row: [...row, ...fields],
      changes: changes.mode === 'append' ? changes : { mode: 'retract' },
    },
    { rejected: { row: [...row, { name: 'error', type: STRING, nullable: false }], changes: APPEND } },
  )
  if (keep) return parsed
  const result = projected(
    parsed,
    passed(parsed.row).filter((_, i) => i !== column),
    'fields',
  )
  result.rejected = parsed.rejected
  return result
}

function expectNewNames({ scope, row }: Relation, { fields, keep }: ParseOptions, column: number): void {
  for (const [i, { name }] of fields.entries()) {
    if (!row.some((field, c) => field.name === name && (keep || c !== column))) continue
    const message = `The input has a field \`${name}\` already.`
    scope.problem({ code: 'duplicate-field', message, hint: 'Choose another name.', path: `schema[${i}].name` })
  }
}

function expectPattern({ scope }: Relation, text: string, fields: number): void {
  const pattern = compilePattern(text)
  const wrong = (message: string, hint: string) =>
    scope.problem({ code: 'parse-pattern', message, hint, path: 'format.pattern' })
  if (!(pattern instanceof Pattern)) wrong(pattern.message, 'Regular expressions are written as in Java.')
  else if (pattern.groups !== fields)
    wrong(
      `The pattern has ${pattern.groups} groups for ${fields} fields.`,
      'Every field is one group in parentheses, in this order; (?:…) is no group.',
    )
}
