import type { AbortedTransaction } from './abortedTransactions.ts'
import type { FetchResponse } from './protocol/fetch.ts'
import { RecordDecoder } from './recordBatch.ts'

/** Fetched bytes that have not been decoded yet. */
interface Section {
  bytes: Uint8Array
  start: number
  end: number
  aborted: readonly AbortedTransaction[]
}

/** Where a source stands in one partition. */
export class PartitionState {
  readonly partition: number
  readonly decoder = new RecordDecoder()
  /** The offset that the next poll is to return first. */
  offset: number
  /** A fetch that includes this partition is under way. */
  asked = false
  section: Section | undefined
  highWatermark = -1
  lastStableOffset = -1

  constructor(partition: number, offset: number) {
    this.partition = partition
    this.offset = offset
  }

  /** Takes what a fetch has brought, unless the position was moved while it was under way. */
  accept(askedOffset: number, response: FetchResponse, fetched: FetchResponse['partitions'][number]): void {
    this.highWatermark = fetched.highWatermark
    this.lastStableOffset = fetched.lastStableOffset
    if (askedOffset !== this.offset || fetched.start === fetched.end) return
    const { start, end, aborted } = fetched
    this.section = { bytes: response.bytes, start, end, aborted }
  }

  /** A paused partition keeps what it has, but not the whole response that it came in. */
  keep(): void {
    const { section } = this
    if (section === undefined || section.start === 0) return
    const bytes = section.bytes.slice(section.start, section.end)
    this.section = { ...section, bytes, start: 0, end: bytes.length }
  }
}
