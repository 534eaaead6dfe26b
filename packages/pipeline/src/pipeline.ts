import type { Diagnostic, Json } from '@millrace/language'
import {
  type DocumentNode,
  documentSchema,
  type PipelineDocument,
  type PipelineInput,
  parseDocument,
} from './document.ts'

/** An edge between two ports, each written `node.port`. */
export interface Edge {
  readonly from: string
  readonly to: string
}

export type Position = readonly [x: number, y: number]

export interface PipelineNode {
  readonly type: string
  readonly label?: string | undefined
  readonly config: { readonly [setting: string]: Json }
}

/**
 * A document as it is edited and stored: what was written, with nothing that the schema would fill in or convert.
 *
 * Edits are functions from one pipeline to the next; parts that an edit does not touch stay the same objects.
 */
export interface Pipeline {
  readonly millrace: 1
  readonly name: string
  readonly description: string
  readonly nodes: { readonly [id: string]: PipelineNode }
  readonly edges: readonly Edge[]
  readonly layout: { readonly [id: string]: Position }
  readonly settings: NonNullable<PipelineInput['settings']>
  readonly tests: readonly Json[]
}

export const emptyPipeline = (name: string): Pipeline => ({
  millrace: 1,
  name,
  description: '',
  nodes: {},
  edges: [],
  layout: {},
  settings: {},
  tests: [],
})

/** Reads a pipeline from JSON; without one there are problems that name the path. */
export function readPipeline(value: unknown): { pipeline?: Pipeline; problems: Diagnostic[] } {
  const { document, problems } = parseDocument(value)
  if (!document) return { problems }
  const { settings = {} } = value as PipelineInput
  return { pipeline: { ...document, nodes: document.nodes as Pipeline['nodes'], settings }, problems }
}

/** The document that `build` reads. A pipeline was read by the schema or made by edits, so its settings are valid. */
export function toDocument(pipeline: Pipeline): PipelineDocument {
  return {
    ...(pipeline as unknown as PipelineDocument),
    nodes: pipeline.nodes as Record<string, DocumentNode>,
    settings: documentSchema.shape.settings.parse(pipeline.settings),
  }
}

/** The text of a pipeline: keys sorted, what is empty left out, so that equal pipelines have equal texts. */
export function pipelineText(pipeline: Pipeline): string {
  const { millrace, name, description, nodes, edges, layout, settings, tests } = pipeline
  const document = {
    millrace,
    name,
    ...(description !== '' && { description }),
    nodes: sorted(nodes),
    edges,
    ...(Object.keys(layout).length > 0 && { layout: sorted(layout) }),
    ...(Object.keys(settings).length > 0 && { settings: sorted(settings) }),
    ...(tests.length > 0 && { tests }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/** The same value with the keys of all objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]))
}

/** The node of a port. */
export const nodeOf = (port: string) => port.slice(0, port.indexOf('.'))
/** The name of a port. */
export const portOf = (port: string) => port.slice(port.indexOf('.') + 1)
