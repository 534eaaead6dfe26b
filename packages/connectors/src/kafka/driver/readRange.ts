import type { Records } from '@millrace/engine'
import type { Cluster } from './cluster.ts'
import { BrokerUnavailable } from './errors.ts'
import type { TopicLeaders } from './leaders.ts'
import { fetch } from './protocol/fetch.ts'
import type { Isolation } from './protocol/listOffsets.ts'
import { RecordDecoder } from './recordBatch.ts'
import { expectAccepted } from './refusals.ts'

const MAX_BYTES = 1024 * 1024
const FETCH_WAIT_MS = 100

export interface OffsetRange {
  topic: string
  partition: number
  from: number
  /** The first offset that is not wanted. The reader must be able to get there: see `isolation`. */
  to: number
  isolation: Isolation
}

/** Records of one partition up to a known end, for short looks into a topic. Valid until the next step. */
export async function* readRange(cluster: Cluster, leaders: TopicLeaders, range: OffsetRange): AsyncGenerator<Records> {
  const { topic, partition, to, isolation } = range
  const decoder = new RecordDecoder()
  let offset = range.from
  while (offset < to) {
    const leader = leaders.leaderOf(partition)
    if (leader === undefined)
      throw new BrokerUnavailable(`Partition ${partition} of topic "${topic}" has no leader now.`)
    const response = await cluster.send(
      leader,
      fetch({
        topic,
        partitions: [{ partition, offset }],
        isolation,
        maxWaitMs: FETCH_WAIT_MS,
        maxBytes: MAX_BYTES,
        partitionMaxBytes: MAX_BYTES,
      }),
      'fetch',
    )
    for (const { errorCode, start, end, aborted } of response.partitions) {
      expectAccepted(errorCode, `read partition ${partition} of topic "${topic}"`)
      const records = decoder.decode({ topic, partition, bytes: response.bytes, start, end, from: offset, aborted })
      offset = decoder.nextOffset
      yield records
    }
  }
}
