import type { TExpr } from '@millrace/language'
import type { NamedExpr } from '../plan.ts'
import type { Relation } from './relation.ts'

/** A table with a primary key, and the filters and projections between it and a relation. */
export interface FromTable {
  table: Relation
  steps: readonly CalcStep[]
}

export interface CalcStep {
  where?: TExpr
  fields: readonly NamedExpr[]
}

export const andThen = (from: FromTable | undefined, step: CalcStep): FromTable | undefined =>
  from && { table: from.table, steps: [...from.steps, step] }
