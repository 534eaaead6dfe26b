import type { Row } from '@millrace/language'
import { aggregate } from '../../aggregate.ts'
import { identity, picked } from '../../rows.ts'
import { inputOf, type Node, type Of } from '../node.ts'

/** After every `slide` rows of a key its last `size` rows, or all of them; a rest is never given. */
export function countWindow(context: Of<'window'>, { size, slide }: { size?: number; slide: number }): Node {
  const { key, aggregates } = context.node.op
  const { row: type } = inputOf(context)
  const rows = new Map<string, Row[]>()
  return {
    push({ row }) {
      const id = identity(picked(row, key), picked(type, key))
      const all = [...(rows.get(id) ?? []), row]
      rows.set(id, all)
      if (all.length % slide !== 0) return
      const last = size === undefined ? all : all.slice(-size)
      const results = aggregates.map((each) => aggregate(each, last, type, context.environment))
      const again = size === undefined && all.length > slide
      context.emit('out', { kind: again ? '+U' : '+I', row: [...picked(row, key), ...results] })
    },
    watermark() {},
  }
}
