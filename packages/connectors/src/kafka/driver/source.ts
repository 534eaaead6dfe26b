import type { Records } from '@millrace/engine'
import { monotonicMs } from './clock.ts'
import { Cluster } from './cluster.ts'
import type { KafkaConnection, KafkaLog } from './connection.ts'
import { Closed, CorruptRecords, type KafkaStatus } from './errors.ts'
import { Fetcher, type FetchLimits } from './fetcher.ts'
import { publishOffsets } from './groupOffsets.ts'
import { TopicLeaders } from './leaders.ts'
import { News } from './news.ts'
import type { OffsetPlace } from './offsets.ts'
import { PartitionState } from './partitionState.ts'
import type { Isolation } from './protocol/listOffsets.ts'

export interface KafkaSourceOptions {
  connection: KafkaConnection
  topic: string
  /** Start positions: the offset each partition is to be read from. Others are not read until they are assigned. */
  partitions?: ReadonlyMap<number, number>
  /** read_committed passes over records of transactions that were aborted or are still open. */
  isolation: Isolation
  /** Ends the source as `close` does. */
  signal?: AbortSignal
  log?: KafkaLog
  limits?: Partial<FetchLimits>
}

/** Twice a partition's megabyte of Kafka's own default: half the answers, and each still a small part of the memory. */
const DEFAULT_LIMITS: FetchLimits = { maxBytes: 8 * 1024 * 1024, partitionMaxBytes: 2 * 1024 * 1024 }

/** What one poll brings of one partition. Valid until the next poll. */
export interface PartitionRecords {
  partition: number
  /** One behind the last record that all replicas have. */
  highWatermark: number
  /** The first offset of a transaction that is still open, or the high watermark. */
  lastStableOffset: number
  /** May be empty although `nextOffset` has moved: behind transaction markers and aborted records. */
  records: Records
  /** The position to store, once these records are processed. */
  nextOffset: number
}

/**
 * Reads partitions of one topic from wherever their leaders are.
 *
 * Positions belong to the caller's checkpoint: none is taken from Kafka, and nothing is ever reset. Lost connections,
 * restarted brokers and moved leaders are waited for without end, and shown by `status`.
 */
export interface KafkaSource {
  readonly topic: string
  /**
   * Records of partitions that are not paused, or none after `maxWaitMs`. One call at a time.
   *
   * A fetch is under way while the caller works, at most one for each broker. Throws what waiting cannot mend; the
   * positions then stand where they stood.
   */
  poll(paused: ReadonlySet<number>, maxWaitMs: number): Promise<PartitionRecords[]>
  /** Adds partitions, or moves those that are being read. */
  assign(positions: ReadonlyMap<number, number>): void
  release(partitions: Iterable<number>): void
  /** The next offset of every assigned partition. */
  positions(): Map<number, number>
  /** All partitions the topic has now, new ones included. */
  partitions(): Promise<number[]>
  /** Where a place lies in each partition of the topic. */
  offsets(place: OffsetPlace): Promise<Map<number, number>>
  /** Records between the position and the end of each assigned partition; asks the brokers. */
  lag(): Promise<Map<number, number>>
  /** Shows positions as those of a consumer group, for monitoring by others. Never read back. */
  publish(group: string, positions: ReadonlyMap<number, number>): Promise<void>
  status(): KafkaStatus
  close(): void
}

/** Throws when the cluster cannot be reached, the credentials are wrong or the topic does not exist. */
export async function openKafkaSource(options: KafkaSourceOptions): Promise<KafkaSource> {
  const cluster = new Cluster(options.connection, options.log)
  const source = new Source(cluster, options)
  try {
    source.endWith(options.signal)
    await source.partitions()
  } catch (error) {
    source.close()
    throw error
  }
  return source
}

class Source implements KafkaSource {
  readonly topic: string
  readonly #cluster: Cluster
  readonly #leaders: TopicLeaders
  readonly #states = new Map<number, PartitionState>()
  readonly #news = new News()
  readonly #fetcher: Fetcher
  readonly #ended = new AbortController()
  /** Of a partition that could not be decoded, beside others whose records had to be returned first. */
  #damage: unknown

  constructor(cluster: Cluster, { topic, partitions, isolation, limits }: KafkaSourceOptions) {
    this.topic = topic
    this.#cluster = cluster
    this.#leaders = new TopicLeaders(cluster, topic)
    this.#fetcher = new Fetcher(
      { topic, cluster, leaders: this.#leaders, isolation, limits: { ...DEFAULT_LIMITS, ...limits }, news: this.#news },
      this.#states,
    )
    this.assign(partitions ?? new Map())
  }

  async poll(paused: ReadonlySet<number>, maxWaitMs: number): Promise<PartitionRecords[]> {
    if (this.#cluster.closed) throw new Closed('Kafka source')
    const deadline = monotonicMs() + maxWaitMs
    for (;;) {
      this.#throwFailure()
      const batches = this.#take(paused)
      this.#fetcher.ask(paused)
      if (batches.length > 0 || deadline <= monotonicMs() || this.#cluster.closed) return batches
      const waitMs = Math.min(deadline, this.#fetcher.nextRetryAt()) - monotonicMs()
      await this.#news.wait(Math.max(waitMs, 1))
    }
  }

  assign(positions: ReadonlyMap<number, number>): void {
    this.#fetcher.health.recover(positions.keys())
    for (const [partition, offset] of positions) this.#states.set(partition, new PartitionState(partition, offset))
    this.#news.arrive()
  }

  release(partitions: Iterable<number>): void {
    for (const partition of partitions) {
      this.#states.delete(partition)
      this.#fetcher.health.recover([partition])
    }
  }

  positions(): Map<number, number> {
    return new Map([...this.#states].map(([partition, { offset }]) => [partition, offset]))
  }

  async partitions(): Promise<number[]> {
    await this.#leaders.refresh()
    return this.#leaders.partitions
  }

  async offsets(place: OffsetPlace): Promise<Map<number, number>> {
    return this.#fetcher.find(await this.partitions(), place)
  }

  async lag(): Promise<Map<number, number>> {
    const ends = await this.#fetcher.find([...this.#states.keys()], 'latest')
    const behind = (partition: number, end: number) => end - (this.#states.get(partition)?.offset ?? end)
    return new Map([...ends].map(([partition, end]) => [partition, Math.max(behind(partition, end), 0)]))
  }

  publish(group: string, positions: ReadonlyMap<number, number>): Promise<void> {
    return publishOffsets(this.#cluster, { group, topic: this.topic, positions })
  }

  status(): KafkaStatus {
    return this.#fetcher.health.status()
  }

  endWith(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    signal?.addEventListener('abort', () => this.close(), { signal: this.#ended.signal })
  }

  close(): void {
    this.#ended.abort()
    this.#cluster.close()
    this.#news.arrive()
  }

  #throwFailure(): void {
    this.#fetcher.throwFailure()
    const damage = this.#damage
    this.#damage = undefined
    if (damage !== undefined) throw damage
  }

  /** Decodes what has arrived. A damaged partition must not cost the records of those decoded before it. */
  #take(paused: ReadonlySet<number>): PartitionRecords[] {
    const batches: PartitionRecords[] = []
    for (const state of this.#states.values()) {
      if (state.section === undefined) continue
      if (paused.has(state.partition)) {
        state.keep()
        continue
      }
      try {
        batches.push(this.#decode(state))
      } catch (error) {
        if (batches.length === 0) throw error
        this.#damage = error
      }
    }
    return batches
  }

  #decode(state: PartitionState): PartitionRecords {
    const { partition, decoder, highWatermark, lastStableOffset } = state
    const section = state.section!
    state.section = undefined
    const records = decoder.decode({ topic: this.topic, partition, from: state.offset, ...section })
    if (decoder.nextOffset === state.offset) throw this.#cutOff(state)
    state.offset = decoder.nextOffset
    return { partition, highWatermark, lastStableOffset, records, nextOffset: decoder.nextOffset }
  }

  /** Brokers send the first batch whole, however large; without this check a broken one would be asked for ever. */
  #cutOff({ partition, offset }: PartitionState): CorruptRecords {
    return new CorruptRecords({ topic: this.topic, partition, offset, reason: 'the broker sent only a part of it' })
  }
}
