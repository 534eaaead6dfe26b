import type { Request, Throttled } from './request.ts'

export interface ProduceRequest {
  transactionalId: string | null
  timeoutMs: number
  batches: readonly { topic: string; partition: number; batch: Uint8Array }[]
}

export interface ProduceResponse extends Throttled {
  partitions: { topic: string; partition: number; errorCode: number; baseOffset: number }[]
}

/** At most one batch for each partition, acknowledged when all replicas that are in sync have it. */
export function produce(request: ProduceRequest): Request<ProduceResponse> {
  return {
    api: 'Produce',
    key: 0,
    version: 7,
    write(to) {
      to.string(request.transactionalId).int16(-1).int32(request.timeoutMs)
      to.array([...Map.groupBy(request.batches, ({ topic }) => topic)], ([topic, batches]) => {
        to.string(topic).array(batches, ({ partition, batch }) => to.int32(partition).section(batch))
      })
    },
    read(from) {
      const topics = from.array(() => {
        const topic = from.string()
        return from.array(() => {
          const partition = from.int32()
          const errorCode = from.int16()
          const baseOffset = from.int64()
          from.int64() // time of the append
          from.int64() // first offset of the log
          return { topic, partition, errorCode, baseOffset }
        })
      })
      return { throttleMs: from.int32(), partitions: topics.flat() }
    },
  }
}
