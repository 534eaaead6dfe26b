import type { Row, RowType } from '@millrace/language'
import type { AlignedWindow } from '../../../plan.ts'
import { identity, picked } from '../../rows.ts'
import { type Bounds, sliceStart } from './aligned.ts'
import type { WindowClock } from './clock.ts'
import { Content } from './content.ts'

export interface CumulateOptions {
  window: Extract<AlignedWindow, { kind: 'cumulate' }>
  rowtime: number
  key: readonly number[]
  type: RowType
  clock: WindowClock
  give(pane: Bounds & { content: Content }): void
  late(row: Row): void
}

/** What a key has in all windows of one beginning: what was given before, and the steps that are still to come. */
interface Growing {
  start: number
  shared: Content
  steps: Map<number, Content>
  /** End of the next window that has not been given. */
  nextEnd: number
}

/**
 * Windows of one beginning share what they have: at the end of a step its rows are merged into what came before, and a row that
 * comes after the end of its step is added there (Flink's CumulativeSliceAssigner).
 */
export class CumulateWindows {
  private readonly options: CumulateOptions
  private readonly growing = new Map<string, Growing>()
  private watermarkTime = Number.NEGATIVE_INFINITY
  private arrived = 0

  constructor(options: CumulateOptions) {
    this.options = options
  }

  push(row: Row): void {
    const { window, clock, rowtime, key, type } = this.options
    const at = this.arrived++
    const wall = clock.wall(row[rowtime] as number)
    const step = sliceStart(wall, window) + window.step
    const start = sliceStart(wall, { kind: 'tumbling', size: window.size, offset: window.offset })
    if (clock.over(start + window.size) <= this.watermarkTime) return this.options.late(row)
    const id = `${start} ${identity(picked(row, key), picked(type, key))}`
    const growing = this.growing.get(id) ?? {
      start,
      shared: new Content(),
      steps: new Map(),
      nextEnd: Number.POSITIVE_INFINITY,
    }
    this.growing.set(id, growing)
    growing.nextEnd = Math.min(growing.nextEnd, this.firstOpen(step))
    if (step === start + window.step || clock.over(step) <= this.watermarkTime) growing.shared.add({ row, at })
    else {
      const content = growing.steps.get(step) ?? new Content()
      growing.steps.set(step, content)
      content.add({ row, at })
    }
  }

  private firstOpen(step: number): number {
    let end = step
    while (this.options.clock.over(end) <= this.watermarkTime) end += this.options.window.step
    return end
  }

  watermark(time: number): void {
    this.watermarkTime = time
    for (const [id, growing] of this.growing) if (this.give(growing, time)) this.growing.delete(id)
  }

  /** Gives all windows that are over; true after the last one. */
  private give(growing: Growing, time: number): boolean {
    const { window, clock } = this.options
    const { start, shared, steps } = growing
    for (; growing.nextEnd <= start + window.size; growing.nextEnd += window.step) {
      const end = growing.nextEnd
      if (clock.over(end) > time) return false
      const step = steps.get(end)
      if (step) shared.add(step)
      this.options.give({ start, end, content: shared })
    }
    return true
  }
}
