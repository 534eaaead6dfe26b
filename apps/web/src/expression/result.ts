/** The value of an expression for the selected row. */
import { checkText, DataError, type Environment, formatType, interpret, textOf } from '@millrace/language'
import type { ExpressionScope } from './scope.ts'

export type Result = { readonly value: string; readonly type: string } | { readonly failed: string }

const LONGEST = 400

/** Undefined when there is no row or the text is not (yet) an expression over it. */
export function resultOf(text: string, scope: ExpressionScope, environment: Environment): Result | undefined {
  const { fields, sampleRow } = scope
  if (!sampleRow || scope.aggregates || text.trim() === '') return undefined
  const { expr } = checkText(text, { fields })
  if (!expr) return undefined
  try {
    const value = interpret(expr, environment)(sampleRow)
    const shown = value === null ? 'NULL' : textOf(value, expr.type)
    return { value: shown.length > LONGEST ? `${shown.slice(0, LONGEST - 1)}…` : shown, type: formatType(expr.type) }
  } catch (problem) {
    if (!(problem instanceof DataError)) throw problem
    return { failed: problem.message }
  }
}
