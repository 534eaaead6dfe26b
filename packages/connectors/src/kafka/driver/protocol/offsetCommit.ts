import type { Request, Throttled } from './request.ts'

export interface OffsetCommitResponse extends Throttled {
  partitions: { partition: number; errorCode: number }[]
}

/** Stores offsets for a group that has no members. */
export function offsetCommit(
  group: string,
  topic: string,
  positions: ReadonlyMap<number, number>,
): Request<OffsetCommitResponse> {
  return {
    api: 'OffsetCommit',
    key: 8,
    version: 5,
    write(to) {
      to.string(group).int32(-1).string('')
      to.array([topic], (name) => {
        to.string(name).array([...positions], ([partition, offset]) => {
          to.int32(partition).int64(offset).string('')
        })
      })
    },
    read: (from) => ({
      throttleMs: from.int32(),
      partitions: from
        .array(() => {
          from.string()
          return from.array(() => ({ partition: from.int32(), errorCode: from.int16() }))
        })
        .flat(),
    }),
  }
}
