import * as z from 'zod'
import { nodeOf, type Pipeline, type Position, portOf, readPipeline } from '../pipeline.ts'
import { freeId } from './nodes.ts'

/** Some nodes of a pipeline with the edges between them, as the clipboard carries them. */
export interface Fragment {
  readonly millraceNodes: 1
  readonly nodes: Pipeline['nodes']
  readonly edges: Pipeline['edges']
  readonly layout: Pipeline['layout']
}

export function fragmentOf(pipeline: Pipeline, ids: readonly string[]): Fragment {
  const chosen = new Set(ids)
  const only = <T>(record: { readonly [id: string]: T }) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => chosen.has(id)))
  return {
    millraceNodes: 1,
    nodes: only(pipeline.nodes),
    edges: pipeline.edges.filter(({ from, to }) => chosen.has(nodeOf(from)) && chosen.has(nodeOf(to))),
    layout: only(pipeline.layout),
  }
}

/** Nodes from the text of a clipboard: a fragment or a whole pipeline; undefined when it is neither. */
export function parseFragment(text: string): Fragment | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const given = marked.safeParse(value)
  if (!given.success) return undefined
  const { millraceNodes: _, ...rest } = given.data
  const { pipeline } = readPipeline({ millrace: 1, name: 'clipboard', ...rest })
  return pipeline && { millraceNodes: 1, nodes: pipeline.nodes, edges: pipeline.edges, layout: pipeline.layout }
}

const marked = z.union([z.looseObject({ millraceNodes: z.literal(1) }), z.looseObject({ millrace: z.literal(1) })])

/** Adds the nodes of a fragment under free ids, moved by an offset. The new ids are given too, to be selected. */
export function paste(pipeline: Pipeline, fragment: Fragment, offset: Position): { pipeline: Pipeline; ids: string[] } {
  const names = new Map<string, string>()
  const nodes: Record<string, Pipeline['nodes'][string]> = { ...pipeline.nodes }
  const layout: Record<string, Position> = { ...pipeline.layout }
  for (const [id, node] of Object.entries(fragment.nodes)) {
    const free = freeId(nodes, id)
    names.set(id, free)
    nodes[free] = node
    const [x, y] = fragment.layout[id] ?? [0, 0]
    layout[free] = [Math.round(x + offset[0]), Math.round(y + offset[1])]
  }
  const renamed = (port: string) => `${names.get(nodeOf(port))}.${portOf(port)}`
  const edges = fragment.edges.map(({ from, to }) => ({ from: renamed(from), to: renamed(to) }))
  return { pipeline: { ...pipeline, nodes, layout, edges: [...pipeline.edges, ...edges] }, ids: [...names.values()] }
}
