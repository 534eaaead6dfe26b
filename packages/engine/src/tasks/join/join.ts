import type { JoinPrimitive } from '@millrace/algebra'
import type { Task, TaskContext } from '../task.ts'
import { IntervalJoinTask } from './interval.ts'
import { RegularJoinTask } from './regular.ts'
import { VersionJoinTask } from './version.ts'
import { WindowJoinTask } from './window.ts'

/** The task of a join, by what bounds the time in which rows find each other. */
export function createJoin(context: TaskContext<JoinPrimitive>): Task {
  switch (context.node.op.within?.kind) {
    case undefined:
      return new RegularJoinTask(context)
    case 'interval':
      return new IntervalJoinTask(context)
    case 'window':
      return new WindowJoinTask(context)
    case 'version':
      return new VersionJoinTask(context)
  }
}
