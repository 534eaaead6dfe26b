/** One aggregate as asked for, as an aggregate of the plan: its arguments checked and turned into columns and constants. */
import {
  BOOLEAN,
  columnsOf,
  DataError,
  type Environment,
  type Expr,
  type FieldType,
  formatType,
  interpret,
  isInteger,
  type Json,
  type RowType,
  sameType,
  type TExpr,
  toJson,
  UTC,
  type Value,
} from '@millrace/language'
import {
  type AggregateDefinition,
  type AggregateParameter,
  aggregateDefinition,
  aggregateDefinitions,
  aggregateResult,
} from '../aggregates/definitions.ts'
import { asCondition, checkedExpr, UNKNOWN } from '../expressions.ts'
import type { Aggregate } from '../plan.ts'
import type { PlanScope } from '../scope.ts'
import type { AggregateCall, Part } from './having.ts'
import type { Relation } from './relation.ts'

/** Finds or adds the column that has an expression. */
type ColumnFor = (expr: TExpr) => number

/** Undefined after a problem. */
export function aggregateOf(relation: Relation, call: AggregateCall, columnFor: ColumnFor): Aggregate | undefined {
  const { scope, row } = relation
  const condition = call.where && conditionOf(scope, row, call.where)
  const where = condition && { where: columnFor(condition) }
  if (call.custom) return customAggregate(relation, call, where)
  const definition = aggregateDefinition(call.fn)
  if (!definition) {
    const hint = `There are: ${aggregateDefinitions.map((known) => known.fn).join(', ')}`
    return problem(scope, call, { code: 'aggregate-not-found', message: `There is no aggregate ${call.fn}.`, hint })
  }
  const argument = argumentOf(relation, definition, call)
  const others = othersOf(relation, definition, call)
  if (argument === 'wrong' || !others || !distinctAllowed(relation, definition, call, others.columns)) return undefined
  if (relation.type.changes.mode !== 'append' && !definition.retracts) return cannotRetract(scope, call)
  warnOfWholeNumbers(scope, definition, call, argument)
  const { columns, constants } = others
  return {
    fn: call.fn,
    args: [...(argument ? [argument] : []), ...columns].map(columnFor),
    ...(constants.length > 0 && { constants }),
    ...where,
    ...(call.distinct && argument && definition.distinct === 'counts' && { distinct: true as const }),
    as: call.as,
    result: aggregateResult(definition, argument, { filtered: condition !== undefined, constants, others: columns }),
  }
}

function customAggregate(
  { scope, type }: Relation,
  { custom, distinct, as, path }: AggregateCall,
  where: { where: number } | undefined,
): Aggregate | undefined {
  const { computation, reads } = custom!
  if (distinct) {
    const message = 'A custom aggregate cannot count equal values once.'
    return scope.problem({ code: 'aggregate-distinct', message, hint: 'Remove `distinct`.', path: `${path}.distinct` })
  }
  if (type.changes.mode !== 'append' && !computation.retract) {
    const message = 'The input withdraws rows, and the custom aggregate does not say how a row is taken out.'
    return scope.problem({ code: 'aggregate-retract', message, hint: 'Set `retract`.', path })
  }
  const { type: result, nullable } = computation.value
  return { fn: 'custom', args: reads, custom: computation, ...where, as, result: { type: result, nullable } }
}

interface Wrong {
  code: string
  message: string
  hint?: string
}

/** A problem of the whole call. */
const problem = (scope: PlanScope, { of, path }: AggregateCall, wrong: Wrong): undefined =>
  scope.problem({ ...wrong, path: of?.text.path ?? path })

/** A problem of one argument. */
function argumentProblem(scope: PlanScope, { text, expr }: Part, wrong: Wrong): undefined {
  return scope.problem({ ...wrong, path: text.path, span: expr?.span ?? [0, text.text.length] })
}

/** The value that is aggregated; undefined where none is given and none is needed. */
function argumentOf(
  { scope, row }: Relation,
  { fn, argument: needs, want, accepts }: AggregateDefinition,
  call: AggregateCall,
): TExpr | undefined | 'wrong' {
  if (!call.of) {
    if (needs !== 'required') return undefined
    const message = `${fn} needs a value to aggregate.`
    problem(scope, call, { code: 'aggregate-argument', message, hint: `Set \`of\` to ${want}.` })
    return 'wrong'
  }
  const expr = typed(scope, row, call.of)
  if (expr.type.t === 'NULL' || accepts(expr.type)) return expr
  const message = `${fn} needs ${want}, found ${formatType(expr.type)}.`
  argumentProblem(scope, call.of, { code: 'aggregate-argument', message })
  return 'wrong'
}

interface Others {
  columns: TExpr[]
  constants: Json[]
}

/** The further arguments; undefined after a problem. */
function othersOf(relation: Relation, definition: AggregateDefinition, call: AggregateCall): Others | undefined {
  const { scope } = relation
  const { fn, parameters = [] } = definition
  const given = call.args ?? []
  const surplus = given[parameters.length]
  if (surplus) {
    const most = parameters.length === 0 ? 'no further arguments' : `at most ${parameters.length} further arguments`
    return argumentProblem(scope, surplus, { code: 'argument-count', message: `${fn} takes ${most}.` })
  }
  const others: Others = { columns: [], constants: [] }
  for (const [i, parameter] of parameters.entries()) {
    const part = given[i]
    const right = part ? other(relation, fn, parameter, part, others) : missing(scope, call, parameter, others)
    if (!right) return undefined
  }
  return others
}

function missing(scope: PlanScope, call: AggregateCall, parameter: AggregateParameter, others: Others): boolean {
  if (parameter.default !== undefined) others.constants.push(parameter.default)
  else if (!parameter.optional) {
    const message = `${call.fn} needs its argument \`${parameter.name}\`: ${parameter.want}.`
    problem(scope, call, { code: 'aggregate-argument', message, hint: parameter.hint ?? parameter.summary })
    return false
  }
  return true
}

function other(
  { scope, row }: Relation,
  fn: string,
  parameter: AggregateParameter,
  part: Part,
  others: Others,
): boolean {
  const { name, want, hint, kind, accepts } = parameter
  const expr = typed(scope, row, part)
  if (expr === UNKNOWN) return false
  const wrong = (message: string) => {
    argumentProblem(scope, part, { code: 'aggregate-argument', message, ...(hint && { hint }) })
    return false
  }
  if (!accepts(expr.type)) return wrong(`${fn} needs ${want} as \`${name}\`, found ${formatType(expr.type)}.`)
  if (kind === 'column') {
    others.columns.push(expr)
    return true
  }
  if (columnsOf(expr).size > 0) return wrong(`\`${name}\` of ${fn} must not depend on the row.`)
  const to = parameter.to?.(expr.type) ?? expr.type
  const value = constantValue(expr, to)
  if (value === null) return wrong(`\`${name}\` of ${fn} must be ${want}.`)
  const refused = parameter.refuse?.(value)
  if (refused !== undefined) return wrong(refused)
  others.constants.push(toJson(value, to))
  return true
}

/** Arguments of aggregates are constants of the plan: they know neither zone nor time. */
const NOWHEN: Environment = { zone: UTC, now: () => 0, random: () => 0.5 }

/** The value of an expression without columns; null when it is NULL or fails. */
function constantValue(expr: TExpr, to: FieldType): Value {
  const cast: TExpr = sameType(expr.type, to)
    ? expr
    : { k: 'call', fn: 'CAST', args: [expr], type: to, nullable: expr.nullable }
  try {
    return interpret(cast, NOWHEN)([])
  } catch (failure) {
    if (failure instanceof DataError) return null
    throw failure
  }
}

function distinctAllowed(
  { scope }: Relation,
  { fn, distinct }: AggregateDefinition,
  call: AggregateCall,
  columns: readonly TExpr[],
): boolean {
  if (!call.distinct || distinct === 'same' || (distinct === 'counts' && columns.length === 0)) return true
  const message =
    columns.length > 0 ? `${fn} with weights cannot count equal values once.` : `${fn} counts equal values.`
  problem(scope, call, { code: 'aggregate-distinct', message, hint: 'Remove `distinct`.' })
  return false
}

function cannotRetract(scope: PlanScope, call: AggregateCall): undefined {
  const message = `${call.fn} cannot take rows out again, and the input withdraws rows.`
  const hint = 'Use an exact aggregate, or aggregate before what makes updates.'
  return problem(scope, call, { code: 'aggregate-retract', message, hint })
}

/** A spread of whole numbers is computed in whole numbers, as in Flink: squares that do not fit wrap around. */
function warnOfWholeNumbers(
  scope: PlanScope,
  { fn, composition }: AggregateDefinition,
  { of }: AggregateCall,
  argument: TExpr | undefined,
): void {
  if (!composition || !argument || !of || !isInteger(argument.type)) return
  const type = formatType(argument.type)
  const written = of.expr?.span ? of.text.text.slice(...of.expr.span) : of.text.text
  const text = `CAST(${written} AS DOUBLE)`
  const span = of.expr?.span ?? ([0, of.text.text.length] as const)
  scope.problem({
    code: 'whole-number-result',
    severity: 'warning',
    message: `${fn} of ${type} is computed in ${type}: it has no fraction, and squares that do not fit wrap around.`,
    hint: `Convert it: ${text}`,
    path: of.text.path,
    span,
    fixes: [{ title: text, span, text }],
  })
}

const typed = (scope: PlanScope, row: RowType, { text, expr }: Part): TExpr =>
  expr ? checkedExpr(scope, expr, row, text) : UNKNOWN

function conditionOf(
  scope: PlanScope,
  row: RowType,
  { text, expr }: { text: Part['text']; expr: Expr | undefined },
): TExpr {
  if (!expr) return { ...UNKNOWN, type: BOOLEAN }
  return asCondition(scope, checkedExpr(scope, expr, row, text), text)
}
