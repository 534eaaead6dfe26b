import { encodeUtf8 } from '@millrace/language'
import type { Records } from '../source/records.ts'

/** Texts as the records of a split, one behind the other in one block; undefined is a record without a value. */
export function recordsOf(texts: readonly (string | undefined)[]): Records {
  const parts = texts.map((text) => (text === undefined ? undefined : encodeUtf8(text)))
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0))
  const n = texts.length
  const [valueStart, valueEnd] = [new Int32Array(n), new Int32Array(n)]
  let at = 0
  for (const [i, part] of parts.entries()) {
    bytes.set(part ?? [], at)
    valueStart[i] = part ? at : -1
    at += part?.length ?? 0
    valueEnd[i] = part ? at : -1
  }
  const absent = new Int32Array(n).fill(-1)
  return {
    n,
    bytes,
    valueStart,
    valueEnd,
    keyStart: absent,
    keyEnd: absent,
    headersStart: absent,
    headersEnd: absent,
    timestamp: new Float64Array(n).fill(-1),
    position: Float64Array.from({ length: n }, (_, i) => i),
  }
}
