import { nodeOf, type Pipeline, type PipelineNode, type Position } from '../pipeline.ts'

/** An id that is free: the wanted word, or the word with the next number. */
export function freeId(taken: { readonly [id: string]: unknown }, wanted: string): string {
  const word = wanted.replaceAll(/[^A-Za-z0-9_-]/g, '-').replace(/^[^A-Za-z]+/, '') || 'node'
  const base = word.slice(0, 56)
  if (!Object.hasOwn(taken, base)) return base
  const stem = base.replace(/-\d+$/, '')
  for (let n = 2; ; n++) if (!Object.hasOwn(taken, `${stem}-${n}`)) return `${stem}-${n}`
}

export function addNode(
  pipeline: Pipeline,
  { id, node, at }: { id: string; node: PipelineNode; at: Position },
): Pipeline {
  return { ...pipeline, nodes: { ...pipeline.nodes, [id]: node }, layout: { ...pipeline.layout, [id]: rounded(at) } }
}

/** Without these nodes and the edges at them. */
export function removeNodes(pipeline: Pipeline, ids: readonly string[]): Pipeline {
  const gone = new Set(ids)
  return {
    ...pipeline,
    nodes: without(pipeline.nodes, gone),
    edges: pipeline.edges.filter(({ from, to }) => !gone.has(nodeOf(from)) && !gone.has(nodeOf(to))),
    layout: without(pipeline.layout, gone),
  }
}

/** A name for the canvas; an empty one goes back to the title of the operator. */
export function labelNode(pipeline: Pipeline, id: string, label: string): Pipeline {
  const node = pipeline.nodes[id]
  if (!node || (node.label ?? '') === label) return pipeline
  const { label: _, ...bare } = node
  return { ...pipeline, nodes: { ...pipeline.nodes, [id]: label === '' ? bare : { ...bare, label } } }
}

export function moveNodes(pipeline: Pipeline, positions: { readonly [id: string]: Position }): Pipeline {
  const moved = Object.entries(positions)
    .filter(([id]) => Object.hasOwn(pipeline.nodes, id))
    .map(([id, at]) => [id, rounded(at)] as const)
    .filter(([id, [x, y]]) => pipeline.layout[id]?.[0] !== x || pipeline.layout[id]?.[1] !== y)
  if (moved.length === 0) return pipeline
  return { ...pipeline, layout: { ...pipeline.layout, ...Object.fromEntries(moved) } }
}

export function rename(pipeline: Pipeline, name: string): Pipeline {
  return name === pipeline.name || name.trim() === '' ? pipeline : { ...pipeline, name: name.trim() }
}

const rounded = ([x, y]: Position): Position => [Math.round(x), Math.round(y)]

function without<T>(record: { readonly [id: string]: T }, gone: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)))
}
