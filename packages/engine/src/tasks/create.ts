import type { Primitive } from '@millrace/algebra'
import { CallTask } from './call.ts'
import { createChangelog } from './changeRows.ts'
import { DeduplicateTask } from './deduplicate.ts'
import { GroupTask } from './group.ts'
import { createJoin } from './join/join.ts'
import { LookupTask } from './lookup/lookupTask.ts'
import { OverTask } from './over/overTask.ts'
import { ParseTask } from './parse.ts'
import { RankTask } from './rank.ts'
import { SortTask } from './sort.ts'
import type { Task, TaskContext } from './task.ts'
import { TimeTask } from './time.ts'
import { createTopN } from './topN/topN.ts'
import { UnnestTask } from './unnest.ts'
import { createAssign, createWindow } from './window/createWindow.ts'

type Stateful = Exclude<Primitive['op'], 'source' | 'calc' | 'union' | 'sink'>

/** The task of every stateful primitive; one without a task does not compile. */
const creators: { [P in Stateful]: (context: TaskContext<Extract<Primitive, { op: P }>>) => Task } = {
  assign: createAssign,
  time: (context) => new TimeTask(context),
  parse: (context) => new ParseTask(context),
  unnest: (context) => new UnnestTask(context),
  changelog: createChangelog,
  window: createWindow,
  group: (context) => new GroupTask(context),
  rank: (context) => (context.node.op.bounds ? new RankTask(context) : createTopN(context)),
  deduplicate: (context) => new DeduplicateTask(context),
  over: (context) => new OverTask(context),
  sort: (context) => new SortTask(context),
  join: (context) => createJoin(context),
  call: (context) => (context.node.op.requests ? new LookupTask(context) : new CallTask(context)),
}

export function createTask(context: TaskContext): Task {
  const { op } = context.node.op
  const create = (creators as Record<string, ((context: TaskContext) => Task) | undefined>)[op]
  if (!create) throw new Error(`The engine has no task for the primitive ${op}.`)
  return create(context)
}
