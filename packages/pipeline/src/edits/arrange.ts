import { nodeOf, type Pipeline, type Position } from '../pipeline.ts'

export interface Box {
  id: string
  x: number
  y: number
  width: number
  height: number
}

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom'

/** Where boxes go so that their edges or middles are on one line; the outermost box says where. */
export function aligned(boxes: readonly Box[], to: Alignment): Record<string, Position> {
  const left = Math.min(...boxes.map(({ x }) => x))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const top = Math.min(...boxes.map(({ y }) => y))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  const place: Record<Alignment, (box: Box) => Position> = {
    left: ({ y }) => [left, y],
    center: ({ y, width }) => [(left + right - width) / 2, y],
    right: ({ y, width }) => [right - width, y],
    top: ({ x }) => [x, top],
    middle: ({ x, height }) => [x, (top + bottom - height) / 2],
    bottom: ({ x, height }) => [x, bottom - height],
  }
  return Object.fromEntries(boxes.map((box) => [box.id, place[to](box)]))
}

/** Where boxes go so that the gaps between neighbours are equal; the outermost two stay. */
export function distributed(boxes: readonly Box[], axis: 'horizontal' | 'vertical'): Record<string, Position> {
  const start = (box: Box) => (axis === 'horizontal' ? box.x : box.y)
  const length = (box: Box) => (axis === 'horizontal' ? box.width : box.height)
  const order = [...boxes].sort((a, b) => start(a) - start(b))
  if (order.length < 3) return {}
  const last = order.at(-1)!
  const span = start(last) + length(last) - start(order[0]!)
  const gap = (span - order.reduce((sum, box) => sum + length(box), 0)) / (order.length - 1)
  let at = start(order[0]!)
  const positions: Record<string, Position> = {}
  for (const box of order) {
    positions[box.id] = axis === 'horizontal' ? [at, box.y] : [box.x, at]
    at += length(box) + gap
  }
  return positions
}

/** The nodes from which rows come to these, or to which rows go from them; themselves included. */
export function reachable(pipeline: Pipeline, ids: readonly string[], direction: 'upstream' | 'downstream'): string[] {
  const found = new Set(ids)
  const edges = pipeline.edges.map(({ from, to }) =>
    direction === 'downstream' ? [nodeOf(from), nodeOf(to)] : [nodeOf(to), nodeOf(from)],
  ) as [string, string][]
  for (const id of found) for (const [near, far] of edges) if (near === id) found.add(far)
  return [...found]
}
