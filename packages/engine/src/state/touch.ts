/** Reading ahead: the waits for memory of many rows overlap when nothing depends on what is read. */

/** Words of records above which they no longer lie in a cache near the processor. */
export const FAR = 262_144

/**
 * Walks lists in step, the first element of each, then the second of each, and so on. Who walks them one by one afterwards finds them
 * in the cache.
 *
 * `places` are those of the first elements (first word and 1 more, 0 is none), and are overwritten. What is returned has no meaning;
 * it must be used somewhere, or the walk might be left out.
 */
export function touchLists(ints: Int32Array, nextWord: number, places: Int32Array, n: number): number {
  let touched = 0
  let left = n
  for (let step = 0; left > 0 && step < MOST_STEPS; step++) {
    const rows = left
    left = 0
    for (let k = 0; k < rows; k++) {
      const place = places[k]!
      if (place === 0) continue
      const next = ints[place - 1 + nextWord]!
      touched ^= next
      places[left++] = next
    }
  }
  return touched
}

/** Longer lists are read by few rows, and would push what was read out of the cache again. */
const MOST_STEPS = 16
