import type { Column } from '@millrace/language'
import type { Batch } from './batch.ts'

/**
 * The batch with those of some columns marked as having no NULL in which no selected row has one: loops over them have less to do.
 *
 * A column may have NULLs in rows that are not selected, as the fields of other kinds of events that share a stream.
 */
export function nullFree(batch: Batch, columns: readonly number[]): Batch {
  const { cols, sel, n } = batch
  const open = columns.filter((c) => cols[c]!.nulls !== null)
  if (open.length === 0) return batch
  const marked = [...cols]
  let any = false
  // Mostly all have none, which is seen for four at a time.
  for (let k = 0; k < open.length; k += 4) {
    const four = open.slice(k, k + 4)
    const free = fourHaveNone(
      four.map((c) => cols[c]!.nulls!),
      sel,
      n,
    )
      ? four
      : four.filter((c) => !hasNull(cols[c]!.nulls!, sel, n))
    for (const c of free) marked[c] = withoutNulls(cols[c]!)
    any ||= free.length > 0
  }
  return any ? { ...batch, cols: marked } : batch
}

function fourHaveNone(nulls: readonly Uint8Array[], sel: Int32Array | null, n: number): boolean {
  const [a, b = a, c = a, d = a] = nulls as [Uint8Array, ...Uint8Array[]]
  let any = 0
  for (let j = 0; j < n; j++) {
    const i = sel === null ? j : sel[j]!
    any |= a[i]! | b[i]! | c[i]! | d[i]!
  }
  return any === 0
}

/** Whether a selected row has NULL. */
export function hasNull(nulls: Uint8Array, sel: Int32Array | null, n: number): boolean {
  let any = 0
  if (sel === null) for (let j = 0; j < n; j++) any |= nulls[j]!
  else for (let j = 0; j < n; j++) any |= nulls[sel[j]!]!
  return any !== 0
}

/** Of the same shape as the columns of a buffer. */
function withoutNulls(column: Column): Column {
  if (column.k === 'bytes')
    return { k: 'bytes', nulls: null, start: column.start, end: column.end, bytes: column.bytes }
  return { k: column.k, nulls: null, data: column.data } as Column
}
