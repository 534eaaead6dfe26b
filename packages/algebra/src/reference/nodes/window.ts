import { type Row, toWallClock } from '@millrace/language'
import { timerInstant } from '../../windowTime.ts'
import { aggregate } from '../aggregate.ts'
import { identity, picked } from '../rows.ts'
import { inputOf, type Node, type Of } from './node.ts'
import { windowStarts } from './windowStarts.ts'

export function window(context: Of<'window'>): Node {
  const { node, environment, emit } = context
  const { window, rowtime, key, aggregates } = node.op
  const { row: type } = inputOf(context)
  const keyType = picked(type, key)
  const local = type[rowtime]!.type.t === 'TIMESTAMP_LTZ'
  const wall = (time: number) => (local ? toWallClock(time, environment.zone) : time)
  const last = (start: number) =>
    local ? timerInstant(start + window.size - 1, environment.zone) : start + window.size - 1
  const windows = new Map<number, Map<string, Row[]>>()
  let clock = Number.NEGATIVE_INFINITY
  return {
    push({ kind, row }) {
      const starts = windowStarts(wall(row[rowtime] as number), window)
      const open = starts.filter((start) => last(start) > clock)
      if (starts.length > 0 && open.length === 0) return emit('late', { kind, row })
      for (const start of open) {
        const groups = windows.get(start) ?? new Map<string, Row[]>()
        windows.set(start, groups)
        const id = identity(picked(row, key), keyType)
        groups.set(id, [...(groups.get(id) ?? []), row])
      }
    },
    watermark(time) {
      clock = time
      for (const start of [...windows.keys()].sort((a, b) => a - b)) {
        if (last(start) > time) continue
        for (const rows of windows.get(start)!.values()) {
          const results = aggregates.map((each) => aggregate(each, rows, type))
          emit('out', {
            kind: '+I',
            row: [...picked(rows[0]!, key), start, start + window.size, last(start), ...results],
          })
        }
        windows.delete(start)
      }
    },
  }
}
