import { commonDivisor, type Plan, type PlanNode } from '@millrace/algebra'

/**
 * Where sources cut their batches, beside before rows that may be late, so that a watermark passed on once gives what one after
 * every row would give.
 */
export interface Cuts {
  /** A row that is at most so many milliseconds after the watermark comes after it too. */
  reach: number
  /** The watermark is passed on whenever it has come to a multiple of this; infinite where that does not matter. */
  every: number
}

/**
 * What the windows of a plan need.
 *
 * A row that begins where a session ends belongs to it, unless the session is over: so the watermark must have come first. What an
 * early result has depends on the rows that were there before its time. And sessions of results depend on every watermark, for
 * results of several windows may be given at one. A frame over time forgets its keys, so what is late depends on every watermark too.
 */
export function cutsOf(plan: Plan): Cuts {
  let [reach, every] = [0, 0]
  for (const node of plan.nodes) {
    const { op } = node
    if (isSession(node)) {
      reach = 1
      if (sources(plan, node).some(isTimed)) every = 1
    }
    if (op.op === 'over' && op.frame.unit === 'range' && op.frame.preceding !== undefined) every = 1
    if (op.op === 'window' && op.trigger?.kind === 'continuous') every = commonDivisor(op.trigger.every, every)
  }
  return { reach, every: every === 0 ? Number.POSITIVE_INFINITY : every }
}

const isSession = ({ op }: PlanNode) => (op.op === 'window' || op.op === 'assign') && op.window.kind === 'session'

/** Primitives whose rows do not wait for a watermark. */
const AT_ONCE: ReadonlySet<string> = new Set([
  'source',
  'calc',
  'union',
  'time',
  'unnest',
  'parse',
  'assign',
  'changelog',
  'group',
])

const isTimed = (node: PlanNode) => isSession(node) || !AT_ONCE.has(node.op.op)

/** All nodes from which rows come to a node. */
function sources(plan: Plan, node: PlanNode): PlanNode[] {
  const found = new Set<PlanNode>()
  const visit = ({ inputs }: PlanNode): void => {
    for (const port of inputs) {
      const source = plan.nodes.find(({ id }) => id === port.node)!
      if (found.has(source)) continue
      found.add(source)
      visit(source)
    }
  }
  visit(node)
  return [...found]
}

/** The next watermark at which a batch is cut, after one that was passed on. */
export function nextCut({ every }: Cuts, published: number): number {
  if (!Number.isFinite(every)) return every
  return Number.isFinite(published) ? (Math.floor(published / every) + 1) * every : -Number.MAX_VALUE
}
