import type { Request, Throttled } from './request.ts'

/** The timestamps that mean an end of the partition instead of a time. */
export const LATEST = -1
export const EARLIEST = -2

export type Isolation = 'read_committed' | 'read_uncommitted'

export const isolationCode = (isolation: Isolation): number => (isolation === 'read_committed' ? 1 : 0)

export interface ListOffsetsResponse extends Throttled {
  partitions: { partition: number; errorCode: number; offset: number }[]
}

/** The first offset at or after a timestamp; −1 when there is none. With read_committed, LATEST is the last stable one. */
export function listOffsets(at: {
  topic: string
  partitions: readonly number[]
  timestamp: number
  isolation: Isolation
}): Request<ListOffsetsResponse> {
  return {
    api: 'ListOffsets',
    key: 2,
    version: 2,
    write(to) {
      to.int32(-1).int8(isolationCode(at.isolation))
      to.array([at.topic], (topic) => {
        to.string(topic).array(at.partitions, (partition) => to.int32(partition).int64(at.timestamp))
      })
    },
    read(from) {
      const throttleMs = from.int32()
      const topics = from.array(() => {
        from.string()
        return from.array(() => {
          const partition = from.int32()
          const errorCode = from.int16()
          from.int64() // timestamp of the record that was found
          return { partition, errorCode, offset: from.int64() }
        })
      })
      return { throttleMs, partitions: topics.flat() }
    },
  }
}
