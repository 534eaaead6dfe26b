/** The Nexmark queries that are written as pipelines. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plan } from '@millrace/algebra'
import { planOf } from '../memory.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples/nexmark/', import.meta.url))

/** The queries that are written, in the order of their numbers. */
export const nexmarkQueries = (): string[] =>
  readdirSync(EXAMPLES)
    .filter((name) => /^q\d+\.json$/.test(name))
    .map((name) => name.slice(0, -'.json'.length))
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))

/** A query's plan with its source as it stands and a sink that keeps nothing. */
export function nexmarkPlan(query: string): Plan {
  const document = JSON.parse(readFileSync(`${EXAMPLES}${query}.json`, 'utf8'))
  return planOf({
    ...document,
    nodes: { ...document.nodes, result: { type: 'discard-sink', config: {} } },
  })
}
