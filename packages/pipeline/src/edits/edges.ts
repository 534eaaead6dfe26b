import type { Edge, Pipeline } from '../pipeline.ts'

const same = (a: Edge, b: Edge) => a.from === b.from && a.to === b.to

export function connect(pipeline: Pipeline, { from, to }: Edge): Pipeline {
  if (pipeline.edges.some((edge) => same(edge, { from, to }))) return pipeline
  return { ...pipeline, edges: [...pipeline.edges, { from, to }] }
}

export function disconnect(pipeline: Pipeline, edges: readonly Edge[]): Pipeline {
  const left = pipeline.edges.filter((edge) => !edges.some((gone) => same(edge, gone)))
  return left.length === pipeline.edges.length ? pipeline : { ...pipeline, edges: left }
}

/** Puts a node in the middle of an edge; the edge keeps its place among those of its target. */
export function insertOnEdge(pipeline: Pipeline, edge: Edge, ports: { in: string; out: string }): Pipeline {
  const at = pipeline.edges.findIndex((other) => same(edge, other))
  if (at < 0) return pipeline
  const edges = pipeline.edges.with(at, { from: ports.out, to: edge.to })
  return { ...pipeline, edges: [...edges, { from: edge.from, to: ports.in }] }
}
