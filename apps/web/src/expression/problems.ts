/** What is wrong with an expression, as the editor marks it. */
import {
  checkText,
  commonType,
  type Diagnostic,
  type FieldType,
  type Fix,
  formatType,
  parse,
  sameType,
  type TExpr,
} from '@millrace/language'
import type { ExpressionScope } from './scope.ts'

/** All problems of a text. An empty text has none: whether it may be empty is not the editor's to say. */
export function problemsOf(text: string, scope: ExpressionScope): Diagnostic[] {
  if (text.trim() === '') return []
  // Aggregates are taken apart by their operator, which knows what is wrong inside them.
  if (scope.aggregates) return parse(text).problems
  if (scope.fields.length === 0 && !scope.qualified) return parse(text).problems
  const { expr, problems } = checkText(text, scope)
  const unfit = expr && scope.expected && misfit(text, expr, scope.expected)
  return unfit ? [...problems, unfit] : problems
}

function misfit(text: string, { type }: TExpr, expected: FieldType): Diagnostic | undefined {
  if (type.t === 'NULL' || sameType(type, expected)) return undefined
  if (expected.t !== 'BOOLEAN' && type.t !== 'BOOLEAN' && commonType(type, expected)) return undefined
  const span = [0, text.length] as const
  if (expected.t === 'BOOLEAN') {
    const message = `A condition must be true or false; this is ${formatType(type)}.`
    return { code: 'condition-type', severity: 'error', message, hint: 'Compare it with something.', span }
  }
  const cast = `CAST(${text.trim()} AS ${formatType(expected)})`
  return {
    code: 'result-type',
    severity: 'error',
    message: `This gives ${formatType(type)}; ${formatType(expected)} is needed here.`,
    hint: `Write ${cast}.`,
    span,
    fixes: [{ title: cast, span, text: cast }],
  }
}

export interface Marked {
  readonly from: number
  readonly to: number
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly fixes: readonly Fix[]
}

/** A problem as a mark on at least one character, for a problem at the end of the text has none of its own. */
export function marked(problem: Diagnostic, length: number, sentence: (english: string) => string): Marked {
  const [start, end] = problem.span ?? [0, length]
  const from = Math.max(0, Math.min(start, length - 1))
  const to = Math.min(length, Math.max(end, from + 1))
  const { message, hint, severity } = problem
  return {
    from,
    to: Math.max(from, to),
    severity,
    message: hint === undefined ? sentence(message) : `${sentence(message)} ${sentence(hint)}`,
    fixes: (problem.fixes ?? []).map((fix) => ({ ...fix, title: sentence(fix.title) })),
  }
}

/** The remedy that a key applies at the cursor: the first one of a problem that touches it, else the first of all. */
export function fixAt(problems: readonly Diagnostic[], at: number): Fix | undefined {
  const fixable = problems.filter(({ fixes }) => fixes?.length)
  const near = fixable.find(({ span }) => !span || (span[0] <= at && at <= span[1]))
  return (near ?? fixable[0])?.fixes?.[0]
}
