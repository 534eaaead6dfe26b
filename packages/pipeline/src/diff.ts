import { type Pipeline, portOf } from './pipeline.ts'

export type NodeChange = 'added' | 'removed' | 'changed'

/** What differs between two pipelines when they run. Positions and labels do not count. */
export interface Difference {
  readonly nodes: { readonly [id: string]: NodeChange }
  readonly edges: { readonly added: Pipeline['edges']; readonly removed: Pipeline['edges'] }
  readonly settings: boolean
}

export function difference(before: Pipeline, after: Pipeline): Difference {
  const nodes: Record<string, NodeChange> = {}
  for (const id of Object.keys(before.nodes)) if (!Object.hasOwn(after.nodes, id)) nodes[id] = 'removed'
  for (const [id, node] of Object.entries(after.nodes)) {
    const earlier = before.nodes[id]
    if (!earlier) nodes[id] = 'added'
    else if (earlier.type !== node.type || !equal(earlier.config, node.config) || rewired(before, after, id))
      nodes[id] = 'changed'
  }
  return { nodes, edges: edgeDifference(before, after), settings: !equal(before.settings, after.settings) }
}

export const isSame = ({ nodes, edges, settings }: Difference) =>
  !settings && Object.keys(nodes).length === 0 && edges.added.length === 0 && edges.removed.length === 0

/** Whether a node reads from elsewhere than before. */
function rewired(before: Pipeline, after: Pipeline, id: string): boolean {
  const inputs = ({ edges }: Pipeline) =>
    edges.filter(({ to }) => to.startsWith(`${id}.`)).map(({ from, to }) => `${portOf(to)} ${from}`)
  return !equal(inputs(before), inputs(after))
}

function edgeDifference(before: Pipeline, after: Pipeline): Difference['edges'] {
  const key = ({ from, to }: Pipeline['edges'][number]) => `${from} ${to}`
  const [old, now] = [new Set(before.edges.map(key)), new Set(after.edges.map(key))]
  return {
    added: after.edges.filter((edge) => !old.has(key(edge))),
    removed: before.edges.filter((edge) => !now.has(key(edge))),
  }
}

/** Equal JSON, whatever the order of keys. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  if (keys.length !== Object.keys(b).length) return false
  return keys.every(
    (key) => Object.hasOwn(b, key) && equal((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  )
}
