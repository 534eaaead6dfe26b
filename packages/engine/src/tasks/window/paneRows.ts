import type { RowType } from '@millrace/language'
import { type Batch, BatchBuilder } from '../../batch.ts'
import type { PaneOutput } from './paneOutput.ts'
import type { Panes } from './panes.ts'
import type { RowContent } from './rowContent.ts'
import type { WallClock } from './wallClock.ts'

/** The rows of panes with the bounds of their window: sessions without aggregation. */
export class PaneRows implements PaneOutput {
  readonly updating = false
  private readonly panes: Panes
  private readonly content: RowContent
  private readonly clock: WallClock
  private readonly out: BatchBuilder

  constructor(panes: Panes, content: RowContent, clock: WallClock, row: RowType, emit: (batch: Batch) => void) {
    this.panes = panes
    this.content = content
    this.clock = clock
    this.out = new BatchBuilder(row, emit)
  }

  give(pane: number): void {
    const { out } = this
    const [start, end] = [this.panes.start(pane), this.panes.end(pane)]
    const time = this.clock.resultTime(end)
    const bounds = out.buffers.slice(-3)
    this.content.writeRows(pane, out.buffers, () => {
      const row = out.next()
      bounds[0]!.data[row] = start
      bounds[1]!.data[row] = end
      bounds[2]!.data[row] = time
      out.spans(time, time)
      return row
    })
  }

  giveAll(panes: Int32Array): void {
    for (const pane of panes) this.give(pane)
  }

  flush(): void {
    this.out.flush()
  }
}
