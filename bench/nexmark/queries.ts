/** The Nexmark queries that are written as pipelines. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plan } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import type { PipelineInput } from '@millrace/pipeline'
import { planOf } from '../memory.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples/nexmark/', import.meta.url))

/** The queries that are written, in the order of their numbers. */
export const nexmarkQueries = (): string[] =>
  readdirSync(EXAMPLES)
    .filter((name) => /^q\d+(-ranking)?\.json$/.test(name))
    .map((name) => name.slice(0, -'.json'.length))
    .sort((a, b) => Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10) || a.length - b.length)

/** Types of operators that may give every update or only the latest ones. */
const UPDATING = ['running-aggregate', 'top-n', 'deduplicate']

function documentOf(query: string) {
  const document = JSON.parse(readFileSync(`${EXAMPLES}${query}.json`, 'utf8'))
  return document as Pick<PipelineInput, 'millrace' | 'name' | 'edges'> & { nodes: Record<string, Node> }
}
type Node = { type: string; config: { [field: string]: Json } }

export const isUpdating = (query: string): boolean =>
  Object.values(documentOf(query).nodes).some(({ type }) => UPDATING.includes(type))

/** A query's plan with its source as it stands and a sink that keeps nothing. */
export function nexmarkPlan(query: string, updates: 'every' | 'latest' = 'every'): Plan {
  const document = documentOf(query)
  for (const node of Object.values(document.nodes))
    if (UPDATING.includes(node.type)) node.config = { ...node.config, updates }
  return planOf({ ...document, nodes: { ...document.nodes, result: { type: 'discard-sink', config: {} } } })
}
