import { ATTRIBUTE, BATCH, batchEnd } from './batchLayout.ts'
import { readInt64 } from './int64.ts'
import { readVarint, readVarlong, VarintCursor } from './varint.ts'

const ABORT_MARKER = 0

export interface AbortedTransaction {
  producerId: number
  firstOffset: number
}

/** The transactions that were open and later aborted, as the reader passes the batches in order of their offsets. */
export class AbortedTransactions {
  readonly #upcoming: AbortedTransaction[]
  readonly #open = new Set<number>()

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#upcoming = [...aborted].sort((a, b) => b.firstOffset - a.firstOffset)
  }

  passesOver(view: DataView, at: number, lastOffset: number): boolean {
    const attributes = view.getInt16(at + BATCH.attributes)
    if ((attributes & ATTRIBUTE.transactional) === 0) return (attributes & ATTRIBUTE.control) !== 0
    this.#openUpTo(lastOffset)
    const producerId = readInt64(view, at + BATCH.producerId)
    if ((attributes & ATTRIBUTE.control) !== 0) {
      if (isAbortMarker(view, at)) this.#open.delete(producerId)
      return true
    }
    return this.#open.has(producerId)
  }

  #openUpTo(offset: number): void {
    for (;;) {
      const next = this.#upcoming.at(-1)
      if (next === undefined || next.firstOffset > offset) return
      this.#open.add(next.producerId)
      this.#upcoming.pop()
    }
  }
}

/** The key of a control record is its version and its type, two bytes each. */
function isAbortMarker(view: DataView, at: number): boolean {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  const cursor = new VarintCursor(at + BATCH.records)
  readVarint(bytes, cursor)
  cursor.at++
  readVarlong(bytes, cursor)
  readVarint(bytes, cursor)
  const keyLength = readVarint(bytes, cursor)
  return keyLength >= 4 && cursor.at + 4 <= batchEnd(view, at) && view.getInt16(cursor.at + 2) === ABORT_MARKER
}
