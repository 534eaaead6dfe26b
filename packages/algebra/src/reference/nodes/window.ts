import type { Row } from '@millrace/language'
import { relationAt } from '../../plan.ts'
import type { Change } from '../rows.ts'
import { picked } from '../rows.ts'
import { inputOf, type Node, type Of } from './node.ts'
import { type Bounds, sliceStart } from './windows/aligned.ts'
import { type WindowClock, windowClock } from './windows/clock.ts'
import { Content } from './windows/content.ts'
import { countWindow } from './windows/countWindow.ts'
import { CumulateWindows } from './windows/cumulate.ts'
import { Panes } from './windows/panes.ts'

export function window(context: Of<'window'>): Node {
  const { node, environment } = context
  const { window, rowtime } = node.op
  if (window.kind === 'count') return countWindow(context, window)
  if (rowtime === undefined) throw new Error(`A ${window.kind} window of the plan has no event time.`)
  const clock = windowClock(inputOf(context).row[rowtime]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
  return window.kind === 'cumulate' ? cumulateWindow(context, clock) : timeWindow(context, clock)
}

/** Results of a window: key, bounds, aggregates. */
function resultOf(
  context: Of<'window'>,
  clock: WindowClock,
  { start, end, content }: Bounds & { content: Content },
): Row {
  const { key, aggregates } = context.node.op
  const { row: type } = inputOf(context)
  const results = aggregates.map((each) => content.result(each, type, context.environment))
  return [...picked(content.rows()[0]!, key), start, end, clock.time(end), ...results]
}

function cumulateWindow(context: Of<'window'>, clock: WindowClock): Node {
  const { window, rowtime, key } = context.node.op
  const windows = new CumulateWindows({
    window: window as Extract<typeof window, { kind: 'cumulate' }>,
    rowtime: rowtime!,
    key,
    type: inputOf(context).row,
    clock,
    give: (pane) => context.emit('out', { kind: '+I', row: resultOf(context, clock, pane) }),
    late: (row) => context.emit('late', { kind: '+I', row }),
  })
  return { push: ({ row }) => windows.push(row), watermark: (time) => windows.watermark(time) }
}

function timeWindow(context: Of<'window'>, clock: WindowClock): Node {
  const { op } = context.node
  const { environment } = context
  const { row: type } = inputOf(context)
  const updating = relationAt(context.plan, { node: context.node.id, port: 'out' }).changes.mode === 'upsert'
  const sliced = op.window.kind === 'sliding' && op.lateness === 0 && !op.trigger && !op.evictor
  const emit = (kind: Change['kind'], pane: Bounds & { content: Content }) => {
    const content = sliced ? inSlices(context, pane.content, clock) : pane.content
    context.emit('out', { kind, row: resultOf(context, clock, { ...pane, content }) })
  }
  const panes = new Panes({
    window: op.window as Extract<typeof op.window, { kind: 'tumbling' | 'sliding' | 'session' }>,
    rowtime: op.rowtime!,
    key: op.key,
    type,
    lateness: op.lateness,
    trigger: op.trigger,
    evictor: op.evictor,
    clock,
    now: () => environment.now(),
    give: (pane) => emit(updating && pane.given ? '+U' : '+I', pane),
    withdraw: (pane) => updating && emit('-D', pane),
    late: (row) => context.emit('late', { kind: '+I', row }),
  })
  return {
    push: ({ row }) => panes.push(row),
    watermark: (time) => panes.watermark(time),
    clock: (now) => panes.tick(now),
  }
}

/** Sliding windows are put together from slices, latest first (Flink's HoppingSliceAssigner). */
function inSlices({ node }: Of<'window'>, content: Content, clock: WindowClock): Content {
  const { rowtime, window } = node.op
  const slices = new Map<number, Content>()
  for (const arrival of content.arrivals()) {
    const start = sliceStart(
      clock.wall(arrival.row[rowtime!] as number),
      window as Extract<typeof window, { kind: 'sliding' }>,
    )
    const slice = slices.get(start) ?? new Content()
    slices.set(start, slice)
    slice.add(arrival)
  }
  return new Content([...slices].sort(([a], [b]) => b - a).map(([, slice]) => slice))
}
