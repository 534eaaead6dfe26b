import type { Column } from '@millrace/language'
import type { Records } from './records.ts'

/** A record that could not be read. */
export interface Rejection {
  /** Record in the chunk. */
  record: number
  error: string
}

/**
 * Bytes to columns.
 *
 * Records `from` to `to` become rows 0, 1, … of the columns; those that cannot be read are left out and reported, so the row of a
 * record is its number less the rejections before it. Text may refer into the records' bytes, which are then rewritten in place
 * where escapes are resolved. Columns are valid until the next call.
 */
export interface Decoder {
  decode(
    records: Records,
    from: number,
    to: number,
    rejections: Rejection[],
  ): { columns: Column[]; rows: number; kinds: Uint8Array | null }
}
