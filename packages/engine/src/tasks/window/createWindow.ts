import type { Primitive } from '@millrace/algebra'
import { type RowType, timestamp } from '@millrace/language'
import { Aggregation } from '../../aggregates/aggregation.ts'
import type { StateView, Task, TaskContext } from '../task.ts'
import { AccumulatedContent } from './accumulatedContent.ts'
import { AlignedTask } from './alignedTask.ts'
import { AssignTask } from './assignTask.ts'
import { ChangedPanes } from './changedPanes.ts'
import { contentView, type ViewedContent } from './contentView.ts'
import { CountTask } from './countTask.ts'
import { PaneResults } from './paneResults.ts'
import { PaneRows } from './paneRows.ts'
import { contentAt, Panes } from './panes.ts'
import { PaneTask } from './paneTask.ts'
import { WindowResults } from './results.ts'
import { RowContent } from './rowContent.ts'
import { LIST_WORDS } from './rowStore.ts'
import { WallClock } from './wallClock.ts'

type WindowPrimitive = Extract<Primitive, { op: 'window' }>
type AssignPrimitive = Extract<Primitive, { op: 'assign' }>

/** The task of a window, by what it has to keep. */
export function createWindow(context: TaskContext<WindowPrimitive>): Task {
  const { window, lateness, trigger, evictor } = context.node.op
  if (window.kind === 'count') return new CountTask(context)
  const once = lateness === 0 && trigger === undefined && evictor === undefined
  return window.kind !== 'session' && once ? new AlignedTask(context) : createPanes(context)
}

export function createAssign(context: TaskContext<AssignPrimitive>): Task {
  return context.node.op.window.kind === 'session' ? createSessionRows(context) : new AssignTask(context)
}

function createPanes(context: TaskContext<WindowPrimitive>): Task {
  const { node, inputs, emit, environment, monotonic } = context
  const { window, key, aggregates, lateness, trigger, evictor } = node.op
  if (window.kind === 'count' || window.kind === 'cumulate')
    throw new Error(`A ${window.kind} window of the plan gives results again.`)
  const { row: type } = inputs[0]!
  const rowtime = node.op.rowtime!
  const keyRow = key.map((column) => type[column]!)
  const clock = new WallClock(type[rowtime]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
  const byClock = trigger?.kind === 'continuous-processing-time'
  const early = trigger?.kind === 'continuous' || byClock
  const at = contentAt(early)
  const aggregation = new Aggregation(aggregates, type, at, { environment })
  const panes = new Panes(key, keyRow, evictor ? LIST_WORDS : aggregation.words, early)
  const rows = evictor && new RowContent(panes.records, { aggregates, type, at, rowtime, evictor, environment })
  const content = rows ?? new AccumulatedContent(panes.records, aggregation, at)
  const written = rows?.writing ?? aggregation
  const out = node.outputs.out!
  const results = new WindowResults(out.row, keyRow.length, written, clock, (batch) => emit('out', batch))
  return new PaneTask({
    window,
    rowtime,
    panes,
    content,
    output: new PaneResults(panes, content, results, out.changes.mode === 'upsert'),
    clock,
    lateness,
    trigger,
    changed: byClock ? new ChangedPanes(panes, trigger.every, monotonic()) : undefined,
    emitLate: (batch) => emit('late', batch),
    state: () => viewPanes(panes, keyRow, { aggregates, content, aggregation: written }),
  })
}

/** Sessions without aggregation: their rows leave when they are over. */
function createSessionRows({ node, inputs, emit, environment }: TaskContext<AssignPrimitive>): Task {
  const { window, key, rowtime } = node.op
  const { row: type } = inputs[0]!
  const keyRow = key.map((column) => type[column]!)
  const clock = new WallClock(type[rowtime]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
  const panes = new Panes(key, keyRow, LIST_WORDS, false)
  const keep = type.map((_, column) => column)
  const content = new RowContent(panes.records, { aggregates: COUNT, type, at: panes.content, keep, environment })
  return new PaneTask({
    window,
    rowtime,
    panes,
    content,
    output: new PaneRows(panes, content, clock, node.outputs.out!.row, (batch) => emit('out', batch)),
    clock,
    lateness: 0,
    emitLate: (batch) => emit('late', batch),
    state: () => viewPanes(panes, keyRow, { aggregates: COUNT, content, aggregation: content.writing }),
  })
}

/** What an observer sees of sessions that only keep rows. */
const COUNT = [{ fn: 'count', args: [], as: 'rows', result: { type: { t: 'BIGINT' }, nullable: false } }] as const

function viewPanes(
  panes: Panes,
  keyRow: RowType,
  viewed: Pick<ViewedContent, 'aggregates' | 'content' | 'aggregation'>,
): StateView {
  const bound = { type: timestamp(3), nullable: false }
  const keys = keyRow.length
  return contentView({
    ...viewed,
    name: 'windows',
    keyRow: [...keyRow, { name: 'window_start', ...bound }, { name: 'window_end', ...bound }],
    bases: () => panes.records.bases(),
    writeKey(pane, into) {
      panes.keys.loadKeys(Int32Array.of(panes.keyOf(pane)), 1, into, 0)
      into[keys]!.data[0] = panes.start(pane)
      into[keys + 1]!.data[0] = panes.end(pane)
    },
  })
}
