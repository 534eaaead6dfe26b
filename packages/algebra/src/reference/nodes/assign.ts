import { inputOf, type Node, type Of } from './node.ts'
import { windowsOf } from './windows/aligned.ts'
import { windowClock } from './windows/clock.ts'
import { Panes } from './windows/panes.ts'

export function assign(context: Of<'assign'>): Node {
  const { node, environment, emit } = context
  const { window, rowtime, key } = node.op
  const { row: type } = inputOf(context)
  const clock = windowClock(type[rowtime]!.type.t === 'TIMESTAMP_LTZ', environment.zone)
  if (window.kind !== 'session')
    return {
      push({ kind, row }) {
        for (const { start, end } of windowsOf(clock.wall(row[rowtime] as number), window))
          emit('out', { kind, row: [...row, start, end, clock.time(end)] })
      },
      watermark() {},
    }
  const sessions = new Panes({
    window,
    rowtime,
    key,
    type,
    lateness: 0,
    clock,
    now: () => environment.now(),
    give: ({ start, end, content }) => {
      for (const row of content.rows()) emit('out', { kind: '+I', row: [...row, start, end, clock.time(end)] })
    },
    withdraw() {},
    late: (row) => emit('late', { kind: '+I', row }),
  })
  return { push: ({ row }) => sessions.push(row), watermark: (time) => sessions.watermark(time) }
}
