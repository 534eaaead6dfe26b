import { encodeHeaders, type Header } from './headers.ts'

/**
 * Rows on their way to a topic, as columns over one byte buffer. A start of −1 says that the part is absent: a row
 * without key, a tombstone, no headers.
 *
 * The partition of every row is chosen before it gets here, so that no retry can choose another one.
 */
export interface SinkRecords {
  n: number
  bytes: Uint8Array
  partition: Int32Array
  keyStart: Int32Array
  keyEnd: Int32Array
  valueStart: Int32Array
  valueEnd: Int32Array
  /** Header sections in Kafka's encoding (`encodeHeaders`), the same form in which `Records` has them. */
  headersStart: Int32Array
  headersEnd: Int32Array
  /** Milliseconds since 1970; −1 takes the time of sending. */
  timestamp: Float64Array
}

export interface SinkRow {
  partition: number
  key: Uint8Array | null
  value: Uint8Array | null
  headers?: readonly Header[]
  timestamp?: number
}

/** Rows that come as objects (markers, samples, tests) in the form the sink takes. Not for the hot path. */
export function toSinkRecords(rows: readonly SinkRow[]): SinkRecords {
  const records = emptyColumns(rows.length)
  const parts: Uint8Array[] = []
  let at = 0
  const put = (part: Uint8Array | null, start: Int32Array, end: Int32Array, row: number): void => {
    start[row] = part === null ? -1 : at
    end[row] = part === null ? -1 : at + part.length
    if (part === null) return
    parts.push(part)
    at += part.length
  }
  rows.forEach((row, i) => {
    records.partition[i] = row.partition
    put(row.key, records.keyStart, records.keyEnd, i)
    put(row.value, records.valueStart, records.valueEnd, i)
    put(encodeHeaders(row.headers ?? []), records.headersStart, records.headersEnd, i)
    records.timestamp[i] = row.timestamp ?? -1
  })
  records.bytes = Buffer.concat(parts)
  return records
}

function emptyColumns(n: number): SinkRecords {
  const column = () => new Int32Array(n)
  return {
    n,
    bytes: new Uint8Array(0),
    partition: column(),
    keyStart: column(),
    keyEnd: column(),
    valueStart: column(),
    valueEnd: column(),
    headersStart: column(),
    headersEnd: column(),
    timestamp: new Float64Array(n),
  }
}
