/** Numbers of a running job as nodes and edges show them. */
import type { LiveJob } from '../api/types.ts'
import type { NodeNumbers, PortNumbers } from '../editor/live.ts'
import type { Run } from '../editor/run.ts'

type Numbers = NonNullable<LiveJob['numbers']>

export interface Shown {
  readonly nodes: Readonly<Record<string, NodeNumbers>>
  readonly ports: Readonly<Record<string, PortNumbers>>
}

export function shownNumbers({ nodes, ports }: Numbers): Shown {
  return {
    nodes: mapped(nodes, (node) => ({
      rateIn: tidy(node.inPerSecond),
      rateOut: tidy(node.outPerSecond),
      rowsIn: node.rowsIn,
      rowsOut: node.rowsOut,
      late: node.late,
      failed: node.failed,
      rejected: node.rejected,
      state: node.stateRows,
      stateBytes: node.stateBytes,
      ended: node.ended,
      ...(node.busy !== null && { busy: Math.round(node.busy * 100) / 100 }),
      ...(node.held !== null && { held: Math.round(node.held * 100) / 100 }),
      // Under a second nobody reads the last digits, and every new one is drawn.
      ...(node.lagMs !== null && { lag: Math.round(node.lagMs / 100) * 100 }),
      ...(node.watermark !== null && { watermark: node.watermark }),
      ...(node.trouble !== null && { trouble: node.trouble }),
    })),
    ports: mapped(ports, ({ perSecond, rows }) => ({ rate: tidy(perSecond), rows })),
  }
}

const mapped = <A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))

/** Three digits are enough for a rate. */
const tidy = (rate: number) => (rate === 0 ? 0 : Number(rate.toPrecision(3)))

/** What the page knows of a run, from what the runner says; the document of the same version is kept. */
export function runOf({ status, checkpoint }: LiveJob, before: Run): Run {
  if (!status) return {}
  return {
    status: status.state,
    since: status.since,
    deployedAt: status.deployedAt,
    version: status.version,
    ...(before.version === status.version && { deployed: before.deployed }),
    restarts: status.restarts,
    restartAt: status.restartAt,
    // The same failure stays the same object, so that nothing is drawn again for it.
    failure: before.failure?.message === status.failure?.message ? before.failure : (status.failure ?? undefined),
    checkpoint: checkpoint ?? undefined,
  }
}
