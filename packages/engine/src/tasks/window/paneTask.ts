import type { AlignedWindow, SessionWindow } from '@millrace/algebra'
import type { Batch } from '../../batch.ts'
import type { StateReader, StateWriter } from '../../state/bytes.ts'
import type { StateView, Task } from '../task.ts'
import { AlignedPanes } from './alignedPanes.ts'
import type { PaneContent } from './paneContent.ts'
import { PaneLife, type PaneLifeOptions } from './paneLife.ts'
import type { Placement } from './placement.ts'
import { Sessions } from './sessions.ts'
import { slicing } from './slicing.ts'

export interface PaneTaskOptions extends Omit<PaneLifeOptions, 'typical' | 'apart'> {
  window: AlignedWindow | SessionWindow
  rowtime: number
  emitLate(batch: Batch): void
  state(): StateView
}

/**
 * Windows that are kept by key, each key × window by itself: sessions, and all windows that give results early, again or over part
 * of their rows.
 */
export class PaneTask implements Task {
  private readonly options: PaneTaskOptions
  private readonly content: PaneContent
  private readonly life: PaneLife
  private readonly placement: Placement
  private keyBases = new Int32Array(1024)
  private readonly late: number[] = []
  /** Keys of rows that no window has taken: they may have no window at all. */
  private readonly rejectedKeys = new Set<number>()

  constructor(options: PaneTaskOptions) {
    const { window, panes, lateness } = options
    this.options = options
    this.content = options.content
    const length = window.kind === 'session' ? window.gap : window.size
    this.life = new PaneLife({ ...options, typical: length + lateness, apart: window.kind === 'session' })
    this.placement =
      window.kind === 'session'
        ? new Sessions(window.gap, panes, this.life)
        : new AlignedPanes(slicing(window), panes, this.life)
  }

  process(batch: Batch): void {
    const { panes, clock, rowtime } = this.options
    if (batch.n > this.keyBases.length) this.keyBases = new Int32Array(batch.n)
    panes.probe(batch, this.keyBases)
    this.life.begin(batch)
    const times = (batch.cols[rowtime] as { data: Float64Array }).data
    this.placement.place(batch, clock.times(batch, rowtime), times, this.keyBases, this.reject)
    this.life.finish()
    if (this.rejectedKeys.size > 0) this.forgetRejected(batch)
  }

  private readonly reject = (row: number, keyBase: number, time: number): void => {
    if (this.life.isLate(time)) this.late.push(row)
    this.rejectedKeys.add(keyBase)
  }

  private forgetRejected(batch: Batch): void {
    const { panes, emitLate } = this.options
    for (const key of this.rejectedKeys) if (panes.latest(key) < 0) panes.keys.remove(key)
    this.rejectedKeys.clear()
    if (this.late.length > 0) emitLate({ ...batch, sel: Int32Array.from(this.late), n: this.late.length })
    this.late.length = 0
  }

  watermark(time: number): void {
    this.life.advance(time)
  }

  tick(now: number): void {
    this.life.tick(now)
  }

  save(writer: StateWriter): void {
    writer.number(this.life.watermark)
    this.options.panes.save(writer)
    this.content.save(writer)
  }

  restore(reader: StateReader): void {
    this.life.watermark = reader.number()
    this.options.panes.restore(reader)
    this.content.restore(reader)
    this.life.restored()
  }

  state(): StateView {
    return this.options.state()
  }
}
