import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises'
import type { Clock } from '@millrace/engine'

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  pause: () => immediate(),
  sleep: (ms) => delay(ms),
}
