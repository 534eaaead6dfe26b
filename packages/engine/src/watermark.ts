/** Watermarks where several inputs meet (Flink's StatusWatermarkValve). */

export const NO_WATERMARK = Number.NEGATIVE_INFINITY
export const END_OF_TIME = Number.POSITIVE_INFINITY

interface Channel {
  /** What it comes from, so that a saved watermark finds its channel again after the graph has changed. */
  from: string
  watermark: number
  idle: boolean
  /** Whether it holds back the output: after waking it does so only once it has caught up. */
  aligned: boolean
}

/**
 * The watermark of a task: the smallest of its live channels, for nothing older is still on its way.
 *
 * Idle channels do not count, or one silent partition would hold back every window. When all are idle the largest watermark
 * is flushed and the gate is idle too.
 */
export class Gate {
  private readonly channels: Channel[] = []
  watermark = NO_WATERMARK
  idle = false

  /** Adds an input and returns its number. */
  open(from = ''): number {
    this.channels.push({ from, watermark: NO_WATERMARK, idle: false, aligned: true })
    return this.channels.length - 1
  }

  /** True when the output has advanced. */
  advance(index: number, watermark: number): boolean {
    const channel = this.channels[index]!
    if (channel.idle || watermark <= channel.watermark) return false
    channel.watermark = watermark
    if (!channel.aligned && watermark >= this.watermark) channel.aligned = true
    return this.recompute()
  }

  /** Marks a channel as silent or live again; true when the output has advanced. */
  setIdle(index: number, idle: boolean): boolean {
    const channel = this.channels[index]!
    if (channel.idle === idle) return false
    channel.idle = idle
    if (!idle) {
      channel.aligned = channel.watermark >= this.watermark
      this.idle = false
      return false
    }
    channel.aligned = false
    if (this.channels.every((other) => other.idle)) {
      this.idle = true
      return this.raise(Math.max(...this.channels.map(({ watermark }) => watermark)))
    }
    return this.recompute()
  }

  private recompute(): boolean {
    let least = END_OF_TIME
    let any = false
    for (const { aligned, watermark } of this.channels) {
      if (!aligned) continue
      any = true
      if (watermark < least) least = watermark
    }
    return any && this.raise(least)
  }

  private raise(watermark: number): boolean {
    if (watermark <= this.watermark) return false
    this.watermark = watermark
    return true
  }

  save(): Channel[] {
    return this.channels.map((channel) => ({ ...channel }))
  }

  /** Channels are found by what they come from, the first with the first; a new one has no watermark yet. */
  restore(channels: readonly Channel[], watermark: number, idle: boolean): void {
    const saved = [...channels]
    for (const channel of this.channels) {
      const found = saved.findIndex(({ from }) => from === channel.from)
      if (found >= 0) Object.assign(channel, saved.splice(found, 1)[0])
    }
    this.watermark = watermark
    this.idle = idle
  }
}
