/** Texts of the configuration as checked expressions over a row; problems go to the scope with the path of the text. */
import {
  BOOLEAN,
  check,
  checkText,
  type Diagnostic,
  didYouMean,
  type Expr,
  type Field,
  formatType,
  indexOfField,
  NULL,
  parse,
  type RowType,
  type TExpr,
} from '@millrace/language'
import type { Located } from './located.ts'
import type { PlanScope } from './scope.ts'

/** Stands for what could not be understood; NULL fits everywhere, so one mistake gives one message. */
export const UNKNOWN: TExpr = { k: 'lit', value: null, type: NULL, nullable: true }

function report(scope: PlanScope, path: string, problems: readonly Diagnostic[]): void {
  for (const problem of problems) scope.problem({ ...problem, path })
}

/** The expression, or `UNKNOWN` after a problem. */
export function expressionOf(scope: PlanScope, text: Located, row: RowType): TExpr {
  if (hasUnknown(row, text.text)) return UNKNOWN
  const { expr, problems } = checkText(text.text, { fields: row })
  report(scope, text.path, problems)
  return expr ?? UNKNOWN
}

/** An expression that must be a condition. */
export function conditionOf(scope: PlanScope, text: Located, row: RowType): TExpr {
  return asCondition(scope, expressionOf(scope, text, row), text)
}

export function asCondition(scope: PlanScope, expr: TExpr, text: Located): TExpr {
  if (expr.type.t === 'BOOLEAN') return expr
  if (expr.type.t === 'NULL') return { ...UNKNOWN, type: BOOLEAN }
  const message = `A condition must be true or false; this is ${formatType(expr.type)}.`
  scope.problem({
    code: 'condition-type',
    message,
    hint: 'Compare it with something.',
    path: text.path,
    span: [0, text.text.length],
  })
  return { ...UNKNOWN, type: BOOLEAN }
}

/** A parsed expression that is not a whole text of the configuration. */
export function checkedExpr(scope: PlanScope, expr: Expr, row: RowType, { text, path }: Located): TExpr {
  const { expr: typed, problems } = check(expr, { fields: row }, text)
  report(scope, path, problems)
  return typed ?? UNKNOWN
}

export function parsed(scope: PlanScope, { text, path }: Located): Expr | undefined {
  const { expr, problems } = parse(text)
  report(scope, path, problems)
  return expr
}

/** Index of a field; undefined after a problem. */
export function fieldIndex(scope: PlanScope, { text, path }: Located, row: RowType): number | undefined {
  const index = indexOfField(row, text)
  if (index >= 0) return index
  if (row.length === 0) return undefined
  const names = row.map((field) => field.name)
  const near = didYouMean(text, names)
  const hint = near ? `Did you mean \`${near}\`?` : `The fields are: ${names.join(', ')}`
  const fixes = near ? [{ title: `Replace by ${near}`, span: [0, text.length] as const, text: near }] : []
  return scope.problem({
    code: 'field-not-found',
    message: `Field \`${text}\` is not in the input.`,
    hint,
    path,
    span: [0, text.length],
    fixes,
  })
}

/** Indexes of fields that were found. */
export function fieldIndexes(scope: PlanScope, texts: readonly Located[], row: RowType): number[] {
  return texts.map((text) => fieldIndex(scope, text, row)).filter((index) => index !== undefined)
}

/** The input is unknown when nothing is connected yet: what depends on it is not wrong. */
const hasUnknown = (row: RowType, _text: string) => row.length === 0

/** A reference to a column. */
export const column = (index: number, { type, nullable }: Field): TExpr => ({ k: 'col', index, type, nullable })

/** A new field in place of one of the same name, or at the end. */
export function withField(row: RowType, field: Field): { row: Field[]; index: number } {
  const index = indexOfField(row, field.name)
  const fields = [...row]
  if (index >= 0) fields[index] = field
  else fields.push(field)
  return { row: fields, index: index >= 0 ? index : row.length }
}
