import type { Node, Of } from './node.ts'
import { windowStarts } from './windowStarts.ts'

export function assign({ node, emit }: Of<'assign'>): Node {
  const { window, rowtime } = node.op
  return {
    push({ kind, row }) {
      for (const start of windowStarts(row[rowtime] as number, window)) {
        emit('out', { kind, row: [...row, start, start + window.size, start + window.size - 1] })
      }
    },
    watermark() {},
  }
}
