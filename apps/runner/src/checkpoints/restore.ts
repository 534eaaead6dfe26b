import type { Plan } from '@millrace/algebra'
import type { Snapshot } from '@millrace/engine'
import type { Json } from '@millrace/language'
import { signaturesOf } from './signature.ts'
import type { Checkpoint, CheckpointStore, FoundCheckpoint } from './store.ts'

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

/**
 * The newest checkpoint that a plan can go on from; where all sinks can take rows back, damaged ones are passed over. Throws when there
 * are only such that cannot be read. `manifest`: whether the state is whole is left open, and not read.
 */
export function savedFor(plan: Plan, store: CheckpointStore, look?: 'manifest'): FoundCheckpoint | undefined {
  if (plan.nodes.every(rewindable)) return store.newestWhole(look)
  const checkpoint = store.newest()
  return checkpoint && { checkpoint, passedOver: [] }
}

/** What a transaction has made visible outside cannot be taken back. */
function rewindable({ op }: Plan['nodes'][number]): boolean {
  if (op.op !== 'sink' || op.table.connector !== 'kafka-sink') return true
  return (op.table.options as { guarantee?: string }).guarantee !== 'exactly-once'
}

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
