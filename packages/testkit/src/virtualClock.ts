import { setImmediate as immediate } from 'node:timers/promises'
import type { Clock } from '@millrace/engine'

/** A clock that jumps to the next time at which somebody wakes up, when all others have done what they can. */
export class VirtualClock implements Clock {
  time = 0
  private readonly sleepers: { at: number; wake(): void }[] = []
  private waking = false
  /** How many let others work, and go on at this very time. */
  private pausing = 0

  now(): number {
    return this.time
  }
  monotonic(): number {
    return this.time
  }
  async pause(): Promise<void> {
    this.pausing++
    await immediate()
    this.pausing--
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      const at = this.time + ms
      const later = this.sleepers.findIndex((other) => other.at > at)
      this.sleepers.splice(later < 0 ? this.sleepers.length : later, 0, { at, wake })
      if (!this.waking) void this.wakeAll()
    })
  }

  private async wakeAll(): Promise<void> {
    this.waking = true
    for (;;) {
      await immediate()
      if (this.pausing > 0) continue
      const next = this.sleepers.shift()
      if (!next) break
      this.time = Math.max(this.time, next.at)
      next.wake()
    }
    this.waking = false
  }
}
