import type { Batch, Chunk, Reader } from '@millrace/engine'
import { type Column, parseIsoTimestamp } from '@millrace/language'
import type { ShapeName } from '@millrace/operators'
import type { ConnectorContext, OpenReader, SourceNode } from '../context.ts'
import type { MakeColumn, RowClock } from './columns.ts'
import { unit } from './random.ts'
import { makersOf } from './shapes.ts'

interface Options {
  shape: ShapeName
  rowsPerSecond: number
  realTime: boolean
  rows?: number
  seed: number
  start?: string
  disorder: { share: number; by: number }
}

const PIECE = 1024
const SPLIT = 'rows'
/** Where time begins when neither the configuration nor the clock says so: 2026-01-01. */
const EPOCH = 1767225600000
const DISORDER_SALT = 1001

/** Rows made up from a seed. A position is a row number, so any row can be made again. */
class GeneratorReader implements Reader {
  private readonly options: Options
  private readonly context: ConnectorContext
  private readonly makers: readonly (MakeColumn | undefined)[]
  private readonly times = new Float64Array(PIECE)
  private readonly rowClock: RowClock
  private readonly positions = new Float64Array(PIECE)
  private readonly end: number
  private row = 0
  /** Time of row 0. */
  private origin = EPOCH
  /** Monotonic time at which row 0 was due. */
  private due = 0

  constructor(node: SourceNode, context: ConnectorContext) {
    const { table } = node.op
    this.options = table.options as unknown as Options
    this.context = context
    this.rowClock = { times: this.times, rowsPerSecond: this.options.rowsPerSecond }
    this.makers = makersOf(this.options.shape, table.row, table.time?.column)
    this.end = this.options.rows ?? Number.POSITIVE_INFINITY
  }

  async open(positions: ReadonlyMap<string, number>): Promise<void> {
    const { start, realTime, rowsPerSecond } = this.options
    this.row = positions.get(SPLIT) ?? 0
    const elapsed = (this.row * 1000) / rowsPerSecond
    this.due = this.context.clock.monotonic() - elapsed
    if (start !== undefined) this.origin = parseIsoTimestamp(start)?.ms ?? EPOCH
    else if (realTime) this.origin = Math.floor(this.context.clock.now() - elapsed)
  }

  splits(): readonly string[] {
    return this.row < this.end ? [SPLIT] : []
  }

  async poll(held: ReadonlySet<string>, maxWaitMs: number): Promise<readonly Chunk[]> {
    if (held.has(SPLIT) || this.row >= this.end) return []
    const available = this.options.realTime ? await this.waitForRows(maxWaitMs) : PIECE
    const n = Math.min(PIECE, available, this.end - this.row)
    if (n <= 0) return []
    const from = this.row
    this.row += n
    return [
      { split: SPLIT, content: { batch: this.make(from, n) }, positions: this.positions, n, next: this.row, bytes: 0 },
    ]
  }

  /** Rows that are due by the clock; waits for the first one. */
  private async waitForRows(maxWaitMs: number): Promise<number> {
    const { clock } = this.context
    const dueNow = () => Math.floor(((clock.monotonic() - this.due) * this.options.rowsPerSecond) / 1000) + 1 - this.row
    if (dueNow() > 0) return dueNow()
    const untilNext = this.due + (this.row * 1000) / this.options.rowsPerSecond - clock.monotonic()
    await clock.sleep(Math.max(1, Math.min(maxWaitMs, untilNext)))
    return dueNow()
  }

  private make(from: number, n: number): Batch {
    const { seed, rowsPerSecond, disorder } = this.options
    for (let i = 0; i < n; i++) {
      const row = from + i
      this.positions[i] = row
      const late = disorder.share > 0 && unit(seed, row, DISORDER_SALT) < disorder.share
      const back = late ? Math.floor(unit(seed, row, DISORDER_SALT + 1) * disorder.by) : 0
      this.times[i] = this.origin + Math.floor((row * 1000) / rowsPerSecond) - back
    }
    const time: Column = { k: 'f64', nulls: null, data: this.times }
    const cols = this.makers.map((make) => make?.(seed, from, n, this.rowClock) ?? time)
    return {
      cols,
      rows: n,
      n,
      sel: null,
      kinds: null,
      minTime: Number.NEGATIVE_INFINITY,
      maxTime: Number.POSITIVE_INFINITY,
    }
  }

  async close(): Promise<void> {}
}

export const openGenerator: OpenReader = (node, context) => ({ reader: new GeneratorReader(node, context) })
