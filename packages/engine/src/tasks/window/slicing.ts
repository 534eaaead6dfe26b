/** Windows of event time as slices: every window is a whole number of slices, and a row belongs to exactly one slice. */
import { type AlignedWindow, commonDivisor } from '@millrace/algebra'

export interface Slicing {
  kind: AlignedWindow['kind']
  /** Width of a slice. */
  width: number
  /** Distance between the beginnings of two windows. */
  slide: number
  size: number
  offset: number
}

export function slicing(window: AlignedWindow): Slicing {
  const { kind, size, offset } = window
  switch (kind) {
    case 'tumbling':
      return { kind, width: size, slide: size, size, offset }
    case 'sliding':
      return { kind, width: commonDivisor(size, window.slide), slide: window.slide, size, offset }
    case 'cumulate':
      return { kind, width: window.step, slide: size, size, offset }
  }
}

/** Largest beginning of a slice (or window) at or before a time; right for times before 1970. */
export const floorTo = (time: number, width: number, offset: number): number =>
  Math.floor((time - offset) / width) * width + offset

/** End of the last window that a time belongs to; −∞ when it belongs to none. */
export function lastWindowEnd(time: number, { slide, size, offset }: Slicing): number {
  const start = floorTo(time, slide, offset)
  return start + size > time ? start + size : Number.NEGATIVE_INFINITY
}

/** End of the first window that a slice belongs to, or that follows it. */
export function firstWindowEnd(start: number, { kind, width, slide, size, offset }: Slicing): number {
  if (kind === 'cumulate') return start + width
  return (Math.floor((start - size - offset) / slide) + 1) * slide + offset + size
}

/** Distance between the ends of two windows. */
export const endDistance = ({ kind, width, slide }: Slicing): number => (kind === 'cumulate' ? width : slide)

/** End of the first window of a slice that ends after `after`; infinite where there is no slice. */
export function windowEndAfter(start: number, after: number, slicing: Slicing): number {
  const first = firstWindowEnd(start, slicing)
  if (first > after) return first
  const distance = endDistance(slicing)
  return first + (Math.floor((after - first) / distance) + 1) * distance
}

/** Slices that begin before this have been given with all their windows, once the window that ends here has. */
export const startOfOpen = (end: number, { size, slide }: Slicing): number => end - size + slide
