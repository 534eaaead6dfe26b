import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from './clock.ts'
import type { Cluster } from './cluster.ts'
import { CorruptRecords, TopicNotFound, TransactionHangs } from './errors.ts'
import { TopicLeaders } from './leaders.ts'
import { findOffsets, type OffsetPlace } from './offsets.ts'
import type { Isolation } from './protocol/listOffsets.ts'
import { readRange } from './readRange.ts'
import { createTopic, growTopic } from './topicAdmin.ts'

/** The last epoch that one exactly-once writer has committed, and in which generation of the job. */
export interface EpochMarker {
  generation: number
  /** −1 when no epoch has been committed yet. */
  epoch: number
}

/** Where the markers of a writer are. One partition for each subtask, or writers wait for one another's transactions. */
export interface MarkerPlace {
  topic: string
  partition: number
}

/** Small segments, since the one that is being written is never compacted and is read when a writer opens. */
const MARKER_TOPIC_CONFIG = {
  'cleanup.policy': 'compact',
  'segment.bytes': String(4 * 1024 * 1024),
  'segment.ms': String(60 * 60 * 1000),
  'min.cleanable.dirty.ratio': '0.1',
}

/** Creates the topic, compacted for ever, or gives it the partitions it lacks. */
export async function ensureMarkerTopic(cluster: Cluster, { topic, partition }: MarkerPlace): Promise<void> {
  const existing = await cluster.topic(topic).catch((error) => {
    if (error instanceof TopicNotFound) return undefined
    throw error
  })
  if (existing === undefined) {
    await createTopic(cluster, { topic, partitions: partition + 1, config: MARKER_TOPIC_CONFIG })
  } else if (existing.partitions.length <= partition) {
    await growTopic(cluster, topic, partition + 1)
  }
}

export function encodeMarker(marker: EpochMarker): Uint8Array {
  return Buffer.from(JSON.stringify(marker))
}

/** Undefined for what is no marker: then somebody else writes to the topic, and to guess would be to lose or double. */
function decodeMarker(value: Uint8Array): EpochMarker | undefined {
  try {
    const { generation, epoch } = JSON.parse(Buffer.from(value).toString()) as Partial<EpochMarker>
    if (Number.isInteger(generation) && Number.isInteger(epoch)) return { generation: generation!, epoch: epoch! }
  } catch {
    // Not JSON: no marker.
  }
  return undefined
}

const NO_MARKER = 'it is no marker of an exactly-once sink; let nobody else write to this topic'

/** Between two looks whether the transactions of other writers have ended. */
const OTHERS_WAIT_MS = 10

/** How many records before the end are looked at first; most often the marker is the last one. */
const FIRST_LOOK = 64

export interface MarkerQuestion {
  place: MarkerPlace
  /** The transactional id: several writers may share a partition. */
  key: string
}

/**
 * The marker that was committed last under a key, as far as it can be known at once.
 *
 * Whatever lies behind a transaction that is still open, perhaps the asker's own, is left out.
 */
export async function peekMarker(cluster: Cluster, question: MarkerQuestion): Promise<EpochMarker | undefined> {
  const partition = await openPartition(cluster, question.place)
  return newestMarker(partition, question.key, await partition.find('latest', 'read_committed'))
}

/**
 * The marker that was committed last under a key, for whoever has just started a session under the transactional id:
 * then no transaction of it is open any more, and the answer cannot change.
 *
 * Everything written up to now is looked at. Where writers share the partition, that means to wait for the
 * transactions of the others, for behind an open one nothing can be read.
 */
export async function readMarker(
  cluster: Cluster,
  question: MarkerQuestion & { deadline: number },
): Promise<EpochMarker | undefined> {
  const partition = await openPartition(cluster, question.place)
  const end = await partition.find('latest', 'read_uncommitted')
  for (;;) {
    const stable = await partition.find('latest', 'read_committed')
    if (stable >= end) return newestMarker(partition, question.key, end)
    if (monotonicMs() > question.deadline) throw new TransactionHangs({ ...question.place, offset: stable })
    await sleep(OTHERS_WAIT_MS)
  }
}

interface MarkerPartition extends MarkerPlace {
  cluster: Cluster
  leaders: TopicLeaders
  find(place: OffsetPlace, isolation: Isolation): Promise<number>
}

async function openPartition(cluster: Cluster, { topic, partition }: MarkerPlace): Promise<MarkerPartition> {
  const leaders = new TopicLeaders(cluster, topic)
  await leaders.refresh()
  return {
    topic,
    partition,
    cluster,
    leaders,
    async find(place, isolation) {
      const found = await findOffsets(cluster, leaders, { topic, partitions: [partition], place, isolation })
      return found.get(partition) ?? 0
    },
  }
}

/** Looks back from the end in growing steps, since the marker is almost always among the last records. */
async function newestMarker(partition: MarkerPartition, key: string, end: number): Promise<EpochMarker | undefined> {
  const start = await partition.find('earliest', 'read_uncommitted')
  for (let look = FIRST_LOOK, to = end; to > start; look *= 16) {
    const from = Math.max(start, to - look)
    const marker = await lastMarker(partition, { from, to }, Buffer.from(key))
    if (marker !== undefined) return marker
    to = from
  }
  return undefined
}

async function lastMarker(
  { cluster, leaders, topic, partition }: MarkerPartition,
  { from, to }: { from: number; to: number },
  key: Buffer,
): Promise<EpochMarker | undefined> {
  let last: EpochMarker | undefined
  const range = { topic, partition, from, to, isolation: 'read_committed' as const }
  for await (const { n, bytes, keyStart, keyEnd, valueStart, valueEnd, position } of readRange(
    cluster,
    leaders,
    range,
  )) {
    for (let i = 0; i < n && position[i]! < to; i++) {
      if (!key.equals(bytes.subarray(keyStart[i], keyEnd[i])) || valueStart[i]! < 0) continue
      last = decodeMarker(bytes.subarray(valueStart[i], valueEnd[i]))
      if (last === undefined) throw new CorruptRecords({ topic, partition, offset: position[i]!, reason: NO_MARKER })
    }
  }
  return last
}
