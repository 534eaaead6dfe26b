/** Aggregates from scratch over all rows of a group, in the plainest way. */
import {
  bounded,
  compareNullable,
  compareValues,
  type DecimalType,
  divideRounded,
  type Environment,
  encodeCell,
  type FieldType,
  fits,
  type Int,
  interpret,
  isApproximate,
  isInteger,
  normal,
  powerOfTen,
  type Row,
  type RowType,
  toJson,
  UTC,
  type Value,
} from '@millrace/language'
import type { Composition } from '../aggregates/composition.ts'
import { aggregateDefinition } from '../aggregates/definitions.ts'
import { hasOrder } from '../aggregates/types.ts'
import type { Aggregate } from '../plan.ts'
import { approxCount } from './approxCount.ts'
import { customValue } from './customAggregate.ts'
import { approxPercentile, percentile } from './percentile.ts'
import { type Change, isAddition } from './rows.ts'

const BITS = { TINYINT: 8, SMALLINT: 16, INT: 32, BIGINT: 64 } as const
const NOWHERE: Environment = { zone: UTC, now: () => 0, random: () => 0.5 }

interface Options {
  environment: Environment
  retracting: boolean
}

/** Changes in their order, and parts that have collected changes by themselves and are merged in. */
export type History = readonly (Change | Merged)[]
export interface Merged {
  parts: History
}

/** The result over rows. */
export function aggregate(spec: Aggregate, rows: readonly Row[], input: RowType, environment?: Environment): Value {
  return aggregateChanges(
    spec,
    rows.map((row) => ({ kind: '+I', row })),
    input,
    environment,
  )
}

/**
 * The result after rows have come and gone. What is withdrawn is the first row with equal arguments, as in Flink's lists.
 *
 * Sums of floating-point numbers depend on the order of all changes and on what was summed up apart, as in Flink; everything else only
 * on the rows that are left.
 */
export function aggregateChanges(
  spec: Aggregate,
  history: History,
  input: RowType,
  environment: Environment = NOWHERE,
  retracting = false,
): Value {
  const { where, args, distinct } = spec
  const counted = mapped(history, (change) => (where === undefined || change.row[where] === true ? change : undefined))
  if (spec.custom) return customValue(spec.custom, args, counted, environment)
  if (args.length === 0) return flat(counted).reduce((n, change) => n + (isAddition(change) ? 1 : -1), 0)
  const types = args.map((column) => input[column]!)
  const tuples = mapped(counted, ({ kind, row }) => ({ kind, row: args.map((column) => row[column]!) }))
  return ofTuples(spec, distinct ? firsts(flat(tuples), types) : tuples, types, { environment, retracting })
}

const BY_ARRIVAL = new Set(['first-value', 'last-value'])

/** The result over parts. `arrivals` are all rows in the order in which they came, which decides what is first and last. */
export function aggregateParts(
  spec: Aggregate,
  { history, arrivals, retracting }: { history: History; arrivals?: readonly Row[]; retracting?: boolean },
  input: RowType,
  environment?: Environment,
): Value {
  return arrivals && BY_ARRIVAL.has(spec.fn) && !spec.distinct
    ? aggregate(spec, arrivals, input, environment)
    : aggregateChanges(spec, history, input, environment, retracting)
}

export const flat = (history: History): Change[] =>
  history.flatMap((step) => ('parts' in step ? flat(step.parts) : step))

function mapped(history: History, of: (change: Change) => Change | undefined): History {
  return history.flatMap((step) => ('parts' in step ? { parts: mapped(step.parts, of) } : (of(step) ?? [])))
}

/** The result of changes of the arguments alone. */
function ofTuples(spec: Aggregate, history: History, types: RowType, { environment, retracting }: Options): Value {
  const { fn } = spec
  const composition = aggregateDefinition(fn)?.composition
  if (composition) return composed(composition(types[0]!), history, environment)
  if ((fn === 'sum' || fn === 'avg') && isApproximate(types[0]!.type)) return floating(fn, history, types[0]!.type)
  if ((fn === 'min' || fn === 'max') && isApproximate(types[0]!.type) && !retracting) return extreme(fn, history)
  return resultOf(spec, remaining(flat(history), types), types)
}

const identityOf = (row: Row, types: RowType) => JSON.stringify(row.map((value, i) => toJson(value, types[i]!.type)))

/** What is left of tuples that came and went. */
function remaining(changes: readonly Change[], types: RowType): Row[] {
  const kept: Row[] = []
  for (const change of changes) {
    if (isAddition(change)) kept.push(change.row)
    else {
      const at = kept.findIndex((row) => identityOf(row, types) === identityOf(change.row, types))
      if (at >= 0) kept.splice(at, 1)
    }
  }
  return kept
}

/** The changes by which a value appears for the first time and goes for the last time. */
function firsts(changes: readonly Change[], types: RowType): Change[] {
  const counts = new Map<string, number>()
  return changes.filter((change) => {
    if (change.row[0] === null) return false
    const id = identityOf(change.row, types)
    const before = counts.get(id) ?? 0
    const after = before + (isAddition(change) ? 1 : -1)
    counts.set(id, after)
    return isAddition(change) ? before === 0 : after === 0
  })
}

function resultOf(spec: Aggregate, rows: readonly Row[], types: RowType): Value {
  const { fn, constants = [], result } = spec
  const [{ type } = types[0]!] = types
  if (fn === 'arg-min' || fn === 'arg-max') return atExtreme(fn, rows, types)
  if (fn === 'percentile') return percentile(rows, type, constants[0]!)
  const values = rows.map(([value]) => value!).filter((value) => value !== null)
  if (fn === 'count') return values.length
  if (fn === 'approx-count-distinct') return approxCount(values, type)
  if (values.length === 0) return null
  switch (fn) {
    case 'sum':
      return whole(sumOf(values), result.type)
    case 'avg':
      return mean(values, types[0]!, result.type)
    case 'min':
    case 'bool-and':
      return values.reduce((best, value) => (compareValues(value, best, type) < 0 ? value : best))
    case 'max':
    case 'bool-or':
      return values.reduce((best, value) => (compareValues(value, best, type) > 0 ? value : best))
    case 'first-value':
      return values[0]!
    case 'last-value':
      return values.at(-1)!
    case 'listagg':
      return values.join(constants[0] as string)
    case 'collect':
      return values
    case 'approx-percentile':
      return approxPercentile(values, type, constants[0]!, constants[1] as number)
    case 'top-values':
      return topValues(values, type, constants[0] as number)
    default:
      throw new Error(`The reference interpreter has no aggregate ${fn}.`)
  }
}

/** What has no order of its own is ordered by the bytes of its cell. */
function compareAny(a: Value, b: Value, type: FieldType): number {
  if (a === null || b === null || hasOrder(type)) return compareNullable(a, b, type)
  const [x, y] = [encodeCell(a, type), encodeCell(b, type)]
  const at = x.findIndex((byte, i) => byte !== y[i])
  return at < 0 ? x.length - y.length : x[at]! - (y[at] ?? -1)
}

/** The value in the row where the second argument is extreme; of several the smallest value. */
function atExtreme(fn: 'arg-min' | 'arg-max', rows: readonly Row[], [value, by]: RowType): Value {
  const sign = fn === 'arg-min' ? 1 : -1
  const sorted = rows
    .filter((row) => row[1] !== null)
    .sort((a, b) => sign * compareValues(a[1]!, b[1]!, by!.type) || compareAny(a[0]!, b[0]!, value!.type))
  return sorted[0]?.[0] ?? null
}

function topValues(values: readonly Value[], type: FieldType, count: number): Value {
  const counts = new Map<string, { value: Value; n: number }>()
  for (const value of values) {
    const id = JSON.stringify(toJson(value, type))
    const known = counts.get(id) ?? { value, n: 0 }
    counts.set(id, known)
    known.n++
  }
  return [...counts.values()]
    .sort((a, b) => b.n - a.n || compareValues(a.value, b.value, type))
    .slice(0, count)
    .map(({ value, n }) => [value, n])
}

/** An aggregate that is an expression over simpler ones. */
function composed({ parts, result }: Composition, history: History, environment: Environment): Value {
  const present = mapped(history, (change) => (change.row[0] === null ? undefined : change))
  if (flat(present).reduce((n, change) => n + (isAddition(change) ? 1 : -1), 0) === 0) return null
  const totals = parts.map(({ fn, of, result }) => {
    const read = interpret(of, environment)
    const steps = mapped(present, ({ kind, row }) => ({ kind, row: [read(row)] }))
    return ofTuples({ fn, args: [0], as: '', result }, steps, [{ name: 'x', type: of.type, nullable: true }], {
      environment,
      retracting: false,
    })
  })
  return interpret(result, environment)(totals)
}

const sumOf = (values: readonly Value[]) => values.reduce<bigint>((sum, value) => sum + BigInt(value as Int), 0n)

/** SUM and AVG of DOUBLE and FLOAT, step by step. A sum of FLOAT is rounded after every one. */
function floating(fn: 'sum' | 'avg', history: History, { t }: FieldType): Value {
  const round = fn === 'sum' && t === 'FLOAT' ? Math.fround : (x: number) => x
  const { sum, count } = total(history, fn === 'sum', round)
  if (count === 0) return null
  if (fn === 'sum') return sum
  return t === 'FLOAT' ? Math.fround(sum / count) : sum / count
}

/** `takes`: the first value is the sum itself, so that −0 stays −0. */
function total(history: History, takes: boolean, round: (x: number) => number): { sum: number; count: number } {
  let [sum, count] = [0, 0]
  for (const step of history) {
    const part =
      'parts' in step
        ? total(step.parts, takes, round)
        : step.row[0] === null
          ? { sum: 0, count: 0 }
          : isAddition(step)
            ? { sum: step.row[0] as number, count: 1 }
            : { sum: -(step.row[0] as number), count: -1 }
    if (part.count === 0 && (!('parts' in step) || takes)) continue
    sum = takes && sum === 0 && count === 0 && part.count > 0 ? part.sum : round(sum + part.sum)
    count += part.count
  }
  return { sum, count }
}

/** A sum in the type of the result: whole numbers wrap, decimals that do not fit are NULL. */
function whole(sum: bigint, type: RowType[number]['type']): Value {
  if (type.t === 'DECIMAL') return fits(normal(sum), type.precision) ? normal(sum) : null
  return normal(BigInt.asIntN(BITS[type.t as 'INT'], sum))
}

function mean(values: readonly Value[], { type }: RowType[number], result: RowType[number]['type']): Value {
  const n = BigInt(values.length)
  if (isInteger(type)) return whole(BigInt.asIntN(64, sumOf(values)) / n, result)
  const { scale, precision } = result as DecimalType
  return bounded(normal(divideRounded(sumOf(values) * powerOfTen(scale - (type as DecimalType).scale), n)), precision)
}

/**
 * MIN and MAX of DOUBLE and FLOAT where rows only come: NaN is neither smaller nor larger than anything, so it matters what was
 * compared with what. Where rows may go it is larger than all, and −0 below 0, as Java orders them.
 */
function extreme(fn: 'min' | 'max', history: History): Value {
  let best: number | null = null
  for (const step of history) {
    const value = ('parts' in step ? extreme(fn, step.parts) : step.row[0]!) as number | null
    if (value !== null && (best === null || (fn === 'min' ? value < best : value > best))) best = value
  }
  return best
}
