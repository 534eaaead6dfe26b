/** Conditions over two rows: `l.x < r.y`, or bare names that only one of them has. */
import {
  BOOLEAN,
  checkText,
  type Diagnostic,
  didYouMean,
  type Field,
  indexOfField,
  type RowType,
  type TExpr,
} from '@millrace/language'
import { asCondition, UNKNOWN } from '../../expressions.ts'
import type { Located } from '../../located.ts'
import type { PlanScope } from '../../scope.ts'

/** Names by which a condition may call the two rows; the first ones are those that are printed. */
const QUALIFIERS: readonly (readonly [string, string])[] = [
  ['l', 'r'],
  ['left', 'right'],
]

/** Columns of the result have `from` 0 for the left row and 1 for the right one. */
export function pairCondition(
  scope: PlanScope,
  text: Located,
  [left, right]: readonly [RowType, RowType],
  sides: readonly [string, string],
): TExpr {
  if (left.length === 0 || right.length === 0) return { ...UNKNOWN, type: BOOLEAN }
  const names = [...QUALIFIERS, sides]
  const bare = bareFields(left, right, new Set(names.flat()))
  const qualified = names.flatMap(([l, r]) => [
    { name: l, fields: left },
    { name: r, fields: right },
  ])
  const { expr, problems } = checkText(text.text, { fields: bare.map(({ field }) => field), qualified })
  for (const problem of problems) scope.problem({ ...explained(problem, text.text, left, right), path: text.path })
  return asCondition(scope, expr ? placed(expr, bare) : UNKNOWN, text)
}

interface Bare {
  field: Field
  from: 0 | 1
  index: number
}

/** Fields that only one side has and whose name is not that of a side. */
function bareFields(left: RowType, right: RowType, taken: ReadonlySet<string>): Bare[] {
  const own = (row: RowType, other: RowType, from: 0 | 1): Bare[] =>
    row.flatMap((field, index) =>
      indexOfField(other, field.name) < 0 && !taken.has(field.name) ? [{ field, from, index }] : [],
    )
  return [...own(left, right, 0), ...own(right, left, 1)]
}

/** Every column with the number of its side. */
function placed(expr: TExpr, bare: readonly Bare[]): TExpr {
  if (expr.k === 'call') return { ...expr, args: expr.args.map((arg) => placed(arg, bare)) }
  if (expr.k === 'lit') return expr
  if (expr.from !== undefined) return { ...expr, from: expr.from % 2 }
  const { from, index } = bare[expr.index]!
  return { ...expr, from, index }
}

/** Says how a name is made unambiguous, where that is what was missing. */
function explained(problem: Diagnostic, text: string, left: RowType, right: RowType): Diagnostic {
  if (problem.code !== 'field-not-found' || !problem.span) return problem
  const name = text.slice(...problem.span)
  if (name.includes('.')) return problem
  if (indexOfField(left, name) >= 0 && indexOfField(right, name) >= 0) {
    const fixes = ['l', 'r'].map((side) => ({
      title: `Write ${side}.${name}`,
      span: problem.span!,
      text: `${side}.${name}`,
    }))
    return {
      ...problem,
      code: 'field-ambiguous',
      message: `Both inputs have a field \`${name}\`.`,
      hint: `Write \`l.${name}\` or \`r.${name}\`.`,
      fixes,
    }
  }
  const names = [...left.map((field) => `l.${field.name}`), ...right.map((field) => `r.${field.name}`)]
  const near = didYouMean(
    name,
    [...left, ...right].map((field) => field.name),
  )
  const full = near && names.find((other) => other.slice(2) === near)
  return {
    ...problem,
    message: `Field \`${name}\` is in neither input.`,
    hint: full ? `Did you mean \`${full}\`?` : `The fields are: ${names.join(', ').slice(0, 200)}`,
    fixes: full ? [{ title: `Replace by ${full}`, span: problem.span, text: full }] : [],
  }
}
