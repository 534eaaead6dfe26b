import type { Node, Of } from './node.ts'

export function sink({ emit }: Of<'sink'>): Node {
  return { push: (change) => emit('in', change), watermark() {} }
}
