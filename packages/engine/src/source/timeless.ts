import type { Batch } from '../batch.ts'

/** The rows of a batch that have an event time, and those whose event time is NULL; undefined when all have one. */
export function partTimeless(batch: Batch, column: number): { timed: Batch; timeless: Int32Array } | undefined {
  const { nulls } = batch.cols[column]!
  if (nulls === null) return undefined
  const { sel, n } = batch
  let count = 0
  for (let j = 0; j < n; j++) count += nulls[sel === null ? j : sel[j]!]!
  if (count === 0) return undefined
  const timeless = new Int32Array(count)
  const kept = new Int32Array(n - count)
  for (let j = 0, t = 0, k = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    if (nulls[i] === 1) timeless[t++] = i
    else kept[k++] = i
  }
  return { timed: { ...batch, sel: kept, n: kept.length }, timeless }
}
