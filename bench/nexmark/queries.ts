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

/** Queries that keep whole rows: as variants they keep only the numbers of these, as the prototypes behind the goals did. */
const KEEP_ROWS = ['q18', 'q19']
const ONLY_NUMBERS = '-numbers'
const NUMBERS = ['auction', 'bidder', 'price', 'dateTime']

/** The same, each followed by its variants. */
export const nexmarkVariants = (): string[] =>
  nexmarkQueries().flatMap((query) => (KEEP_ROWS.includes(query) ? [query, `${query}${ONLY_NUMBERS}`] : [query]))

/** Types of operators that may give every update or only the latest ones. */
const UPDATING = ['running-aggregate', 'top-n', 'deduplicate']

function documentOf(variant: string) {
  const query = variant.replace(ONLY_NUMBERS, '')
  const document = JSON.parse(readFileSync(`${EXAMPLES}${query}.json`, 'utf8')) as Document
  if (query !== variant) document.nodes.fields!.config = { fields: NUMBERS.map((field) => ({ field })) }
  return document
}
type Document = Pick<PipelineInput, 'millrace' | 'name' | 'edges'> & { nodes: Record<string, Node> }
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
