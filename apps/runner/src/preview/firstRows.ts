import type { Chunk, Clock, Reader } from '@millrace/engine'

/** The beginning of a source: as many rows as are wanted, or as come in the time there is; then it ends. */
export class FirstRows implements Reader {
  private readonly source: Reader
  private readonly clock: Clock
  private left: number
  private readonly until: number

  constructor(source: Reader, { rows, waitMs, clock }: { rows: number; waitMs: number; clock: Clock }) {
    this.source = source
    this.clock = clock
    this.left = rows
    this.until = clock.monotonic() + waitMs
  }

  open(positions: ReadonlyMap<string, number>): Promise<void> {
    return this.source.open(positions)
  }

  splits(): readonly string[] {
    return this.left > 0 && this.clock.monotonic() < this.until ? this.source.splits() : []
  }

  async poll(held: ReadonlySet<string>, maxWaitMs: number): Promise<readonly Chunk[]> {
    const chunks = await this.source.poll(held, maxWaitMs)
    this.left -= chunks.reduce((sum, { n }) => sum + n, 0)
    return chunks
  }

  close(): Promise<void> {
    return this.source.close()
  }
}
