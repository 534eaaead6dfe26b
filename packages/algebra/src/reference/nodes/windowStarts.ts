import type { WindowSpec } from '../../plan.ts'

/** Beginnings of all windows that a time lies in, latest first. */
export function windowStarts(time: number, window: WindowSpec): number[] {
  const slide = window.kind === 'tumbling' ? window.size : window.slide
  const starts: number[] = []
  let start = Math.floor((time - window.offset) / slide) * slide + window.offset
  for (; start > time - window.size; start -= slide) starts.push(start)
  return starts
}
