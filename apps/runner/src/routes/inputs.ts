import { catalogue } from '@millrace/operators'
import { type PipelineInput, parseDocument } from '@millrace/pipeline'
import * as z from 'zod'
import { Problem } from '../problem.ts'

export const pipelineId = z.string().regex(/^[0-9a-f]{20}$/, 'This is not the id of a pipeline.')
export const version = z.int().min(1).max(1_000_000_000)
/** Ids of nodes and roles of a plan: `orders`, `orders/source`. */
export const nodeId = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'This is not the id of a node.')
export const taskId = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}\/[A-Za-z0-9_-]{1,64}$/, 'This is not a task.')
export const portId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}\.[A-Za-z0-9_-]{1,64}$/, 'A port is written node.port.')
export const pipelineName = z.string().trim().min(1).max(200)
export const connectionName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, 'A name begins with a letter and has letters, digits, _ and - (64 at most).')

const MOST_NODES = 1000
const MOST_EDGES = 5000

/** A document as the editor has it. It may be unfinished, but it must be a document, of operators that exist. */
export const document = z.custom<PipelineInput>(
  (value) => typeof value === 'object' && value !== null,
  'Expected a document.',
)

/** Refuses what is no document, with all its problems. */
export function checkDocument(given: PipelineInput): PipelineInput {
  const { document: parsed, problems } = parseDocument(given)
  if (!parsed) throw new Problem('not-valid', 'This is not a document of a pipeline.', { problems })
  const nodes = Object.entries(parsed.nodes)
  if (nodes.length > MOST_NODES || parsed.edges.length > MOST_EDGES)
    throw new Problem('limit', `A pipeline has ${MOST_NODES} nodes and ${MOST_EDGES} edges at most.`)
  const unknown = nodes.find(([, { type }]) => !catalogue.some((definition) => definition.type === type))
  if (unknown) {
    const [node, { type }] = unknown
    throw new Problem('not-valid', `There is no operator \`${type}\`.`, {
      problems: [{ code: 'operator-not-found', severity: 'error', message: `There is no operator \`${type}\`.`, node }],
    })
  }
  return given
}
