import type { Records } from '@millrace/engine'
import type { Cluster } from './cluster.ts'
import { decodeHeaders, type Header } from './headers.ts'
import { TopicLeaders } from './leaders.ts'
import { findOffsets, type OffsetPlace } from './offsets.ts'
import { readRange } from './readRange.ts'

/** One record as an object with bytes of its own: for a look at a topic, never for reading it. */
export interface SampledRecord {
  partition: number
  offset: number
  timestamp: number
  key: Uint8Array | null
  value: Uint8Array | null
  headers: Header[]
}

/** The newest records of a topic, at most `count`, oldest first. Only what was committed. */
export async function sampleTopic(cluster: Cluster, topic: string, count: number): Promise<SampledRecord[]> {
  const leaders = new TopicLeaders(cluster, topic)
  await leaders.refresh()
  const find = (place: OffsetPlace) =>
    findOffsets(cluster, leaders, { topic, partitions: leaders.partitions, place, isolation: 'read_committed' })
  const [starts, ends] = await Promise.all([find('earliest'), find('latest')])
  const newest: SampledRecord[] = []
  for (const [partition, to] of ends) {
    newest.push(
      ...(await sampleEnd({ cluster, leaders, topic, partition, start: starts.get(partition) ?? 0, to, count })),
    )
  }
  newest.sort((a, b) => a.timestamp - b.timestamp || a.partition - b.partition || a.offset - b.offset)
  return newest.slice(-count)
}

/** Offsets are not all records (markers, compaction), so the look goes further back until it has found enough. */
async function sampleEnd(at: {
  cluster: Cluster
  leaders: TopicLeaders
  topic: string
  partition: number
  start: number
  to: number
  count: number
}): Promise<SampledRecord[]> {
  const { cluster, leaders, topic, partition, start, to, count } = at
  for (let look = count; ; look *= 4) {
    const from = Math.max(start, to - look)
    const found: SampledRecord[] = []
    const range = { topic, partition, from, to, isolation: 'read_committed' as const }
    for await (const records of readRange(cluster, leaders, range)) {
      for (let i = 0; i < records.n; i++) found.push(sampled(partition, records, i))
      found.splice(0, found.length - count)
    }
    if (found.length >= count || from === start) return found
  }
}

function sampled(partition: number, records: Records, i: number): SampledRecord {
  const headers = decodeHeaders(records.bytes, records.headersStart[i]!, records.headersEnd[i]!)
  return {
    partition,
    offset: records.position[i]!,
    timestamp: records.timestamp[i]!,
    key: copyOf(records, records.keyStart[i]!, records.keyEnd[i]!),
    value: copyOf(records, records.valueStart[i]!, records.valueEnd[i]!),
    headers: headers.map(([name, value]) => [name, value?.slice() ?? null]),
  }
}

function copyOf({ bytes }: Records, start: number, end: number): Uint8Array | null {
  return start < 0 ? null : bytes.slice(start, end)
}
