import type { Plan, PlanNode, Table } from '@millrace/algebra'
import { type Diagnostic, formatTimestamp } from '@millrace/language'
import { catalogue } from '@millrace/operators'
import { type Built, build, type PipelineDocument } from '@millrace/pipeline'

/** The part of an unfinished document that can run: without nodes that have errors, and what depends on them. */
export function runnablePart(document: PipelineDocument): { plan: Plan | undefined; problems: Diagnostic[] } {
  const first = build(document, catalogue)
  let [part, built] = [document, first]
  while (!built.plan && Object.keys(part.nodes).length > 0) {
    const broken = withDependents(part, brokenNodes(built))
    // An error that belongs to no node is one of all.
    if (broken.size === 0) break
    part = without(part, broken)
    built = build(part, catalogue)
  }
  const { plan } = built
  return { plan: plan && plan.nodes.length > 0 ? plan : undefined, problems: first.problems }
}

const brokenNodes = ({ problems }: Built): Set<string> =>
  new Set(problems.flatMap(({ severity, node }) => (severity === 'error' && node !== undefined ? [node] : [])))

const ownerOf = (port: string) => port.slice(0, port.indexOf('.'))

function withDependents({ edges, nodes }: PipelineDocument, broken: ReadonlySet<string>): Set<string> {
  const all = new Set([...broken].filter((node) => Object.hasOwn(nodes, node)))
  for (let before = -1; before !== all.size; ) {
    before = all.size
    for (const { from, to } of edges) if (all.has(ownerOf(from))) all.add(ownerOf(to))
  }
  return all
}

const without = (document: PipelineDocument, gone: ReadonlySet<string>): PipelineDocument => ({
  ...document,
  nodes: Object.fromEntries(Object.entries(document.nodes).filter(([id]) => !gone.has(id))),
  edges: document.edges.filter(({ from, to }) => !gone.has(ownerOf(from)) && !gone.has(ownerOf(to))),
})

/** A plan that comes to an end at once: its sources give what is there, as fast as they can. */
export const boundedPlan = (plan: Plan, rows: number, now: number): Plan => ({
  ...plan,
  nodes: plan.nodes.map((node): PlanNode => {
    const { op } = node
    if (op.op !== 'source') return node
    const options = { ...(op.table.options as object), ...quickly(op.table, rows, now) }
    return { ...node, op: { ...op, table: { ...op.table, options: options as Table['options'], bounded: true } } }
  }),
})

/** Settings by which a source gives its first rows without waiting for more. */
function quickly({ connector, options }: Table, rows: number, now: number): object {
  const { start, rows: most } = options as { start?: string; rows?: number }
  switch (connector) {
    case 'generator-source':
      return { realTime: false, rows: Math.min(rows, most ?? rows), start: start ?? startNear(now) }
    case 'file-source':
      return { follow: false }
    case 'kafka-source':
      return { start: 'earliest', bounded: true }
    default:
      return {}
  }
}

/** A whole minute of the present: rows do not change from one keystroke to the next. */
const startNear = (now: number) => formatTimestamp(Math.floor(now / 60_000) * 60_000, 3, 'T')
