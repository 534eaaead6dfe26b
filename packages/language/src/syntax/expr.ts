import type { Span } from '../diagnostic.ts'
import type { FieldType, Typed } from '../types.ts'

/** A plain JSON literal: numbers beyond 2^53 and decimals are text. */
export type Literal = null | boolean | number | string

/** An expression as written: by name, untyped. */
export type Expr = { readonly span?: Span } & (
  | { readonly k: 'col'; readonly name: string; readonly from?: string }
  | { readonly k: 'lit'; readonly value: Literal; readonly type: FieldType }
  | {
      readonly k: 'call'
      /** Upper-case name of a function, or an operator as it is written: `+`, `IS NULL`. */
      readonly fn: string
      readonly args: readonly Expr[]
      /** The type that CAST and RETURNING name. */
      readonly as?: Typed
      /** `COUNT(DISTINCT x)`; only where aggregates are allowed. */
      readonly distinct?: true
    }
  /** A keyword in place of an argument: a unit, a side, `*`. */
  | { readonly k: 'word'; readonly word: string }
)

export type Call = Extract<Expr, { k: 'call' }>

/** An expression as planned: by index, typed, plain JSON. Words have become literals. */
export type TExpr = Typed &
  (
    | { readonly k: 'col'; readonly index: number; readonly from?: number }
    | { readonly k: 'lit'; readonly value: Literal }
    | {
        readonly k: 'call'
        readonly fn: string
        readonly args: readonly TExpr[]
        /** A cast that nobody has written, and that SQL does not need either. */
        readonly implicit?: true
      }
  )

export type TCall = Extract<TExpr, { k: 'call' }>

/** Indexes of the columns that an expression reads. */
export function columnsOf(expr: TExpr, into = new Set<number>()): Set<number> {
  if (expr.k === 'col') into.add(expr.index)
  if (expr.k === 'call') for (const arg of expr.args) columnsOf(arg, into)
  return into
}

/** The same expression over other columns. */
export function mapColumns(expr: TExpr, column: (index: number, col: TExpr) => TExpr): TExpr {
  if (expr.k === 'col') return column(expr.index, expr)
  if (expr.k === 'call') return { ...expr, args: expr.args.map((arg) => mapColumns(arg, column)) }
  return expr
}
