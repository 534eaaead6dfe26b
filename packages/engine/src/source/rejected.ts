import { ColumnBuffer, decodeUtf8 } from '@millrace/language'
import type { Batch } from '../batch.ts'
import type { Records } from './records.ts'

/** A record that does not go on, and why. */
export interface Rejected {
  /** Its text, where it has one that can be shown. */
  raw: string | null
  error: string
  /** Its position in its split. */
  position: number
}

/** Records of a split as rows of the port `rejected`. */
export function rejectedRows(split: string, rejected: readonly Rejected[]): Batch {
  const n = rejected.length
  const buffers = [0, 1, 2].map(() => new ColumnBuffer('bytes', n))
  for (const [row, { raw, error, position }] of rejected.entries()) {
    if (raw === null) buffers[0]!.setNull(row)
    else buffers[0]!.putText(row, raw)
    buffers[1]!.putText(row, error)
    buffers[2]!.putText(row, `${split}:${position}`)
  }
  const [minTime, maxTime] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  return { cols: buffers.map((buffer) => buffer.column()), rows: n, n, sel: null, kinds: null, minTime, maxTime }
}

/** The value of a record as text; null when it has none. */
export function rawText({ bytes, valueStart, valueEnd }: Records, record: number): string | null {
  const start = valueStart[record]!
  return start < 0 ? null : decodeUtf8(bytes.subarray(start, valueEnd[record]!))
}
