/** Aggregates of a configuration as aggregates of a plan: arguments and conditions become columns, `having` becomes a filter. */
import { BOOLEAN, type Expr, formatType, print, type RowType, type TExpr } from '@millrace/language'
import {
  type AggregateDefinition,
  aggregateDefinition,
  aggregateDefinitions,
  aggregateResult,
} from '../aggregates/definitions.ts'
import type { AggregateConfig } from '../controls.ts'
import { asCondition, checkedExpr, column, parsed, UNKNOWN } from '../expressions.ts'
import { Located } from '../located.ts'
import type { Aggregate, NamedExpr } from '../plan.ts'
import type { PlanScope } from '../scope.ts'
import { withdrawing } from './changes.ts'
import { calc, extended, firstFields } from './fields.ts'
import { type AggregateCall, aggregateCalls } from './having.ts'
import type { Relation } from './relation.ts'

/** An input in which all arguments are columns, and what is to be aggregated. */
export interface Prepared {
  input: Relation
  aggregates: readonly Aggregate[]
  calls: readonly AggregateCall[]
}

/** The aggregates of a configuration, and behind them those that only `having` asks for. */
export function prepared(
  relation: Relation,
  { compute, having }: { compute: readonly AggregateConfig[]; having?: Located | undefined },
): Prepared {
  const named = namedCalls(relation.scope, compute)
  const calls = [...named, ...hiddenCalls(relation.scope, having, named)]
  const extra: NamedExpr[] = []
  const columnFor = (expr: TExpr): number => {
    if (expr.k === 'col') return expr.index
    extra.push({ name: `$argument_${extra.length}`, expr })
    return relation.row.length + extra.length - 1
  }
  const aggregates = calls
    .map((call) => aggregateOf(relation, call, columnFor))
    .filter((aggregate) => aggregate !== undefined)
  return { input: extra.length === 0 ? relation : extended(relation, extra, 'arguments'), aggregates, calls }
}

/** Keeps results for which a condition over aggregates is true, and drops the columns that only it needs. */
export function having(
  results: Relation,
  condition: Located,
  calls: readonly AggregateCall[],
  visible: number,
): Relation {
  const { scope, row } = results
  const expr = parsed(scope, condition)
  if (!expr) return firstFields(results, visible, 'visible')
  const where = asCondition(scope, checkedExpr(scope, withResults(expr, calls), row, condition), condition)
  const fields = row.slice(0, visible).map((field, i) => ({ name: field.name, expr: column(i, field) }))
  return calc(withdrawing(results), 'having', { where, fields })
}

/** Says so when two fields of a result would have one name. */
export function expectUniqueNames(scope: PlanScope, row: RowType, compute: readonly AggregateConfig[]): void {
  const seen = new Set<string>()
  for (const [i, { name }] of row.entries()) {
    if (seen.has(name)) {
      const index = i - (row.length - compute.length)
      const path = index >= 0 && index < compute.length ? `aggregates[${index}].as` : 'keyBy'
      const message = `The result would have two fields named \`${name}\`.`
      scope.problem({ code: 'duplicate-field', message, hint: 'Choose another name.', path })
    }
    seen.add(name)
  }
}

function namedCalls(scope: PlanScope, compute: readonly AggregateConfig[]): AggregateCall[] {
  return compute.map(({ fn, of, where, distinct, as }) => ({
    fn,
    ...(of && { of: { text: of, expr: parsed(scope, of) } }),
    ...(where && { where: { text: where, expr: parsed(scope, where) } }),
    ...(distinct && { distinct: true as const }),
    as,
  }))
}

function hiddenCalls(scope: PlanScope, text: Located | undefined, named: readonly AggregateCall[]): AggregateCall[] {
  const expr = text && parsed(scope, text)
  if (!text || !expr) return []
  const hidden: AggregateCall[] = []
  for (const call of aggregateCalls(expr, text)) {
    if ([...named, ...hidden].some((other) => sameCall(other, call))) continue
    hidden.push({ ...call, as: `$having_${hidden.length}` })
  }
  return hidden
}

function aggregateOf(
  { scope, row }: Relation,
  { fn, of, where, distinct, as }: AggregateCall,
  columnFor: (expr: TExpr) => number,
): Aggregate | undefined {
  const definition = aggregateDefinition(fn)
  if (!definition) {
    const known = aggregateDefinitions.map((known) => known.fn).join(', ')
    const path = of?.text.path ?? 'having'
    return scope.problem({
      code: 'aggregate-not-found',
      message: `There is no aggregate ${fn}.`,
      hint: `There are: ${known}`,
      path,
    })
  }
  const argument = of && (of.expr ? checkedExpr(scope, of.expr, row, of.text) : UNKNOWN)
  if (!fitting(scope, definition, argument, of?.text)) return undefined
  const condition = where && conditionOf(scope, row, where)
  return {
    fn,
    args: argument ? [columnFor(argument)] : [],
    ...(condition && { where: columnFor(condition) }),
    ...(distinct && argument && { distinct }),
    as,
    result: aggregateResult(definition, argument, condition !== undefined),
  }
}

/** Whether the argument is one that the aggregate takes. */
function fitting(
  scope: PlanScope,
  { fn, argument: needs, want, accepts }: AggregateDefinition,
  argument: TExpr | undefined,
  text: Located | undefined,
): boolean {
  if (needs === 'required' && !argument) {
    const message = `${fn} needs a value to aggregate.`
    scope.problem({ code: 'aggregate-argument', message, hint: `Set \`of\` to ${want}.`, path: 'aggregates' })
    return false
  }
  if (!argument || !text || argument.type.t === 'NULL' || accepts(argument.type)) return true
  scope.problem({
    code: 'aggregate-argument',
    message: `${fn} needs ${want}, found ${formatType(argument.type)}.`,
    path: text.path,
    span: [0, text.text.length],
  })
  return false
}

function conditionOf(scope: PlanScope, row: RowType, { text, expr }: { text: Located; expr: Expr | undefined }): TExpr {
  if (!expr) return { ...UNKNOWN, type: BOOLEAN }
  return asCondition(scope, checkedExpr(scope, expr, row, text), text)
}

const printed = (part: { expr: Expr | undefined } | undefined) => (part?.expr ? print(part.expr) : part ? '?' : '')

const sameCall = (a: AggregateCall, b: AggregateCall) =>
  a.fn === b.fn &&
  (a.distinct ?? false) === (b.distinct ?? false) &&
  printed(a.of) === printed(b.of) &&
  printed(a.where) === printed(b.where)

/** The condition with every aggregate call replaced by the column that has its result. */
function withResults(expr: Expr, calls: readonly AggregateCall[]): Expr {
  if (expr.k !== 'call') return expr
  const [call] = aggregateCalls(expr, new Located(''), true)
  if (!call) return { ...expr, args: expr.args.map((arg) => withResults(arg, calls)) }
  const known = calls.find((other) => sameCall(other, call))
  return known ? { k: 'col', name: known.as, ...(expr.span && { span: expr.span }) } : expr
}
