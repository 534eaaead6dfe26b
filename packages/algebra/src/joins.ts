/** What may be said about a join without looking at a row. */
import { columnsOf, type TExpr } from '@millrace/language'
import type { JoinKind, JoinWithin, Primitive } from './plan.ts'

export type JoinPrimitive = Extract<Primitive, { op: 'join' }>

export type CallPrimitive = Extract<Primitive, { op: 'call' }>

/** A look-up as the join that it is at one moment; its right input is the table. */
export const asJoin = ({ kind, on, where, fields }: CallPrimitive): JoinPrimitive => ({
  op: 'join',
  kind,
  on,
  ...(where && { where }),
  fields,
})

/** Whether rows of a side that find no partner go out, padded with NULL. */
export const isOuter = (kind: JoinKind, side: 0 | 1): boolean =>
  kind === 'full' || kind === (side === 0 ? 'left' : 'right')

/** Whether only left rows go out, each once. */
export const isExistence = (kind: JoinKind): boolean => kind === 'semi' || kind === 'anti'

/** The columns of a side that decide or appear in the result; keys are among them only when they appear. */
export function joinColumns({ fields, where, within }: JoinPrimitive, side: 0 | 1): number[] {
  const columns = new Set(fields.filter(({ from }) => from === side).map(({ column }) => column))
  if (where) for (const column of columnsOfSide(where, side)) columns.add(column)
  if (within?.kind === 'interval' || within?.kind === 'version')
    columns.add(side === 0 ? within.leftTime : within.rightTime)
  return [...columns].sort((a, b) => a - b)
}

function columnsOfSide(expr: TExpr, side: 0 | 1): Iterable<number> {
  if (expr.k === 'lit') return []
  if (expr.k === 'col') return (expr.from ?? 0) === side ? columnsOf(expr) : []
  return expr.args.flatMap((arg) => [...columnsOfSide(arg, side)])
}

/**
 * How long a row of a side waits for partners of the other, counted from its own time: the time of the last partner that may come
 * is the row's time plus this.
 */
export function reach({ lower, upper }: Extract<JoinWithin, { kind: 'interval' }>, side: 0 | 1): number {
  return side === 0 ? upper : -lower
}

/** By how much a join holds back its watermark, so that rows it still holds are not late behind it (Flink's KeyedCoProcessOperatorWithWatermarkDelay). */
export function watermarkDelay({ within }: JoinPrimitive): number {
  return within?.kind === 'interval' && within.lower <= within.upper ? Math.max(reach(within, 0), reach(within, 1)) : 0
}
