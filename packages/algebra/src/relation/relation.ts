import type { RowType, TExpr } from '@millrace/language'
import type { OrderConfig } from '../controls.ts'
import { conditionOf } from '../expressions.ts'
import type { Located } from '../located.ts'
import {
  type AlignedWindow,
  APPEND,
  type NamedExpr,
  type PortRef,
  type Primitive,
  type RelationType,
  type SessionWindow,
  type Table,
} from '../plan.ts'
import type { PlanScope } from '../scope.ts'
import { toChanges, toRows } from './changelog.ts'
import { replacing } from './changes.ts'
import {
  type DeduplicateOptions,
  deduplicate,
  deduplicateWindows,
  type WindowDeduplicateOptions,
} from './deduplicate.ts'
import { type Chosen, type Computed, computed, extended, keep, projected, selected } from './fields.ts'

import { type AggregateOptions, aggregate } from './group.ts'
import { intervalJoin, type JoinOptions, join, type StreamJoinOptions, versionJoin, windowJoin } from './join/join.ts'
import { type LookupOptions, lookup } from './join/lookup.ts'
import { type OverOptions, over } from './over.ts'
import { type ParseOptions, parse } from './parse.ts'
import { sort } from './sort.ts'
import { type Routed, type SplitOptions, split } from './split.ts'
import { type TimeOptions, time } from './time.ts'
import { topN } from './topN.ts'
import { union } from './union.ts'
import { type UnnestOptions, unnest } from './unnest.ts'
import type { FromTable } from './versions.ts'
import { assign, type RankOptions, rank, type WindowOptions, window } from './windows.ts'

/**
 * A typed stream between primitives, while a plan is built.
 *
 * Methods never throw: a problem goes to the scope, and the result is the best guess. Side outputs hang on the result
 * (`late`, `failed`). Each method is one line here and a function beside it.
 */
export class Relation {
  readonly scope: PlanScope
  readonly at: PortRef
  readonly type: RelationType
  /** Rows that came too late to count; columns as the input. */
  late: Relation | undefined
  /** Rows of the inputs of a join that came too late to count. */
  lateLeft: Relation | undefined
  lateRight: Relation | undefined
  /** Rows on which an expression failed; columns as the input, and `error`. */
  failed: Relation | undefined
  /** Rows with a text that cannot be read; columns as the input, and `error`. */
  rejected: Relation | undefined
  /** The table with a primary key that it comes from by filters and projections alone. */
  fromTable: FromTable | undefined

  constructor(scope: PlanScope, at: PortRef, type: RelationType) {
    this.scope = scope
    this.at = at
    this.type = type
  }

  /** What stands for an input that is not connected. */
  static unknown(scope: PlanScope): Relation {
    return new Relation(scope, { node: '', port: '' }, { row: [], changes: APPEND })
  }

  /** What stands for a result that cannot be known. */
  unknown(): Relation {
    return Relation.unknown(this.scope)
  }

  /** The same relation as an input of another node. */
  in(scope: PlanScope): Relation {
    const same = new Relation(scope, this.at, this.type)
    same.fromTable = this.fromTable
    return same
  }

  /** The same rows under another type. */
  as(type: RelationType): Relation {
    return new Relation(this.scope, this.at, type)
  }

  get row(): RowType {
    return this.type.row
  }
  get known(): boolean {
    return this.at.node !== ''
  }

  /** Keeps the rows for which a condition is true. */
  filter(condition: Located, role = 'filter'): Relation {
    return keep(this, conditionOf(this.scope, condition, this.row), role)
  }
  /** Keeps the rows for which a checked condition is true. */
  keep(where: TExpr, role: string): Relation {
    return keep(this, where, role)
  }
  /** Adds or replaces fields; all texts read the fields of the input. */
  with(fields: readonly Computed[], role = 'compute'): Relation {
    return computed(this, fields, role)
  }
  /** Adds or replaces computed columns. */
  extend(fields: readonly NamedExpr[], role: string): Relation {
    return extended(this, fields, role)
  }
  /** Keeps fields, in this order, under new names where given. */
  select(chosen: readonly Chosen[], role = 'select'): Relation {
    return selected(this, chosen, role)
  }
  /** Computes all fields anew. */
  project(fields: readonly NamedExpr[], role: string): Relation {
    return projected(this, fields, role)
  }
  /** All rows of several relations of equal types. */
  union(others: readonly Relation[], role = 'union'): Relation {
    return union(this, others, role)
  }
  /** Sends rows to named routes by conditions. */
  split(options: SplitOptions): Routed {
    return split(this, options)
  }
  /** Reads a text as fields. */
  parse(options: ParseOptions): Relation {
    return parse(this, options)
  }
  /** One row for each element of an array or entry of a map. */
  unnest(options: UnnestOptions): Relation {
    return unnest(this, options)
  }
  /** Gives rows another event time. */
  time(options: TimeOptions): Relation {
    return time(this, options)
  }
  /** Adds window columns; a row appears once for each of its windows. `by` forms sessions. */
  assign(over: AlignedWindow | SessionWindow, role = 'assign', by: readonly Located[] = []): Relation {
    return assign(this, over, role, by)
  }
  /** Aggregates by key and window. */
  window(options: WindowOptions): Relation {
    return window(this, options)
  }
  /** Running aggregates by key. */
  aggregate(options: AggregateOptions): Relation {
    return aggregate(this, options)
  }
  /** The rows of the best ranks of each key in each window. */
  rank(options: RankOptions): Relation {
    return rank(this, options)
  }
  /** Pairs of rows with equal keys, kept up to date for ever. */
  join(right: Relation, options: StreamJoinOptions): Relation {
    return join(this, right, options)
  }
  /** Pairs of rows whose times are near each other. */
  intervalJoin(right: Relation, options: JoinOptions & { lower: number; upper: number }): Relation {
    return intervalJoin(this, right, options)
  }
  /** Pairs of rows in equal windows. */
  windowJoin(right: Relation, options: JoinOptions): Relation {
    return windowJoin(this, right, options)
  }
  /** Rows with the version of another relation that was valid at their time. */
  versionJoin(versions: Relation, options: JoinOptions): Relation {
    return versionJoin(this, versions, options)
  }

  /** The rows of the best ranks of each key, kept up to date with every row. */
  topN(options: RankOptions): Relation {
    return topN(this, options)
  }
  /** Every change as a row that stays. */
  toRows(options: Parameters<typeof toRows>[1]): Relation {
    return toRows(this, options)
  }
  /** Rows as the changes that a field says they are. */
  toChanges(options: Parameters<typeof toChanges>[1]): Relation {
    return toChanges(this, options)
  }
  /** The same as rows that replace by key; undefined where no key is known. */
  replacing(): Relation | undefined {
    return replacing(this)
  }
  /** Every row with aggregates of the rows before it. */
  over(options: OverOptions): Relation {
    return over(this, options)
  }
  /** Rows in the order of event time. */
  sort(order: readonly OrderConfig[]): Relation {
    return sort(this, order)
  }
  /** The first or last row of each key. */
  deduplicate(options: DeduplicateOptions): Relation {
    return deduplicate(this, options)
  }
  /** The first or last row of each key in each window. */
  deduplicateWindows(options: WindowDeduplicateOptions): Relation {
    return deduplicateWindows(this, options)
  }

  /** Rows with those of a table outside. */
  lookup(table: Table, options: LookupOptions): Relation {
    return lookup(this, table, options)
  }

  /** Adds a primitive and gives the relation of its port `out`; other ports become side outputs. */
  add(
    role: string,
    op: Primitive,
    inputs: readonly Relation[],
    out: RelationType,
    side: { [Port in SidePort]?: RelationType } = {},
  ): Relation {
    if (!inputs.every(({ known }) => known)) return new Relation(this.scope, { node: '', port: '' }, out)
    const ports = inputs.map(({ at }) => at)
    const node = this.scope.add(role, op, ports, { out, ...side })
    const relation = new Relation(this.scope, { node, port: 'out' }, out)
    for (const [port, type] of Object.entries(side) as [SidePort, RelationType][])
      relation[port] = new Relation(this.scope, { node, port }, type)
    return relation
  }
}

type SidePort = 'late' | 'lateLeft' | 'lateRight' | 'failed' | 'rejected'
