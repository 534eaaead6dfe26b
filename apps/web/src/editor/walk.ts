/** Walking the graph by keys: along the edges to the right and left, among neighbours up and down. */
import { nodeOf, type Pipeline } from '@millrace/pipeline'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The node that an arrow key goes to; undefined where there is none. */
export function nextNode({ edges, layout, nodes }: Pipeline, from: string, direction: Direction): string | undefined {
  const at = (id: string) => layout[id] ?? [0, 0]
  const [x, y] = at(from)
  const near = (ids: readonly string[]) => ids.toSorted((a, b) => distance(at(a), [x, y]) - distance(at(b), [x, y]))[0]
  if (direction === 'right')
    return near(edges.filter((edge) => nodeOf(edge.from) === from).map((edge) => nodeOf(edge.to)))
  if (direction === 'left')
    return near(edges.filter((edge) => nodeOf(edge.to) === from).map((edge) => nodeOf(edge.from)))
  const beyond = Object.keys(nodes).filter(
    (id) => id !== from && (direction === 'down' ? at(id)[1] > y : at(id)[1] < y),
  )
  // Going up or down prefers what stands right above or below.
  return beyond.toSorted((a, b) => lean(at(a), [x, y]) - lean(at(b), [x, y]))[0]
}

type Point = readonly [number, number]
const distance = ([ax, ay]: Point, [bx, by]: Point) => Math.hypot(ax - bx, ay - by)
const lean = ([ax, ay]: Point, [bx, by]: Point) => Math.abs(ay - by) + 2 * Math.abs(ax - bx)
