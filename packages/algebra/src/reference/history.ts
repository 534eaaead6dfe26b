import { isApproximate, type Row, type RowType, type Value } from '@millrace/language'
import type { Aggregate } from '../plan.ts'
import { aggregate } from './aggregate.ts'
import { identity, picked } from './rows.ts'

/** A row that was added (1) or taken back (−1). */
export interface Step {
  sign: 1 | -1
  row: Row
}

/**
 * The value of an aggregate after rows have been added and taken back, from scratch over all that happened.
 *
 * Sums of floating-point numbers depend on the order of all steps, as in Flink; everything else only on the rows that are left.
 */
export function aggregateHistory(wanted: Aggregate, history: readonly Step[], input: RowType): Value {
  const { fn, args, where } = wanted
  const counted = where === undefined ? history : history.filter(({ row }) => row[where] === true)
  const column = args[0]
  const steps = wanted.distinct && column !== undefined ? distinctSteps(counted, column, input) : counted
  const plain = { ...wanted, where: undefined, distinct: undefined } as unknown as Aggregate
  if (column !== undefined && isApproximate(input[column]!.type) && (fn === 'sum' || fn === 'avg'))
    return floating(plain, steps, column, input)
  return aggregate(plain, remaining(steps, input), input)
}

/** The rows that are left; of equal ones the first goes first. */
export function remaining(steps: readonly Step[], input: RowType): Row[] {
  const rows: { id: string; row: Row }[] = []
  for (const { sign, row } of steps) {
    const id = identity(row, input)
    if (sign === 1) rows.push({ id, row })
    else {
      const at = rows.findIndex((other) => other.id === id)
      if (at >= 0) rows.splice(at, 1)
    }
  }
  return rows.map(({ row }) => row)
}

/** The steps that bring a value which was not there, or take the last one of it. */
function distinctSteps(steps: readonly Step[], column: number, input: RowType): Step[] {
  const counts = new Map<string, number>()
  return steps.filter(({ sign, row }) => {
    if (row[column] === null) return false
    const id = identity(picked(row, [column]), picked(input, [column]))
    const before = counts.get(id) ?? 0
    counts.set(id, before + sign)
    return sign === 1 ? before === 0 : before === 1
  })
}

function floating({ fn }: Aggregate, steps: readonly Step[], column: number, input: RowType): Value {
  const round = fn === 'sum' && input[column]!.type.t === 'FLOAT' ? Math.fround : (x: number) => x
  let [sum, count, begun] = [0, 0, fn === 'avg']
  for (const { sign, row } of steps) {
    const value = row[column] as number | null
    if (value === null) continue
    sum = !begun && sign === 1 ? value : round(sum + sign * value)
    begun = true
    count += sign
  }
  if (count === 0) return null
  if (fn === 'sum') return sum
  return input[column]!.type.t === 'FLOAT' ? Math.fround(sum / count) : sum / count
}
