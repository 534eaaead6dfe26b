import type { Plan } from '@millrace/algebra'
import type { Snapshot } from '@millrace/engine'
import type { Json } from '@millrace/language'
import { signaturesOf } from './signature.ts'
import type { Checkpoint } from './store.ts'

/** What becomes of the state of a plan node when another plan goes on from it. */
export type Verdict =
  /** The node goes on where it was. */
  | 'kept'
  /** The node has no earlier state. */
  | 'new'
  /** The node means something else now: it begins anew and its state is dropped. */
  | 'changed'
  /** The node is gone, and its state with it. */
  | 'removed'

/** Compares what was saved with a plan, by the ids of plan nodes. */
export function compareState(before: Readonly<Record<string, Json>>, plan: Plan): Map<string, Verdict> {
  const now = signaturesOf(plan)
  const verdicts = new Map<string, Verdict>()
  for (const [node, signature] of Object.entries(now)) {
    const saved = Object.hasOwn(before, node) ? before[node] : undefined
    if (saved === undefined) verdicts.set(node, 'new')
    else verdicts.set(node, JSON.stringify(saved) === JSON.stringify(signature) ? 'kept' : 'changed')
  }
  for (const node of Object.keys(before)) if (!Object.hasOwn(now, node)) verdicts.set(node, 'removed')
  return verdicts
}

/** The part of a checkpoint that fits a plan, and what became of the rest. */
export function restoreFor(plan: Plan, checkpoint: Checkpoint): { snapshot: Snapshot; verdicts: Map<string, Verdict> } {
  const { epoch, signatures, tasks, sources, gates, sinks } = checkpoint.manifest
  const verdicts = compareState(signatures, plan)
  const kept = (node: string) => verdicts.get(node) === 'kept'
  const known = new Set(plan.nodes.map(({ id }) => id))
  const stateOf = Object.keys(tasks).filter(kept)
  const snapshot: Snapshot = {
    epoch,
    tasks: Object.fromEntries(stateOf.map((node) => [node, checkpoint.state(node)])),
    sources: only(sources, kept),
    // Watermarks belong to the place in the graph, whatever the node computes; only a node that begins anew waits for new ones.
    gates: only(gates, (node) => known.has(node) && verdicts.get(node) !== 'changed'),
    sinks: only(sinks, kept),
  }
  return { snapshot, verdicts }
}

function only<T>(all: Readonly<Record<string, T>>, wanted: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)))
}
