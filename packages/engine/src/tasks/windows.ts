/** Windows of event time as slices: every window is a whole number of slices, and a row belongs to exactly one slice. */
import type { WindowSpec } from '@millrace/algebra'

export interface Slicing {
  /** Width of a slice. */
  width: number
  /** Distance between the beginnings of two windows. */
  slide: number
  size: number
  offset: number
}

export function slicing(window: WindowSpec): Slicing {
  const { size, offset } = window
  if (window.kind === 'tumbling') return { width: size, slide: size, size, offset }
  return { width: gcd(size, window.slide), slide: window.slide, size, offset }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}

/** Largest beginning of a slice (or window) at or before a time; right for times before 1970. */
export const floorTo = (time: number, width: number, offset: number): number =>
  Math.floor((time - offset) / width) * width + offset

/** End of the last window that a time belongs to; −∞ when it belongs to none. */
export function lastWindowEnd(time: number, { slide, size, offset }: Slicing): number {
  const start = floorTo(time, slide, offset)
  return start + size > time ? start + size : Number.NEGATIVE_INFINITY
}

/** End of the first window that begins after `time` − size, so that contains or follows it. */
export function firstWindowEnd(time: number, { slide, size, offset }: Slicing): number {
  return (Math.floor((time - size - offset) / slide) + 1) * slide + offset + size
}
