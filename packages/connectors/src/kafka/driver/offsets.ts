import { retry } from './backoff.ts'
import { monotonicMs } from './clock.ts'
import type { Cluster } from './cluster.ts'
import { BrokerUnavailable } from './errors.ts'
import type { TopicLeaders } from './leaders.ts'
import { EARLIEST, type Isolation, LATEST, listOffsets } from './protocol/listOffsets.ts'
import { expectAccepted } from './refusals.ts'

/** A place in every partition: an end, or the first record at or after a time (milliseconds since 1970). */
export type OffsetPlace = 'earliest' | 'latest' | { timestamp: number }

/** How long a question about offsets is repeated while leaders move or brokers restart. */
const PATIENCE_MS = 15_000

export interface OffsetQuestion {
  topic: string
  partitions: readonly number[]
  place: OffsetPlace
  /** With read_committed the latest offset is that of the first transaction still open. */
  isolation: Isolation
}

/** Where the place lies in each of the partitions. A time after the last record means the end. */
export async function findOffsets(
  cluster: Cluster,
  leaders: TopicLeaders,
  question: OffsetQuestion,
): Promise<Map<number, number>> {
  const found = await retry(() => askLeaders(cluster, leaders, question), {
    firstMs: 50,
    mostMs: 1_000,
    deadline: monotonicMs() + PATIENCE_MS,
  })
  const beyondEnd = [...found].filter(([, offset]) => offset < 0).map(([partition]) => partition)
  if (beyondEnd.length === 0) return found
  const ends = await findOffsets(cluster, leaders, { ...question, partitions: beyondEnd, place: 'latest' })
  return new Map([...found, ...ends])
}

async function askLeaders(
  cluster: Cluster,
  leaders: TopicLeaders,
  { topic, partitions, place, isolation }: OffsetQuestion,
): Promise<Map<number, number>> {
  const timestamp = timestampOf(place)
  const asked = [...leaders.groupByLeader(partitions)].map(async ([leader, led]) => {
    if (leader === undefined) throw new BrokerUnavailable(`Partition ${led[0]} of topic "${topic}" has no leader now.`)
    const answer = await cluster.send(leader, listOffsets({ topic, partitions: led, timestamp, isolation }))
    for (const { partition, errorCode } of answer.partitions) {
      expectAccepted(errorCode, `look up offsets in partition ${partition} of topic "${topic}"`)
    }
    return answer.partitions
  })
  try {
    const answers = (await Promise.all(asked)).flat()
    return new Map(answers.map(({ partition, offset }) => [partition, offset]))
  } catch (error) {
    await leaders.refresh()
    throw error
  }
}

function timestampOf(place: OffsetPlace): number {
  if (place === 'earliest') return EARLIEST
  return place === 'latest' ? LATEST : place.timestamp
}
