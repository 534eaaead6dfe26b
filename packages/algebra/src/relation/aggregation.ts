/** Aggregates of a configuration as aggregates of a plan: arguments and conditions become columns, `having` becomes a filter. */
import { type Expr, print, type RowType } from '@millrace/language'
import { CUSTOM } from '../aggregates/definitions.ts'
import type { AggregateConfig } from '../controls.ts'
import { asCondition, checkedExpr, column, parsed } from '../expressions.ts'
import { Located } from '../located.ts'
import type { Aggregate } from '../plan.ts'
import type { PlanScope } from '../scope.ts'
import { aggregateOf } from './aggregateCall.ts'
import { Arguments } from './arguments.ts'
import { withdrawing } from './changes.ts'
import { customComputation } from './customAggregate.ts'
import { calc, firstFields } from './fields.ts'
import { type AggregateCall, aggregateCalls, type Part } from './having.ts'
import type { Relation } from './relation.ts'

/** An input in which all arguments are columns, and what is to be aggregated. */
export interface Prepared {
  input: Relation
  aggregates: readonly Aggregate[]
  condition?: Condition
}

/** A condition over results. */
interface Condition {
  text: Located
  /** Undefined after a problem. */
  expr: Expr | undefined
  /** All aggregates, also those that only the condition asks for. */
  calls: readonly AggregateCall[]
  /** Names of aggregates with a problem: there are no results of theirs. */
  missing: ReadonlySet<string>
}

/** The aggregates of a configuration, and behind them those that only `having` asks for. */
export function prepared(
  relation: Relation,
  { compute, having }: { compute: readonly AggregateConfig[]; having?: Located | undefined },
): Prepared {
  const named = namedCalls(relation, compute)
  const expr = having && parsed(relation.scope, having)
  const calls = having && expr ? [...named, ...hiddenCalls({ text: having, expr }, named)] : named
  const args = new Arguments(relation, 'arguments')
  const aggregates = calls
    .map((call) => aggregateOf(relation, call, args.columnFor))
    .filter((aggregate) => aggregate !== undefined)
  const computed = new Set(aggregates.map(({ as }) => as))
  const missing = new Set([...compute, ...calls].map(({ as }) => as).filter((as) => !computed.has(as)))
  return { input: args.input, aggregates, ...(having && { condition: { text: having, expr, calls, missing } }) }
}

/** Keeps results for which a condition over aggregates is true, and drops the columns that only it needs. */
export function having(results: Relation, { text, expr, calls, missing }: Condition, visible: number): Relation {
  const { scope, row } = results
  const condition = expr && withResults(expr, calls)
  // What is wrong with an aggregate has been said, and what depends on it is not wrong.
  if (!condition || reads(condition, missing)) return firstFields(results, visible, 'visible')
  const where = asCondition(scope, checkedExpr(scope, condition, row, text), text)
  const fields = row.slice(0, visible).map((field, i) => ({ name: field.name, expr: column(i, field) }))
  return calc(withdrawing(results), 'having', { where, fields })
}

/** Says so when a custom aggregate does not say how two parts of a window are joined. */
export function expectMergeable(scope: PlanScope, aggregates: readonly Aggregate[]): void {
  for (const { custom, as } of aggregates) {
    if (!custom || custom.merge) continue
    const message = `\`${as}\` cannot be joined from parts, which these windows need.`
    scope.problem({ code: 'aggregate-merge', message, hint: 'Set `merge`.', path: 'aggregates' })
  }
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

function namedCalls(relation: Relation, compute: readonly AggregateConfig[]): AggregateCall[] {
  return compute
    .map((config, i) => namedCall(relation, config, `aggregates[${i}]`))
    .filter((call) => call !== undefined)
}

function namedCall({ scope, row, known }: Relation, config: AggregateConfig, path: string): AggregateCall | undefined {
  const { fn, of, args, where, distinct, as } = config
  const part = (text: Located): Part => ({ text, expr: parsed(scope, text) })
  const custom = fn === CUSTOM && known ? customComputation(scope, row, config) : undefined
  if (fn === CUSTOM && !custom) return undefined
  return {
    fn,
    ...(of && { of: part(of) }),
    ...(args && { args: args.map(part) }),
    ...(where && { where: part(where) }),
    ...(distinct && { distinct: true as const }),
    ...(custom && { custom }),
    as,
    path,
  }
}

function hiddenCalls({ text, expr }: { text: Located; expr: Expr }, named: readonly AggregateCall[]): AggregateCall[] {
  const hidden: AggregateCall[] = []
  for (const call of aggregateCalls(expr, text)) {
    if ([...named, ...hidden].some((other) => sameCall(other, call))) continue
    hidden.push({ ...call, as: `$having_${hidden.length}` })
  }
  return hidden
}

const printed = (part: { expr: Expr | undefined } | undefined) => (part?.expr ? print(part.expr) : part ? '?' : '')

const sameCall = (a: AggregateCall, b: AggregateCall) =>
  a.fn === b.fn &&
  a.custom === undefined &&
  (a.distinct ?? false) === (b.distinct ?? false) &&
  printed(a.of) === printed(b.of) &&
  (a.args ?? []).map(printed).join() === (b.args ?? []).map(printed).join() &&
  printed(a.where) === printed(b.where)

/** Whether an expression reads one of some fields. */
const reads = (expr: Expr, names: ReadonlySet<string>): boolean =>
  expr.k === 'col' ? names.has(expr.name) : expr.k === 'call' && expr.args.some((arg) => reads(arg, names))

/** The condition with every aggregate call replaced by the column that has its result. */
function withResults(expr: Expr, calls: readonly AggregateCall[]): Expr {
  if (expr.k !== 'call') return expr
  const [call] = aggregateCalls(expr, new Located(''), true)
  if (!call) return { ...expr, args: expr.args.map((arg) => withResults(arg, calls)) }
  const known = calls.find((other) => sameCall(other, call))
  return known ? { k: 'col', name: known.as, ...(expr.span && { span: expr.span }) } : expr
}
