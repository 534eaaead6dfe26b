import type { AlignedWindow } from '../../../plan.ts'
import { commonDivisor } from '../../../windowTime.ts'

export interface Bounds {
  start: number
  end: number
}

/** All windows that a time lies in, latest beginning first; of one beginning the earliest end first. */
export function windowsOf(time: number, window: AlignedWindow): Bounds[] {
  const every = window.kind === 'sliding' ? window.slide : window.size
  const windows: Bounds[] = []
  let start = Math.floor((time - window.offset) / every) * every + window.offset
  for (; start > time - window.size; start -= every) {
    const step = window.kind === 'cumulate' ? window.step : window.size
    for (let end = start + step; end <= start + window.size; end += step) if (end > time) windows.push({ start, end })
  }
  return windows
}

/** Width of the pieces of which all windows are made. */
export function sliceWidth(window: AlignedWindow): number {
  if (window.kind === 'tumbling') return window.size
  return commonDivisor(window.size, window.kind === 'sliding' ? window.slide : window.step)
}

/** Beginning of the slice of a time. */
export function sliceStart(time: number, window: AlignedWindow): number {
  const width = sliceWidth(window)
  return Math.floor((time - window.offset) / width) * width + window.offset
}
