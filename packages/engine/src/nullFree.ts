import type { Column } from '@millrace/language'
import type { Batch } from './batch.ts'

/**
 * The batch with those of some columns marked as having no NULL in which no selected row has one: loops over them have less to do.
 *
 * A column may have NULLs in rows that are not selected, as the fields of other kinds of events that share a stream.
 */
export function nullFree(batch: Batch, columns: readonly number[]): Batch {
  const { cols, sel, n } = batch
  let marked: Column[] | undefined
  for (const c of columns) {
    const column = cols[c]!
    if (column.nulls === null || hasNull(column.nulls, sel, n)) continue
    marked ??= [...cols]
    marked[c] = withoutNulls(column)
  }
  return marked ? { ...batch, cols: marked } : batch
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
