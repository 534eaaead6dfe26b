import type { Job } from '@millrace/engine'
import { formatTimestamp } from '@millrace/language'
import type { Edge } from '@millrace/pipeline'
import { rowsByPort } from '../rowsByPort.ts'

const number = (value: number) => value.toLocaleString('en-US')
/** Milliseconds between two lines: quick on a terminal, calm elsewhere. */
const TERMINAL_MS = 200
const PLAIN_MS = 10_000

/** Tells on standard error how far a job is: one line that changes on a terminal, plain lines elsewhere. */
export class Progress {
  private readonly job: Job
  private readonly edges: readonly Edge[]
  private readonly terminal = process.stderr.isTTY === true
  private readonly began = performance.now()
  private shownAt = performance.now()
  private shownRows = 0
  private shown = false
  private readonly quiet: boolean

  constructor(job: Job, edges: readonly Edge[], quiet: boolean) {
    this.job = job
    this.edges = edges
    this.quiet = quiet
  }

  tick(): void {
    const now = performance.now()
    if (this.quiet || now - this.shownAt < (this.terminal ? TERMINAL_MS : PLAIN_MS)) return
    const rows = this.rowsRead()
    const line = this.line(rows, ((rows - this.shownRows) * 1000) / (now - this.shownAt))
    if (this.terminal) process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 120) - 1)}`)
    else process.stderr.write(`${line}\n`)
    this.shown = true
    this.shownAt = now
    this.shownRows = rows
  }

  /** Removes the line that changes, so that something else can be written. */
  clear(): void {
    if (this.terminal && this.shown) process.stderr.write('\r\x1b[2K')
  }

  private rowsRead(): number {
    const { nodes } = this.job.metrics()
    return this.job.sources.reduce((sum, { node }) => sum + (nodes[node.id]?.rowsOut.out ?? 0), 0)
  }

  private line(rows: number, rate: number): string {
    const { nodes, sources } = this.job.metrics()
    const watermarks = this.job.sources
      .map(({ node }) => nodes[node.id]?.watermark)
      .filter((time) => time !== undefined && Number.isFinite(time))
    const late = Object.values(nodes).reduce((sum, { rowsOut }) => sum + (rowsOut.late ?? 0), 0)
    const rejected = Object.values(sources).reduce((sum, source) => sum + source.rejected, 0)
    const parts = [`${number(rows)} rows`, `${number(Math.round(rate))}/s`]
    if (watermarks.length > 0) parts.push(`event time ${formatTimestamp(Math.min(...(watermarks as number[])), 0)}`)
    if (late > 0) parts.push(`${number(late)} late`)
    if (rejected > 0) parts.push(`${number(rejected)} rejected`)
    for (const [id, { trouble }] of Object.entries(sources))
      if (trouble) parts.push(`${id.split('/')[0]} waits: ${trouble}`)
    return parts.join(' · ')
  }

  /** What every node has done, when the job has ended. */
  summary(): string[] {
    const seconds = (performance.now() - this.began) / 1000
    const { plan } = this.job
    const metrics = this.job.metrics()
    const ports = rowsByPort(plan, metrics)
    const rejected = new Map(Object.entries(metrics.sources).map(([id, source]) => [ownerOf(id, '/'), source.rejected]))
    const owners = [...new Set(plan.nodes.map(({ owner }) => owner))]
    return [
      `${number(this.rowsRead())} rows in ${seconds.toFixed(1)} s`,
      ...owners.map((owner) => this.done(owner, ports, rejected.get(owner))),
    ]
  }

  private done(owner: string, ports: Readonly<Record<string, number>>, rejected: number | undefined): string {
    const came = this.edges.reduce(
      (sum, { from, to }) => sum + (ownerOf(to, '.') === owner ? (ports[from] ?? 0) : 0),
      0,
    )
    const { out = 0, ...side } = {
      ...Object.fromEntries(
        Object.entries(ports)
          .filter(([port]) => ownerOf(port, '.') === owner)
          .map(([port, rows]) => [port.slice(owner.length + 1), rows]),
      ),
      ...(rejected !== undefined && { rejected }),
    }
    const sides = Object.entries(side).filter(([, rows]) => rows > 0)
    return `  ${owner.padEnd(20)} ${number(came).padStart(12)} in ${number(out).padStart(12)} out${sides.map(([port, rows]) => `, ${number(rows)} ${port}`).join('')}`
  }
}

/** The node that a port, or a node of the plan, belongs to. */
const ownerOf = (id: string, before: '.' | '/') => id.slice(0, id.indexOf(before))
