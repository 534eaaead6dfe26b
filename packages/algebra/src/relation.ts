import {
  BOOLEAN,
  type Expr,
  type Field,
  formatType,
  indexOfField,
  isTimestamp,
  print,
  type RowType,
  STRING,
  type TExpr,
  timestamp,
} from '@millrace/language'
import { aggregateDefinition, aggregateDefinitions, aggregateResult } from './aggregates.ts'
import type { AggregateConfig, OrderConfig } from './controls.ts'
import {
  asCondition,
  checkedExpr,
  column,
  conditionOf,
  expressionOf,
  fieldIndex,
  fieldIndexes,
  parsed,
  UNKNOWN,
  withField,
} from './expressions.ts'
import { type AggregateCall, aggregateCalls } from './having.ts'
import { Located } from './located.ts'
import {
  type Aggregate,
  APPEND,
  type NamedExpr,
  type PortRef,
  type Primitive,
  type RelationType,
  type WindowSpec,
} from './plan.ts'
import type { PlanScope } from './scope.ts'

/** A computed field: its name and its text, or an expression over the fields as they are. */
export interface Computed {
  as: string
  expr: Located
}

export interface WindowOptions {
  over: WindowSpec
  by: readonly Located[]
  compute: readonly AggregateConfig[]
  having?: Located | undefined
  lateness?: number
}

export interface RankOptions {
  by: readonly Located[]
  order: readonly OrderConfig[]
  from: number
  to: number
  rankField?: string | undefined
}

/** Names of the columns that a window adds. */
const WINDOW_COLUMNS = ['window_start', 'window_end', 'window_time'] as const

/**
 * A typed stream between primitives, while a plan is built.
 *
 * Methods never throw: a problem goes to the scope, and the result is the best guess. Side outputs hang on the result
 * (`late`, `failed`).
 */
export class Relation {
  readonly scope: PlanScope
  readonly at: PortRef
  readonly type: RelationType
  /** Rows that came too late for every one of their windows; columns as the input. */
  late?: Relation
  /** Rows on which an expression failed; columns as the input, and `error`. */
  failed?: Relation

  constructor(scope: PlanScope, at: PortRef, type: RelationType) {
    this.scope = scope
    this.at = at
    this.type = type
  }

  /** What stands for an input that is not connected. */
  static unknown(scope: PlanScope): Relation {
    return new Relation(scope, { node: '', port: '' }, { row: [], changes: APPEND })
  }

  /** The same relation as an input of another node. */
  in(scope: PlanScope): Relation {
    return new Relation(scope, this.at, this.type)
  }

  get row(): RowType {
    return this.type.row
  }
  get known(): boolean {
    return this.at.node !== ''
  }

  /** Keeps the rows for which a condition is true. */
  filter(condition: Located, role = 'filter'): Relation {
    return this.keep(conditionOf(this.scope, condition, this.row), role)
  }

  /** A computed condition over the columns of this relation. */
  keep(where: TExpr, role: string): Relation {
    const input = this.withdrawing()
    return input.calc(role, { where, fields: input.passed() })
  }

  /** Adds or replaces fields; all texts read the fields of the input. */
  with(computed: readonly Computed[], role = 'compute'): Relation {
    const exprs = computed.map(({ as, expr }) => ({ name: as, expr: expressionOf(this.scope, expr, this.row) }))
    return this.extend(exprs, role)
  }

  /** Adds or replaces computed columns. */
  extend(computed: readonly NamedExpr[], role: string): Relation {
    let row = this.row as readonly Field[]
    const exprs: TExpr[] = row.map((field, i) => column(i, field))
    for (const { name, expr } of computed) {
      const next = withField(row, { name, type: expr.type, nullable: expr.nullable })
      row = next.row
      exprs[next.index] = expr
    }
    return this.project(
      row.map(({ name }, i) => ({ name, expr: exprs[i]! })),
      role,
    )
  }

  /** Keeps fields, in this order, under new names where given. */
  select(chosen: readonly { field: Located; as?: string | undefined }[], role = 'select'): Relation {
    const fields: NamedExpr[] = []
    for (const { field, as } of chosen) {
      const index = fieldIndex(this.scope, field, this.row)
      if (index === undefined) continue
      const name = as ?? field.text
      if (fields.some((other) => other.name === name)) {
        this.scope.problem({
          code: 'duplicate-field',
          message: `There are two fields named \`${name}\`.`,
          hint: 'Give one of them another name with `as`.',
          path: field.path,
        })
      } else fields.push({ name, expr: column(index, this.row[index]!) })
    }
    return this.project(fields, role)
  }

  /** Computes all fields anew. Keeps the time attribute, key and window bounds where their columns go on. */
  project(fields: readonly NamedExpr[], role: string): Relation {
    const input = this.keepsKey(fields) ? this : this.withdrawing()
    return input.calc(role, { fields })
  }

  /** All rows of several relations of equal types. */
  union(others: readonly Relation[], role = 'union'): Relation {
    const all = [this, ...others].filter(({ known }) => known)
    for (const [index, other] of all.entries()) if (index > 0) this.sameFields(all[0]!, other, index)
    if (all.length === 0) return this
    const [first] = all
    const row = first!.row.map((field, i) => ({
      ...field,
      nullable: all.some((relation) => relation.row[i]?.nullable ?? true),
    }))
    const appending = all.every(({ type }) => type.changes.mode === 'append')
    const inputs = appending ? all : all.map((relation, i) => relation.withdrawing(`normalize-${i}`))
    const timed = all.every(({ type }) => type.time !== undefined && type.time === first!.type.time)
    return this.add(role, { op: 'union' }, inputs, {
      row,
      ...(timed && { time: first!.type.time! }),
      changes: appending ? APPEND : { mode: 'retract' },
    })
  }

  private sameFields(first: Relation, other: Relation, index: number): void {
    const named = `input ${index + 1}`
    if (first.row.length !== other.row.length) {
      const message = `All inputs need the same fields; the first has ${first.row.length}, ${named} has ${other.row.length}.`
      this.scope.problem({ code: 'union-fields', message, hint: 'Put a *Select fields* before it.' })
      return
    }
    for (const [i, field] of first.row.entries()) {
      const twin = other.row[i]!
      if (twin.name === field.name && formatType(twin.type) === formatType(field.type)) continue
      const message = `Field ${i + 1} is ${field.name} ${formatType(field.type)} in the first input and ${twin.name} ${formatType(twin.type)} in ${named}.`
      this.scope.problem({
        code: 'union-fields',
        message,
        hint: 'Put a *Select fields* or *Compute* before it so that names and types agree.',
      })
    }
  }

  /** Adds window columns; a row appears once for each of its windows. */
  assign(over: WindowSpec, role = 'assign'): Relation {
    const rowtime = this.timeColumn('Windows')
    if (rowtime === undefined) return Relation.unknown(this.scope)
    const start = this.row.length
    const row = [...this.row, ...this.windowFields(rowtime)]
    return this.add(role, { op: 'assign', window: over, rowtime }, [this], {
      row,
      time: start + 2,
      changes: APPEND,
      bounds: { start, end: start + 1 },
    })
  }

  /** Aggregates by key and window of event time. */
  window({ over, by, compute, having, lateness = 0 }: WindowOptions): Relation {
    const rowtime = this.timeColumn('A window')
    const key = fieldIndexes(this.scope, by, this.row)
    const calls = [...this.namedAggregates(compute), ...this.hiddenAggregates(having, compute)]
    if (rowtime === undefined || !this.known) return Relation.unknown(this.scope)
    this.appending('A window')
    const { relation: input, aggregates } = this.argumentsOf(calls)
    const row = [
      ...key.map((index) => this.row[index]!),
      ...this.windowFields(rowtime),
      ...aggregates.map(({ as, result }) => ({ name: as, ...result })),
    ]
    this.uniqueNames(row, compute)
    const bounds = { start: key.length, end: key.length + 1 }
    const windows = input.add(
      'window',
      { op: 'window', window: over, rowtime, key, aggregates, lateness },
      [input],
      { row, time: key.length + 2, changes: APPEND, bounds },
      { late: { ...input.type } },
    )
    const visible = key.length + WINDOW_COLUMNS.length + compute.length
    const result = having ? windows.having(having, calls, visible) : windows
    result.late = windows.late!.firstFields(this.row.length, 'late-fields')
    if (input.failed) result.failed = input.failed
    return result
  }

  /** Keeps rows for which a condition over results of aggregates is true, and drops the columns that only it needs. */
  private having(having: Located, calls: readonly AggregateCall[], visible: number): Relation {
    const expr = parsed(this.scope, having)
    if (!expr) return this.firstFields(visible, 'visible')
    const replaced = replaceCalls(expr, calls)
    const where = asCondition(this.scope, checkedExpr(this.scope, replaced, this.row, having), having)
    const kept = this.row.slice(0, visible).map((field, i) => ({ name: field.name, expr: column(i, field) }))
    return this.withdrawing().calc('having', { where, fields: kept })
  }

  /** The first fields only; nothing to do when these are all. */
  private firstFields(count: number, role: string): Relation {
    if (this.row.length <= count) return this
    return this.project(
      this.row.slice(0, count).map((field, i) => ({ name: field.name, expr: column(i, field) })),
      role,
    )
  }

  /** The rows of the best ranks of each key in each window; the input has window columns. */
  rank({ by, order, from, to, rankField }: RankOptions): Relation {
    const { bounds } = this.type
    const key = fieldIndexes(this.scope, by, this.row)
    const orders = order.map(({ field, direction }) => ({
      column: fieldIndex(this.scope, field, this.row),
      descending: direction === 'desc',
    }))
    if (!this.known || orders.some((item) => item.column === undefined)) return Relation.unknown(this.scope)
    if (!bounds) {
      const hint = 'Give it a window of its own, or put it behind a window.'
      this.scope.problem({ code: 'no-window', message: 'The input has no window columns.', hint, path: 'window' })
      return Relation.unknown(this.scope)
    }
    this.appending('A Top-N of windows')
    if (rankField !== undefined && indexOfField(this.row, rankField) >= 0) {
      this.scope.problem({
        code: 'duplicate-field',
        message: `The input has a field \`${rankField}\` already.`,
        path: 'rankField',
      })
    }
    const op: Primitive = {
      op: 'rank',
      key,
      order: orders as { column: number; descending: boolean }[],
      from,
      to,
      ...(rankField !== undefined && { rankField }),
      bounds,
    }
    const rankColumn: Field[] =
      rankField === undefined ? [] : [{ name: rankField, type: { t: 'BIGINT' }, nullable: false }]
    const row = [...this.row, ...rankColumn]
    return this.add('rank', op, [this], { ...this.type, row }, { late: this.type })
  }

  /** The aggregates that are named in the configuration. */
  private namedAggregates(compute: readonly AggregateConfig[]): AggregateCall[] {
    return compute.map(({ fn, of, where, distinct, as }) => ({
      fn,
      ...(of && { of: { text: of, expr: parsed(this.scope, of) } }),
      ...(where && { where: { text: where, expr: parsed(this.scope, where) } }),
      ...(distinct && { distinct: true as const }),
      as,
    }))
  }

  /** The aggregates that only HAVING asks for. */
  private hiddenAggregates(having: Located | undefined, compute: readonly AggregateConfig[]): AggregateCall[] {
    const expr = having && parsed(this.scope, having)
    if (!having || !expr) return []
    const named = this.namedAggregates(compute)
    const hidden: AggregateCall[] = []
    for (const call of aggregateCalls(expr, having)) {
      if (![...named, ...hidden].some((other) => sameCall(other, call)))
        hidden.push({ ...call, as: `$having_${hidden.length}` })
    }
    return hidden
  }

  /** A relation in which the arguments and conditions of aggregates are columns. */
  private argumentsOf(calls: readonly AggregateCall[]): { relation: Relation; aggregates: Aggregate[] } {
    const extra: NamedExpr[] = []
    const columnFor = (expr: TExpr): number => {
      if (expr.k === 'col') return expr.index
      extra.push({ name: `$argument_${extra.length}`, expr })
      return this.row.length + extra.length - 1
    }
    const aggregates = calls
      .map((call) => this.aggregate(call, columnFor))
      .filter((aggregate) => aggregate !== undefined)
    if (extra.length === 0) return { relation: this, aggregates }
    return { relation: this.extend(extra, 'arguments'), aggregates }
  }

  private aggregate(
    { fn, of, where, distinct, as }: AggregateCall,
    columnFor: (expr: TExpr) => number,
  ): Aggregate | undefined {
    const definition = aggregateDefinition(fn)
    if (!definition) {
      const known = aggregateDefinitions.map((known) => known.fn).join(', ')
      return this.scope.problem({
        code: 'aggregate-not-found',
        message: `There is no aggregate ${fn}.`,
        hint: `There are: ${known}`,
        path: of?.text.path ?? 'having',
      })
    }
    const argument = of && (of.expr ? checkedExpr(this.scope, of.expr, this.row, of.text) : UNKNOWN)
    const condition = where && this.aggregateCondition(where)
    if (definition.argument === 'required' && !argument) {
      const hint = `Set \`of\` to ${definition.want}.`
      return this.scope.problem({
        code: 'aggregate-argument',
        message: `${fn} needs a value to aggregate.`,
        hint,
        path: 'aggregates',
      })
    }
    if (argument && argument.type.t !== 'NULL' && !definition.accepts(argument.type)) {
      const message = `${fn} needs ${definition.want}, found ${formatType(argument.type)}.`
      return this.scope.problem({
        code: 'aggregate-argument',
        message,
        path: of.text.path,
        span: [0, of.text.text.length],
      })
    }
    return {
      fn,
      args: argument ? [columnFor(argument)] : [],
      ...(condition && { where: columnFor(condition) }),
      ...(distinct && argument && { distinct }),
      as,
      result: aggregateResult(definition, argument, condition !== undefined),
    }
  }

  private aggregateCondition({ text, expr }: { text: Located; expr: Expr | undefined }): TExpr {
    if (!expr) return { ...UNKNOWN, type: BOOLEAN }
    return asCondition(this.scope, checkedExpr(this.scope, expr, this.row, text), text)
  }

  private uniqueNames(row: RowType, compute: readonly AggregateConfig[]): void {
    const seen = new Set<string>()
    for (const [i, { name }] of row.entries()) {
      if (seen.has(name)) {
        const index = i - (row.length - compute.length)
        const path = index >= 0 && index < compute.length ? `aggregates[${index}].as` : 'keyBy'
        this.scope.problem({
          code: 'duplicate-field',
          message: `The result would have two fields named \`${name}\`.`,
          hint: 'Choose another name.',
          path,
        })
      }
      seen.add(name)
    }
  }

  private windowFields(rowtime: number): Field[] {
    const { type } = this.row[rowtime]!
    const bound = timestamp(3)
    return [
      { name: WINDOW_COLUMNS[0], type: bound, nullable: false },
      { name: WINDOW_COLUMNS[1], type: bound, nullable: false },
      { name: WINDOW_COLUMNS[2], type, nullable: false },
    ]
  }

  /** The event-time column; a problem when there is none. */
  private timeColumn(what: string): number | undefined {
    if (!this.known) return undefined
    const { time } = this.type
    if (time !== undefined && isTimestamp(this.row[time]!.type)) return time
    const hint = 'Set the event time at the source.'
    return this.scope.problem({
      code: 'no-event-time',
      message: `${what} needs event time, and the input has none.`,
      hint,
    })
  }

  /** Says so when rows may be updated and the operator cannot take that. */
  private appending(what: string): void {
    if (this.type.changes.mode === 'append') return
    const message = `${what} needs rows that are never changed; the input updates its rows.`
    this.scope.problem({
      code: 'change-mode',
      message,
      hint: 'Put it before what makes updates, or aggregate in windows.',
    })
  }

  /** The relation with before-images: what replaces by key becomes what withdraws. */
  private withdrawing(role = 'normalize'): Relation {
    const { changes } = this.type
    if (changes.mode !== 'upsert' || !this.known) return this
    return this.add(role, { op: 'changelog', to: 'retract', key: changes.key }, [this], {
      ...this.type,
      changes: { mode: 'retract' },
    })
  }

  /** Whether the key of an upsert relation survives a projection. */
  private keepsKey(fields: readonly NamedExpr[]): boolean {
    const { changes } = this.type
    if (changes.mode !== 'upsert') return true
    return changes.key.every((key) => fields.some(({ expr }) => expr.k === 'col' && expr.index === key))
  }

  private passed(): NamedExpr[] {
    return this.row.map((field, i) => ({ name: field.name, expr: column(i, field) }))
  }

  private calc(role: string, { where, fields }: { where?: TExpr; fields: readonly NamedExpr[] }): Relation {
    const type = this.derived(fields)
    const failedRow = [...this.row, { name: 'error', type: STRING, nullable: false }]
    const result = this.add(role, { op: 'calc', ...(where && { where }), fields }, [this], type, {
      failed: { row: failedRow, changes: APPEND },
    })
    return result
  }

  /** Type of a projection: time, bounds and key go on with their columns. */
  private derived(fields: readonly NamedExpr[]): RelationType {
    const place = (index: number | undefined) =>
      index === undefined ? -1 : fields.findIndex(({ expr }) => expr.k === 'col' && expr.index === index)
    const time = place(this.type.time)
    const [start, end] = [place(this.type.bounds?.start), place(this.type.bounds?.end)]
    const { changes } = this.type
    return {
      row: fields.map(({ name, expr }) => ({ name, type: expr.type, nullable: expr.nullable })),
      ...(time >= 0 && { time }),
      ...(start >= 0 && end >= 0 && { bounds: { start, end } }),
      changes: changes.mode === 'upsert' ? { mode: 'upsert', key: changes.key.map(place) } : changes,
    }
  }

  /** Adds a primitive and gives the relation of its port `out`; other ports become side outputs. */
  private add(
    role: string,
    op: Primitive,
    inputs: readonly Relation[],
    out: RelationType,
    side: { late?: RelationType; failed?: RelationType } = {},
  ): Relation {
    if (!inputs.every(({ known }) => known)) return new Relation(this.scope, { node: '', port: '' }, out)
    const node = this.scope.add(
      role,
      op,
      inputs.map(({ at }) => at),
      { out, ...side },
    )
    const relation = new Relation(this.scope, { node, port: 'out' }, out)
    if (side.late) relation.late = new Relation(this.scope, { node, port: 'late' }, side.late)
    if (side.failed) relation.failed = new Relation(this.scope, { node, port: 'failed' }, side.failed)
    return relation
  }
}

const printed = (part: { expr: Expr | undefined } | undefined) => (part?.expr ? print(part.expr) : part ? '?' : '')

const sameCall = (a: AggregateCall, b: AggregateCall) =>
  a.fn === b.fn &&
  (a.distinct ?? false) === (b.distinct ?? false) &&
  printed(a.of) === printed(b.of) &&
  printed(a.where) === printed(b.where)

/** The condition with every aggregate call replaced by the column that has its result. */
function replaceCalls(expr: Expr, calls: readonly AggregateCall[]): Expr {
  if (expr.k !== 'call') return expr
  const [call] = aggregateCalls(expr, new Located(''), true)
  if (call) {
    const known = calls.find((other) => sameCall(other, call))
    return known ? { k: 'col', name: known.as, ...(expr.span && { span: expr.span }) } : expr
  }
  return { ...expr, args: expr.args.map((arg) => replaceCalls(arg, calls)) }
}
