/**
 * Whether several rows are all of one group, which is often so where few groups are large. With a sum in memory after each row every row
 * would wait for the one before it.
 */
export function isOneGroup(bases: Int32Array, n: number): boolean {
  if (n < 2) return false
  for (let j = n - 1; j > 0; j--) if (bases[j] !== bases[0]) return false
  return true
}
