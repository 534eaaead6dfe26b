import type { PlanNode } from '@millrace/algebra'
import type { BigNumberWriter, NumberState, TableWriter } from '@millrace/connectors'
import type { Clock, Job, JobMetrics } from '@millrace/engine'
import { rowsByPort } from '../../rowsByPort.ts'
import type { JobNumbers, JobOrder, NodeTotals } from '../protocol.ts'

/** Sinks whose content is kept by the job, by node of the document. */
export interface KeptSinks {
  tables: Map<string, TableWriter>
  numbers: Map<string, BigNumberWriter>
}

/** Ports of primitives for rows that came too late for them. */
const LATE_PORTS = ['late', 'lateLeft', 'lateRight'] as const

/** Reads how far a job is, in the terms of its document. */
export class NumbersReader {
  private readonly job: Job
  private readonly edges: JobOrder['edges']
  /** Ports of the document whose rows did not take the main way. */
  private readonly sidePorts: ReadonlySet<string>
  private readonly kept: KeptSinks
  private readonly clock: Clock
  /** Nodes of the plan by node of the document. */
  private readonly parts = new Map<string, PlanNode[]>()
  private readonly sent = new Map<string, number>()

  constructor(job: Job, { edges, sidePorts }: Pick<JobOrder, 'edges' | 'sidePorts'>, kept: KeptSinks, clock: Clock) {
    this.job = job
    this.edges = edges
    this.sidePorts = new Set(sidePorts)
    this.kept = kept
    this.clock = clock
    for (const node of job.plan.nodes) this.parts.set(node.owner, [...(this.parts.get(node.owner) ?? []), node])
  }

  read(): JobNumbers {
    const metrics = this.job.metrics()
    const ports = rowsByPort(this.job.plan, metrics)
    const nodes: Record<string, NodeTotals> = {}
    for (const [owner, parts] of this.parts) nodes[owner] = this.node(owner, parts, metrics, ports)
    const tables = [...this.kept.tables].map(([node, { table }]) => [
      node,
      { version: table.version, size: table.size },
    ])
    return {
      at: this.clock.now(),
      monotonic: this.clock.monotonic(),
      ports,
      nodes,
      heldMs: metrics.heldMs,
      tables: Object.fromEntries(tables),
      bigNumbers: this.changedNumbers(),
    }
  }

  private node(
    owner: string,
    parts: readonly PlanNode[],
    { nodes, sources }: JobMetrics,
    ports: Readonly<Record<string, number>>,
  ): NodeTotals {
    const metrics = parts.map(({ id }) => nodes[id]!)
    const side = (port: string) => metrics.reduce((sum, { rowsOut }) => sum + (rowsOut[port] ?? 0), 0)
    const busy = metrics.flatMap(({ busyMs }) => busyMs ?? [])
    const watermarks = metrics.flatMap(({ watermark }) => watermark ?? [])
    const watermark = watermarks.length === 0 ? undefined : Math.min(...watermarks)
    const source = parts.flatMap(({ id }) => sources[id] ?? [])[0]
    return {
      rowsIn: this.edges.reduce((sum, { from, to }) => sum + (ownerOf(to) === owner ? (ports[from] ?? 0) : 0), 0),
      rowsOut: Object.entries(ports).reduce(
        (sum, [port, rows]) => sum + (ownerOf(port) === owner && !this.sidePorts.has(port) ? rows : 0),
        0,
      ),
      late: LATE_PORTS.reduce((sum, port) => sum + side(port), 0),
      failed: side('failed'),
      rejected: source?.rejected ?? 0,
      busyMs: busy.length === 0 ? null : busy.reduce((sum, ms) => sum + ms, 0),
      watermark: watermark !== undefined && Number.isFinite(watermark) ? watermark : null,
      ended: watermark === Number.POSITIVE_INFINITY,
      stateRows: this.stateRows(parts),
      trouble: source?.trouble ?? null,
    }
  }

  private stateRows(parts: readonly PlanNode[]): number {
    return parts.reduce((sum, { id }) => {
      const tables = this.job.state(id)?.tables ?? []
      return sum + tables.reduce((size, table) => size + table.size, 0)
    }, 0)
  }

  private changedNumbers(): Record<string, NumberState> {
    const changed: Record<string, NumberState> = {}
    for (const [node, { number }] of this.kept.numbers) {
      if (this.sent.get(node) === number.state.version) continue
      this.sent.set(node, number.state.version)
      changed[node] = number.state
    }
    return changed
  }
}

const ownerOf = (port: string) => port.slice(0, port.indexOf('.'))
