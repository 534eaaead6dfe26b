/** Variance and standard deviation as sums, as Flink's planner has it (Calcite's AggregateReduceFunctionsRule). */
import { BIGINT, checkText, formatType, type RowType, required, type TExpr, type Typed } from '@millrace/language'
import { meanOf, sumOf } from './types.ts'

/** An aggregate as an expression over simpler aggregates of the same rows. */
export interface Composition {
  parts: readonly Part[]
  /** Over the results of the parts, in their order. */
  result: TExpr
}

export interface Part {
  fn: 'sum' | 'count'
  /** Over the argument, which is column 0. */
  of: TExpr
  result: Typed
}

/**
 * `(SUM(x²) − SUM(x)² / n) / d` in the arithmetic of the type that AVG has: integers wrap and truncate, decimals round.
 *
 * One value gives NULL where `d` is n − 1, also for arguments that are never NULL; Flink then gives −1 (CASE in a NOT NULL type).
 */
export function dispersion(argument: Typed, { sample, root }: { sample: boolean; root: boolean }): Composition {
  const type = meanOf(argument.type)
  const T = formatType(type)
  const x: RowType = [{ ...argument, name: 'x' }]
  const square = typed(`CAST(x AS ${T}) * CAST(x AS ${T})`, x)
  const parts: Part[] = [
    { fn: 'sum', of: square, result: { type: sumOf(square.type), nullable: argument.nullable } },
    { fn: 'sum', of: typed('x', x), result: { type: sumOf(argument.type), nullable: argument.nullable } },
    { fn: 'count', of: typed('x', x), result: required(BIGINT) },
  ]
  const sums = ['squares', 'total', 'n'].map((name, i) => ({ name, ...parts[i]!.result }))
  const deviation = `(squares - CAST(total AS ${T}) * CAST(total AS ${T}) / n)`
  const spread = `${deviation} / ${sample ? 'CASE WHEN n = 1 THEN NULL ELSE n - 1 END' : 'n'}`
  return { parts, result: typed(`CAST(${root ? `POWER(${spread}, 0.5)` : spread} AS ${T})`, sums) }
}

function typed(text: string, fields: RowType): TExpr {
  const { expr, problems } = checkText(text, { fields })
  if (!expr) throw new Error(`${text}: ${problems[0]?.message}`)
  return expr
}
