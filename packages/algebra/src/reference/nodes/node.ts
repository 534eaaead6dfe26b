import type { Environment, Row, RowType } from '@millrace/language'
import { type Plan, type PlanNode, type Primitive, type RelationType, relationAt } from '../../plan.ts'
import { type Change, identity, picked } from '../rows.ts'

/** A primitive in the plainest way: rows in arrays, maps for state, everything computed from scratch when it is due. */
export interface Node {
  push(change: Change, input: number): void
  /** All inputs have reached this time. */
  watermark(time: number): void
  /** The clock of the machine has come to this time. Running a whole plan takes no time. */
  clock?(now: number): void
  /** Its watermark is its own; that of the input ends here, but for the end of time. */
  ownWatermark?: true
  /** By how much it holds back its watermark. */
  delay?: number
}

export interface NodeContext<P extends Primitive = Primitive> {
  plan: Plan
  node: PlanNode<P>
  environment: Environment
  emit(port: string, change: Change): void
  /** Passes on a watermark of its own. */
  advance(time: number): void
  /** Whether something reads a port of the node. */
  read(port: string): boolean
  /** The rows of the table outside that the node looks into. */
  table?: readonly Row[]
}

export type Of<Op extends Primitive['op']> = NodeContext<Extract<Primitive, { op: Op }>>

/** The job ends: a row failed and nothing takes it. */
export class RowFailed extends Error {}

export const inputOf = ({ plan, node }: NodeContext, input = 0): RelationType => relationAt(plan, node.inputs[input]!)

/** Rows by equal values in some columns, in the order of first appearance. */
export function groupsOf(rows: readonly Row[], key: readonly number[], type: RowType): Row[][] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const id = identity(picked(row, key), picked(type, key))
    groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return [...groups.values()]
}
