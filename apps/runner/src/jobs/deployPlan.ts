import type { Catalogue, Guarantee, Plan } from '@millrace/algebra'
import { outputPorts, type PipelineDocument, readConfig } from '@millrace/pipeline'
import type { Verdict } from '../checkpoints/restore.ts'

/** What a deployment does to one node of the document. */
export interface NodeOutlook {
  node: string
  label: string | null
  type: string | null
  /** `lost` state is dropped for good; `stateless` nodes have none. */
  verdict: 'kept' | 'new' | 'lost' | 'stateless'
  /** Why, for programs that say it in another language. */
  reason: 'same' | 'first' | 'changed' | 'removed' | 'none'
  /** Why, as a sentence. */
  why: string
  /** Size of its state in the last checkpoint. */
  stateBytes: number
}

export interface SinkPromise {
  node: string
  guarantee: Guarantee
}

/** What becomes of every node when a plan replaces what ran before. Nodes that are gone come last. */
export function outlookOf(
  document: PipelineDocument,
  plan: Plan,
  verdicts: ReadonlyMap<string, Verdict>,
  bytes: Readonly<Record<string, number>>,
): NodeOutlook[] {
  const present = Object.keys(document.nodes)
  const owners = [...verdicts.keys()].map(ownerOf)
  const gone = [...new Set(owners)].filter((owner) => !present.includes(owner))
  const kinds = new Map(plan.nodes.map(({ owner, op }) => [owner, op.op]))
  return [...present, ...gone].map((node) => {
    const found = [...verdicts].filter(([task]) => ownerOf(task) === node).map(([, verdict]) => verdict)
    const { label, type } = document.nodes[node] ?? {}
    const sizes = Object.entries(bytes).filter(([task]) => ownerOf(task) === node)
    return {
      node,
      label: label ?? null,
      type: type ?? null,
      ...judged(found, kinds.get(node)),
      stateBytes: sizes.reduce((sum, [, size]) => sum + size, 0),
    }
  })
}

function judged(found: readonly Verdict[], kind: string | undefined): Pick<NodeOutlook, 'verdict' | 'reason' | 'why'> {
  if (found.includes('changed'))
    return {
      verdict: 'lost',
      reason: 'changed',
      why: `It means something else now; ${LOSES[kind ?? ''] ?? LOSES.task}.`,
    }
  if (found.includes('removed')) return { verdict: 'lost', reason: 'removed', why: 'What it kept has nowhere to go.' }
  if (found.includes('kept')) return { verdict: 'kept', reason: 'same', why: KEEPS[kind ?? ''] ?? KEEPS.task! }
  if (found.includes('new')) return { verdict: 'new', reason: 'first', why: 'Begins without earlier state.' }
  return { verdict: 'stateless', reason: 'none', why: 'Each row stands alone.' }
}

const KEEPS: Readonly<Record<string, string>> = {
  source: 'Reads on where the last checkpoint was.',
  sink: 'Goes on behind what it has written.',
  task: 'Its state fits as it is.',
}
const LOSES: Readonly<Record<string, string>> = {
  source: 'it reads from its beginning',
  sink: 'it begins anew',
  task: 'its state is dropped',
}

const ownerOf = (task: string) => task.slice(0, task.indexOf('/'))

/** Ports of a document whose rows did not take the main way, `node.port`. */
export function sidePortsOf(document: PipelineDocument, catalogue: Catalogue): string[] {
  return Object.entries(document.nodes).flatMap(([node, { type, config }]) => {
    const definition = catalogue.find((candidate) => candidate.type === type)
    const ports = (definition && outputPorts(definition, config)) ?? {}
    return Object.entries(ports).flatMap(([port, { side }]) => (side ? [`${node}.${port}`] : []))
  })
}

/** What each sink promises when a job restarts. */
export function promisesOf(document: PipelineDocument, catalogue: Catalogue): SinkPromise[] {
  return Object.entries(document.nodes).flatMap(([node, { type, config }]) => {
    const definition = catalogue.find((candidate) => candidate.type === type)
    if (definition?.kind !== 'sink') return []
    const { guarantee } = definition
    const read = readConfig(definition, config, node)
    return [{ node, guarantee: typeof guarantee === 'function' ? guarantee(read.config) : guarantee }]
  })
}
