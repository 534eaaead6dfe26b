/** Comparing slices of bytes, which is comparing UTF-8 text by code points. */

export function sameSlices(
  a: Uint8Array,
  from: number,
  to: number,
  b: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (to - from !== end - start) return false
  for (let i = from, j = start; i < to; i++, j++) if (a[i] !== b[j]) return false
  return true
}

/** Negative, zero or positive. */
export function compareSlices(
  a: Uint8Array,
  from: number,
  to: number,
  b: Uint8Array,
  start: number,
  end: number,
): number {
  const length = Math.min(to - from, end - start)
  for (let i = 0; i < length; i++) {
    const difference = a[from + i]! - b[start + i]!
    if (difference !== 0) return difference
  }
  return to - from - (end - start)
}
