import { type Plan, relationAt } from '@millrace/algebra'
import { type Batch, type Job, KIND_NAMES } from '@millrace/engine'
import { ByteSink, JsonEncoder } from '@millrace/engine/formats'
import { decodeUtf8 } from '@millrace/language'
import type { SampledRow } from '../protocol.ts'

/** Of one port between two updates; the rest passes unseen. */
const MOST_ROWS = 50
const MOST_BYTES = 256 * 1024
/** A longer row is not shown. */
const LONGEST_ROW = 64 * 1024

/** A look at the rows that pass a port: some of them, as JSON, while somebody watches. */
class Tap {
  private rows: SampledRow[] = []
  private bytes = 0
  private readonly encoder: JsonEncoder
  private readonly out = new ByteSink(4096)
  readonly remove: () => void

  constructor(job: Job, plan: Plan, port: string) {
    const at = plan.ports[port]!
    this.encoder = new JsonEncoder(relationAt(plan, at).row)
    this.remove = job.tap(`${at.node}.${at.port}`, (batch) => this.see(batch))
  }

  private see(batch: Batch): void {
    const room = Math.min(batch.n, MOST_ROWS - this.rows.length)
    for (let j = 0; j < room && this.bytes < MOST_BYTES; j++) {
      const i = batch.sel === null ? j : batch.sel[j]!
      this.out.used = 0
      this.encoder.writeRow(this.out, batch, i, false)
      if (this.out.used > LONGEST_ROW) continue
      this.bytes += this.out.used
      const kind = KIND_NAMES[(batch.kinds === null ? 0 : batch.kinds[i]!) as 0 | 1 | 2 | 3]
      this.rows.push({ kind, row: decodeUtf8(this.out.bytes.subarray(0, this.out.used)) })
    }
  }

  take(): SampledRow[] {
    const { rows } = this
    this.rows = []
    this.bytes = 0
    return rows
  }
}

/** Taps by port of the document, only where somebody watches. */
export class Taps {
  private readonly job: Job
  private readonly taps = new Map<string, Tap>()
  constructor(job: Job) {
    this.job = job
  }

  set(port: string, on: boolean): void {
    const known = this.taps.get(port)
    if (on && !known && Object.hasOwn(this.job.plan.ports, port))
      this.taps.set(port, new Tap(this.job, this.job.plan, port))
    if (on || !known) return
    known.remove()
    this.taps.delete(port)
  }

  take(): Record<string, SampledRow[]> {
    const taken = [...this.taps].map(([port, tap]) => [port, tap.take()] as const)
    return Object.fromEntries(taken.filter(([, rows]) => rows.length > 0))
  }
}
