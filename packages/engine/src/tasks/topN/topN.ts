import type { Task, TaskContext } from '../task.ts'
import { AppendTopNTask } from './append.ts'
import { FirstRowsTask } from './firstRows.ts'
import type { RankPrimitive } from './ranking.ts'
import { RetractTopNTask } from './retract.ts'
import { TiedTopNTask } from './tied.ts'

/** A Top-N without windows: what it must keep depends on how the rows of its input change. */
export function createTopN(context: TaskContext<RankPrimitive>): Task {
  if (context.node.op.ties) return new TiedTopNTask(context)
  if (context.inputs[0]!.changes.mode !== 'append') return new RetractTopNTask(context)
  return context.node.op.order.length === 0 ? new FirstRowsTask(context) : new AppendTopNTask(context)
}
