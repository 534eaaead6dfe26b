import type { Node, Of } from './node.ts'

export function union({ emit }: Of<'union'>): Node {
  return { push: (change) => emit('out', change), watermark() {} }
}
