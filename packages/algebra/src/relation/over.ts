import { type Expr, type Field, formatType, isInteger, sameType, type TExpr } from '@millrace/language'
import { aggregateDefinition } from '../aggregates/definitions.ts'
import type { AggregateConfig, OrderConfig } from '../controls.ts'
import { checkedExpr, fieldIndexes, parsed, UNKNOWN } from '../expressions.ts'
import type { Located } from '../located.ts'
import type { Aggregate, OverFrame } from '../plan.ts'
import { expectUniqueNames, prepared } from './aggregation.ts'
import { Arguments } from './arguments.ts'
import { expectAppend } from './changes.ts'
import { eventTime } from './deduplicate.ts'
import { firstFields } from './fields.ts'
import type { Relation } from './relation.ts'

export interface OverOptions {
  by: readonly Located[]
  order: readonly OrderConfig[]
  frame?: OverFrame | undefined
  compute: readonly AggregateConfig[]
}

/** Functions of the order of rows, which have no frame. */
export const ROW_FUNCTIONS = ['lag', 'row-number'] as const

const isRowFunction = ({ fn }: AggregateConfig) => (ROW_FUNCTIONS as readonly string[]).includes(fn)

/** Every row with aggregates of the rows before it, in the order of event time. */
export function over(relation: Relation, { by, order, frame, compute }: OverOptions): Relation {
  const { scope } = relation
  const key = fieldIndexes(scope, by, relation.row)
  const rowtime = timeOrder(relation, order)
  const lagged = lags(relation, compute)
  const { input, aggregates: counted } = prepared(lagged.input, {
    compute: compute.filter(({ fn }) => fn !== 'lag').map(rowNumber),
  })
  if (!relation.known || rowtime === undefined) return relation.unknown()
  expectAppend(relation, 'An over window', 'Put it before what makes updates.')
  expectFrame(relation, compute, frame)
  const aggregates = inOrder(compute, counted, lagged.aggregates)
  if (frame?.preceding !== undefined) expectRetractable(relation, compute, aggregates)
  const columns = relation.row.length
  const row = [...relation.row, ...aggregates.map(({ as, result }): Field => ({ name: as, ...result }))]
  expectUniqueNames(scope, row, compute)
  const result = input.add(
    'over',
    { op: 'over', key, rowtime, frame: frame ?? frameOf(compute), aggregates, columns },
    [input],
    { ...relation.type, row },
    { late: input.type },
  )
  result.late = result.late && firstFields(result.late, columns, 'late-fields')
  result.failed = input.failed
  return result
}

/** As in SQL: functions of the order see every row by itself, aggregates all rows of the same time. */
const frameOf = (compute: readonly AggregateConfig[]): OverFrame => ({
  unit: compute.length > 0 && compute.every(isRowFunction) ? 'rows' : 'range',
})

/** The number of a row is the number of rows so far. */
const rowNumber = (config: AggregateConfig): AggregateConfig =>
  config.fn === 'row-number' ? { fn: 'count', as: config.as } : config

/** Aggregates in the order in which they are asked for. Those with a problem are left out. */
function inOrder(
  compute: readonly AggregateConfig[],
  counted: readonly Aggregate[],
  lagged: readonly Aggregate[],
): Aggregate[] {
  const all = [...counted, ...lagged]
  return compute.flatMap(({ as }) => all.filter((aggregate) => aggregate.as === as).slice(0, 1))
}

/** The event-time column, when the order is by it alone and ascending. */
function timeOrder(relation: Relation, order: readonly OrderConfig[]): number | undefined {
  const [first] = order
  if (!relation.known || !first) return undefined
  const column = eventTime(relation, first.field)
  if (column === undefined || (order.length === 1 && first.direction === 'asc')) return column
  return relation.scope.problem({
    code: 'over-order',
    message: 'The rows of an over window are in the order of event time, ascending.',
    hint: 'Order by the event time alone.',
    path: 'orderBy',
  })
}

function expectFrame({ scope }: Relation, compute: readonly AggregateConfig[], frame: OverFrame | undefined): void {
  const found = compute.findIndex(isRowFunction)
  if (found < 0 || !frame) return
  scope.problem({
    code: 'over-frame',
    message: `${compute[found]!.fn} has no frame: it sees the rows one by one.`,
    hint: 'Leave out `frame`, or compute it in an over window of its own.',
    path: 'frame',
  })
}

/** Rows leave a frame, so what cannot be taken out again cannot be computed in one. */
function expectRetractable(
  { scope }: Relation,
  compute: readonly AggregateConfig[],
  aggregates: readonly Aggregate[],
): void {
  for (const { fn, as, custom } of aggregates) {
    if (custom ? custom.retract : (aggregateDefinition(fn)?.retracts ?? true)) continue
    scope.problem({
      code: 'aggregate-retract',
      message: `${fn} cannot take rows out again, and rows leave the frame.`,
      hint: custom ? 'Set `retract`.' : 'Use an exact aggregate, or the frame `unbounded`.',
      path: `aggregates[${compute.findIndex((config) => config.as === as)}]`,
    })
  }
}

interface Lags {
  input: Relation
  aggregates: readonly Aggregate[]
}

/** The values of rows before, with their arguments as columns. */
function lags(relation: Relation, compute: readonly AggregateConfig[]): Lags {
  const args = new Arguments(relation, 'lag-arguments')
  const aggregates = compute.flatMap((config, i) =>
    config.fn === 'lag' ? (lag(relation, config, `aggregates[${i}]`, args.columnFor) ?? []) : [],
  )
  return { input: args.input, aggregates }
}

function lag(
  relation: Relation,
  { of, args = [], where, distinct, as }: AggregateConfig,
  path: string,
  columnFor: (expr: TExpr) => number,
): Aggregate | undefined {
  const { scope } = relation
  const wrong = (message: string, hint: string, at = path): undefined =>
    scope.problem({ code: 'aggregate-argument', message, hint, path: at })
  if (!of) return wrong('lag needs a value.', 'Set `of` to the value of the row before.')
  if (where || distinct) return wrong('lag takes every row.', 'Remove `where` and `distinct`.')
  if (args.length > 2)
    return wrong('lag takes how many rows back, and what is before the first row.', 'Remove the others.')
  const value = typed(relation, of)
  const offset = args[0] ? offsetOf(relation, args[0]) : 1
  const otherwise = args[1] && typed(relation, args[1])
  if (value === UNKNOWN || offset === undefined || otherwise === UNKNOWN) return undefined
  const columns = otherwise ? [value, converted(otherwise, value)] : [value]
  return {
    fn: 'lag',
    args: columns.map(columnFor),
    constants: [offset],
    as,
    result: { type: value.type, nullable: otherwise?.nullable ?? true },
  }
}

function typed({ scope, row }: Relation, text: Located): TExpr {
  const expr: Expr | undefined = parsed(scope, text)
  return expr && row.length > 0 ? checkedExpr(scope, expr, row, text) : UNKNOWN
}

const converted = (expr: TExpr, { type }: TExpr): TExpr =>
  sameType(expr.type, type) ? expr : { k: 'call', fn: 'CAST', args: [expr], type, nullable: expr.nullable }

/** How many rows back: a whole number that is written down. */
function offsetOf(relation: Relation, text: Located): number | undefined {
  const expr = typed(relation, text)
  if (expr === UNKNOWN) return undefined
  if (expr.k === 'lit' && isInteger(expr.type) && typeof expr.value === 'number' && expr.value >= 0) return expr.value
  return relation.scope.problem({
    code: 'aggregate-argument',
    message: `lag goes back a whole number of rows; this is ${expr.k === 'lit' ? `${expr.value}` : formatType(expr.type)}.`,
    hint: 'Write a number such as 1.',
    path: text.path,
    span: [0, text.text.length],
  })
}
