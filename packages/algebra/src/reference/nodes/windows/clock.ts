/** Windows of TIMESTAMP_LTZ lie on the wall clock of the session's zone; watermarks are instants. */
import { toInstant, toWallClock, type Zone } from '@millrace/language'
import { timerInstant } from '../../../windowTime.ts'

export interface WindowClock {
  /** Where a time of the input lies among the windows. */
  wall(time: number): number
  /** The watermark at which a window that ends here is over. */
  over(end: number): number
  /** Event time of the results of a window that ends here. */
  time(end: number): number
}

export function windowClock(local: boolean, zone: Zone): WindowClock {
  if (!local) return { wall: (time) => time, over: (end) => end - 1, time: (end) => end - 1 }
  return {
    wall: (time) => toWallClock(time, zone),
    over: (end) => timerInstant(end - 1, zone),
    time: (end) => toInstant(end - 1, zone),
  }
}
