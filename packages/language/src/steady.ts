import type { FunctionDefinition } from './functions/definition.ts'
import type { TExpr } from './syntax/expr.ts'

/** Whether an expression over some functions gives the same on the same row every time. */
export function isSteadyWith(functions: (name: string) => FunctionDefinition, expr: TExpr): boolean {
  if (expr.k !== 'call') return true
  return functions(expr.fn).deterministic !== false && expr.args.every((arg) => isSteadyWith(functions, arg))
}
