import type { AbortedTransaction } from '../abortedTransactions.ts'
import { type Isolation, isolationCode } from './listOffsets.ts'
import type { Request, Throttled } from './request.ts'

export interface FetchRequest {
  topic: string
  partitions: readonly { partition: number; offset: number }[]
  isolation: Isolation
  /** How long the broker may wait for the first record. */
  maxWaitMs: number
  /** Bounds of the answer; the first batch comes whole even if it is larger. */
  maxBytes: number
  partitionMaxBytes: number
}

export interface FetchResponse extends Throttled {
  errorCode: number
  /** The whole response: record sections refer into it. */
  bytes: Uint8Array
  partitions: FetchedPartition[]
}

export interface FetchedPartition {
  partition: number
  errorCode: number
  highWatermark: number
  lastStableOffset: number
  logStartOffset: number
  aborted: AbortedTransaction[]
  start: number
  end: number
}

/** Records as the raw bytes of their batches. Without a fetch session: each request says all it wants. */
export function fetch(request: FetchRequest): Request<FetchResponse> {
  return {
    api: 'Fetch',
    key: 1,
    version: 11,
    write(to) {
      to.int32(-1).int32(request.maxWaitMs).int32(1).int32(request.maxBytes).int8(isolationCode(request.isolation))
      to.int32(0).int32(-1) // no session
      to.array([request.topic], (topic) => {
        to.string(topic).array(request.partitions, ({ partition, offset }) => {
          to.int32(partition).int32(-1).int64(offset).int64(-1).int32(request.partitionMaxBytes)
        })
      })
      to.int32(0) // no topics to forget
      to.string('') // no rack: always from the leader
    },
    read(from) {
      const throttleMs = from.int32()
      const errorCode = from.int16()
      from.int32() // session
      const topics = from.array(() => {
        from.string()
        return from.array(() => {
          const head = {
            partition: from.int32(),
            errorCode: from.int16(),
            highWatermark: from.int64(),
            lastStableOffset: from.int64(),
            logStartOffset: from.int64(),
            aborted: from.array(() => ({ producerId: from.int64(), firstOffset: from.int64() })),
          }
          from.int32() // preferred replica
          return { ...head, ...from.section() }
        })
      })
      return { throttleMs, errorCode, bytes: from.bytes, partitions: topics.flat() }
    },
  }
}
