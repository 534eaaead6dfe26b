import { knownDefinition } from './functions/catalogue.ts'
import type { Environment, Lazy } from './functions/definition.ts'
import type { TExpr } from './syntax/expr.ts'
import { literalValue, type Row, type Value } from './value.ts'

export type Evaluator = (row: Row, other?: Row) => Value

/**
 * An expression as a function of a row: slow, obvious, and what generated code is compared with.
 *
 * `from: 1` of a column reads the second row. Throws `DataError` for a row that fails.
 */
export function interpret(expr: TExpr, environment: Environment): Evaluator {
  if (expr.k === 'lit') {
    const value = literalValue(expr)
    return () => value
  }
  if (expr.k === 'col') {
    const { index, from } = expr
    return from === 1 ? (_, other) => other![index]! : (row) => row[index]!
  }
  const definition = knownDefinition(expr.fn)
  const args = expr.args.map((arg) => interpret(arg, environment))
  const site = { args: expr.args, type: expr.type, environment }
  if (definition.bindLazy) {
    const f = definition.bindLazy(site)
    return (row, other) =>
      f(
        args.map(
          (arg): Lazy =>
            () =>
              arg(row, other),
        ),
      )
  }
  const f = definition.bind!(site)
  return (row, other) => {
    const values = args.map((arg) => arg(row, other))
    return definition.strict && values.includes(null) ? null : f(...values)
  }
}
