import { timerInstant } from '@millrace/algebra'
import { toInstant, toWallClock, type Zone } from '@millrace/language'
import type { Batch } from '../../batch.ts'

const DAY = 86_400_000

/**
 * Where times lie among windows: windows of TIMESTAMP_LTZ lie on the wall clock of the session's zone (Flink's TimeWindowUtil),
 * while event times and watermarks are instants. All other windows, and those in UTC, need no conversion.
 */
export class WallClock {
  private readonly zone: Zone | undefined
  private scratch = new Float64Array(0)

  constructor(local: boolean, zone: Zone) {
    this.zone = local && zone.name !== 'UTC' ? zone : undefined
  }

  at(time: number): number {
    return this.zone === undefined ? time : toWallClock(time, this.zone)
  }

  /** The times of a batch; valid until the next call. */
  times({ cols, rows, sel, n }: Batch, column: number): Float64Array {
    const { data } = cols[column] as { data: Float64Array }
    const { zone } = this
    if (zone === undefined) return data
    if (this.scratch.length < rows) this.scratch = new Float64Array(Math.max(rows, 1024))
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      this.scratch[i] = toWallClock(data[i]!, zone)
    }
    return this.scratch
  }

  /** Whether all times between two lie between where these two lie: no clock is turned in between. */
  steady(from: number, to: number): boolean {
    return this.zone === undefined || (to - from < DAY && this.zone.offsetAt(from) === this.zone.offsetAt(to))
  }

  /** The watermark at which a window that ends here is over. */
  over(end: number): number {
    return this.zone === undefined || !Number.isFinite(end) ? end - 1 : timerInstant(end - 1, this.zone)
  }

  /** Event time of the results of a window that ends here. */
  resultTime(end: number): number {
    return this.zone === undefined ? end - 1 : toInstant(end - 1, this.zone)
  }
}
