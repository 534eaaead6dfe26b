/** Staged records as text, so that a checkpoint can keep them until their transaction is committed. */
import { StateReader, StateWriter } from '@millrace/engine'
import { fromBase64, toBase64 } from '@millrace/language'
import type { SinkRecords } from './driver/index.ts'

const COLUMNS = ['partition', 'keyStart', 'keyEnd', 'valueStart', 'valueEnd', 'headersStart', 'headersEnd'] as const

export function toText(all: readonly SinkRecords[]): string {
  const writer = new StateWriter().int(all.length)
  for (const records of all) {
    writer.int(records.n).blob(records.bytes)
    for (const column of COLUMNS) writer.ints(records[column].subarray(0, records.n))
    writer.blob(new Uint8Array(records.timestamp.buffer, records.timestamp.byteOffset, 8 * records.n))
  }
  return toBase64(writer.finish())
}

export function fromText(text: string): SinkRecords[] {
  const reader = new StateReader(fromBase64(text) ?? new Uint8Array(4))
  return Array.from({ length: reader.int() }, () => {
    const n = reader.int()
    const bytes = reader.blob()
    const columns = Object.fromEntries(COLUMNS.map((column) => [column, reader.ints()])) as Pick<
      SinkRecords,
      (typeof COLUMNS)[number]
    >
    return { n, bytes, ...columns, timestamp: new Float64Array(reader.blob().buffer) }
  })
}

/** A copy that stays valid. */
export function copyOf(records: SinkRecords): SinkRecords {
  const columns = Object.fromEntries(COLUMNS.map((column) => [column, records[column].slice(0, records.n)])) as Pick<
    SinkRecords,
    (typeof COLUMNS)[number]
  >
  return { n: records.n, bytes: records.bytes.slice(), ...columns, timestamp: records.timestamp.slice(0, records.n) }
}
