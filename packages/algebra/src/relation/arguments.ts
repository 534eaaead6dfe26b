import { isSteady, type TExpr } from '@millrace/language'
import type { NamedExpr } from '../plan.ts'
import { extended } from './fields.ts'
import type { Relation } from './relation.ts'

/** Expressions that are computed as columns beside those of a relation, each once. */
export class Arguments {
  private readonly relation: Relation
  private readonly role: string
  private readonly added: NamedExpr[] = []
  private readonly known = new Map<string, number>()

  /** `role` is that of the node which computes them. */
  constructor(relation: Relation, role: string) {
    this.relation = relation
    this.role = role
  }

  /** The column that has an expression, added where there is none. */
  readonly columnFor = (expr: TExpr): number => {
    if (expr.k === 'col') return expr.index
    const key = isSteady(expr) ? JSON.stringify(expr) : undefined
    const known = key === undefined ? undefined : this.known.get(key)
    if (known !== undefined) return known
    const index = this.relation.row.length + this.added.length
    this.added.push({ name: `$${this.role}_${this.added.length}`, expr })
    if (key !== undefined) this.known.set(key, index)
    return index
  }

  /** The relation with them. */
  get input(): Relation {
    return this.added.length === 0 ? this.relation : extended(this.relation, this.added, this.role)
  }
}
