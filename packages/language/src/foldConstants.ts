import { knownDefinition } from './functions/catalogue.ts'
import { DataError, type Environment } from './functions/definition.ts'
import type { Step } from './generate/loop.ts'
import { interpret } from './interpret.ts'
import { isSteadyWith } from './steady.ts'
import type { TExpr } from './syntax/expr.ts'
import { literalOf } from './value.ts'

/** The same expression with what does not depend on a row computed beforehand; what fails is left to fail on the row. */
export function foldConstants(expr: TExpr, environment: Environment): TExpr {
  if (expr.k !== 'call') return expr
  const args = expr.args.map((arg) => foldConstants(arg, environment))
  const call: TExpr = { ...expr, args }
  const definition = knownDefinition(expr.fn)
  if (definition.deterministic === false || definition.recognized || !args.every((arg) => arg.k === 'lit')) return call
  try {
    const value = literalOf(interpret(call, environment)([]), expr.type)
    return value === undefined ? call : { k: 'lit', value, type: expr.type, nullable: expr.nullable }
  } catch (problem) {
    if (problem instanceof DataError) return call
    throw problem
  }
}

/** Whether an expression gives the same on the same row every time. */
export const isSteady = (expr: TExpr): boolean => isSteadyWith(knownDefinition, expr)

/** Steps of a loop with constants computed beforehand. */
export const foldSteps = ({ where, fields, children, end }: Step, environment: Environment): Step => ({
  ...(where && { where: foldConstants(where, environment) }),
  fields: fields.map((field) => foldConstants(field, environment)),
  children: children.map((child) => foldSteps(child, environment)),
  end,
})
