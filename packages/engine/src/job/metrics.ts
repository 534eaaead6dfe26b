import type { Plan } from '@millrace/algebra'
import { portKey } from '../flow/graph.ts'
import type { SourceStage } from '../source/sourceStage.ts'
import type { Element } from './element.ts'

/** What a node of the plan has done since the job began. */
export interface NodeMetrics {
  rowsIn: number
  /** By output port. */
  rowsOut: Record<string, number>
  /** Milliseconds of its own work, that of the flow behind it included; absent for what runs inside a flow. */
  busyMs?: number
  /** Milliseconds since 1970; absent before the first one, and infinite at the end of the input. */
  watermark?: number
}

export interface JobMetrics {
  nodes: Record<string, NodeMetrics>
  /** Milliseconds for which reading has waited for sinks and look-ups. */
  heldMs: number
  sources: Record<string, { bytes: number; rejected: number; trouble?: string }>
}

/** Counts rows by port; everything else is derived when it is read. */
export class Meter {
  private readonly counts = new Map<string, { rows: number }>()
  private readonly watermarks = new Map<string, number>()

  count(port: string, rows: number): void {
    const known = this.counts.get(port)
    if (known) known.rows += rows
    else this.counts.set(port, { rows })
  }

  watermark(node: string, time: number): void {
    this.watermarks.set(node, time)
  }

  read(
    plan: Plan,
    elements: ReadonlyMap<string, Element>,
    sources: readonly SourceStage[],
  ): Omit<JobMetrics, 'heldMs'> {
    const rows = (port: string) => this.counts.get(port)?.rows ?? 0
    const nodes: Record<string, NodeMetrics> = {}
    for (const node of plan.nodes) {
      const element = elements.get(node.id)
      const source = sources.find((candidate) => candidate.node.id === node.id)
      const watermark = element ? element.gate.watermark : this.watermarks.get(node.id)
      nodes[node.id] = {
        rowsIn: node.inputs.reduce((sum, port) => sum + rows(portKey(port)), 0),
        rowsOut: Object.fromEntries(
          Object.keys(node.outputs).map((port) => [port, rows(portKey({ node: node.id, port }))]),
        ),
        ...(element && { busyMs: element.time.busy }),
        ...(source && { busyMs: source.time.busy }),
        ...(watermark !== undefined && watermark !== Number.NEGATIVE_INFINITY && { watermark }),
      }
    }
    return {
      nodes,
      sources: Object.fromEntries(
        sources.map((source) => [
          source.node.id,
          { bytes: source.bytesRead, rejected: source.rowsRejected, ...trouble(source) },
        ]),
      ),
    }
  }
}

const trouble = (source: SourceStage) => {
  const text = source.reader.trouble?.()
  return text === undefined ? {} : { trouble: text }
}
