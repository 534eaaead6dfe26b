import { Backoff } from './backoff.ts'
import { BATCH } from './batchLayout.ts'
import { monotonicMs } from './clock.ts'
import type { Cluster } from './cluster.ts'
import {
  BrokerUnavailable,
  Closed,
  DeliveryTimedOut,
  KafkaError,
  type KafkaStatus,
  RecordTooLarge,
  RequestRefused,
  TopicNotFound,
} from './errors.ts'
import { Health } from './health.ts'
import type { TopicLeaders } from './leaders.ts'
import { type BatchOptions, PartitionQueue } from './partitionQueue.ts'
import { CODE } from './protocol/errorCodes.ts'
import { type ProduceResponse, produce } from './protocol/produce.ts'
import { recordBytes } from './recordBatchWriter.ts'
import { refusal } from './refusals.ts'
import type { SinkRecords } from './sinkRecords.ts'

export interface DeliveryOptions extends BatchOptions {
  transactionalId: string | null
  /** Of all batches in one request. */
  maxRequestBytes: number
  /** How long rows wait for company before a batch that is not full goes out. */
  lingerMs: number
  /** How long a batch is tried before the session gives up. */
  deliveryTimeoutMs: number
}

/** A topic this session writes to. */
export interface DeliveryTopic {
  topic: string
  leaders: TopicLeaders
  /** The largest batch the topic takes. */
  maxMessageBytes: number
}

const RETRY = { firstMs: 50, mostMs: 2_000 }
/** How long the broker may wait for its replicas. */
const REPLICATION_TIMEOUT_MS = 30_000

/**
 * Writes rows within one producer session: each once, in order within its partition, whatever happens to connections
 * and brokers meanwhile.
 *
 * That holds because partition, sequence number and bytes of a batch are fixed when it is sealed, one batch of a
 * partition is under way at a time, and a batch is only let go when it is acknowledged by all replicas in sync. What
 * ends the session (`failure`) leaves open whether the rows still under way are written.
 */
export class Delivery {
  readonly #cluster: Cluster
  readonly #options: DeliveryOptions
  readonly #topics = new Map<string, DeliveryTopic>()
  readonly #queues = new Map<string, PartitionQueue[]>()
  /** Queues with a sealed batch that is not under way. */
  readonly #ready = new Set<PartitionQueue>()
  /** Queues whose last attempt failed, until the retry timer lets them go. */
  readonly #resting = new Set<PartitionQueue>()
  /** Queues with rows in a batch that is not sealed. */
  readonly #filling = new Set<PartitionQueue>()
  readonly #busy = new Set<number>()
  readonly #health = new Health<PartitionQueue>()
  readonly #backoff = new Backoff(RETRY)
  #retryTimer: NodeJS.Timeout | undefined
  #lingerTimer: NodeJS.Timeout | undefined
  #waiting: { below: number; resolve: () => void; reject: (error: unknown) => void }[] = []
  #pendingBytes = 0
  #failure: unknown

  constructor(cluster: Cluster, topics: readonly DeliveryTopic[], options: DeliveryOptions) {
    this.#cluster = cluster
    this.#options = options
    for (const topic of topics) {
      this.#topics.set(topic.topic, topic)
      this.#queues.set(topic.topic, [])
    }
  }

  /** Bytes that were taken and are not acknowledged. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  status(): KafkaStatus {
    return this.#health.status()
  }

  /** Takes all rows or, when one of them is too large or the session has failed, none. */
  append(topic: string, records: SinkRecords): void {
    if (this.#failure !== undefined) throw this.#failure
    const queues = this.#queuesOf(topic)
    checkRows(this.#topics.get(topic)!, records, queues.length)
    const source = Buffer.from(records.bytes.buffer, records.bytes.byteOffset, records.bytes.byteLength)
    const now = Date.now()
    const { partition } = records
    for (let row = 0; row < records.n; row++) {
      const queue = queues[partition[row]!]!
      this.#pendingBytes += queue.append(records, row, source, now)
      if (queue.count === 1) this.#noteNewBatch(queue)
    }
    this.#dispatch()
    if (this.#filling.size > 0) this.#lingerTimer ??= setTimeout(() => this.#seal(), this.#options.lingerMs)
  }

  /** Resolves when no more than `below` bytes are pending; rejects when the session has failed. */
  settled(below: number): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    if (this.#pendingBytes <= below) return Promise.resolve()
    return new Promise((resolve, reject) => this.#waiting.push({ below, resolve, reject }))
  }

  /** Sends what is there without waiting for company; resolves when all is acknowledged. */
  flush(): Promise<void> {
    this.#seal()
    return this.settled(0)
  }

  /** Ends the session. What is pending is not sent again, and may or may not have been written. */
  close(): void {
    this.#fail(new Closed('Kafka sink'))
  }

  #queuesOf(topic: string): PartitionQueue[] {
    const queues = this.#queues.get(topic)!
    const { leaders, maxMessageBytes } = this.#topics.get(topic)!
    const maxBatchBytes = Math.min(this.#options.maxBatchBytes, maxMessageBytes)
    for (let partition = queues.length; partition < leaders.count; partition++) {
      queues.push(new PartitionQueue(topic, partition, { ...this.#options, maxBatchBytes }))
    }
    return queues
  }

  /** A new batch is begun when the one before it, if any, has just been sealed. */
  #noteNewBatch(queue: PartitionQueue): void {
    this.#filling.add(queue)
    this.#offer(queue)
  }

  #offer(queue: PartitionQueue): void {
    if (queue.head !== undefined && !queue.underWay && !this.#resting.has(queue)) this.#ready.add(queue)
  }

  #seal(): void {
    clearTimeout(this.#lingerTimer)
    this.#lingerTimer = undefined
    for (const queue of this.#filling) {
      queue.seal()
      this.#offer(queue)
    }
    this.#filling.clear()
    this.#dispatch()
  }

  /** Gives every broker that is not busy what is ready for it. */
  #dispatch(): void {
    if (this.#failure !== undefined) return
    for (const [leader, queues] of Map.groupBy(this.#ready, (queue) => this.#leaderOf(queue))) {
      if (leader === undefined) this.#retryLater(queues, new BrokerUnavailable(this.#leaderless(queues)))
      else if (!this.#busy.has(leader)) this.#send(leader, this.#fitting(queues))
    }
  }

  #fitting(queues: readonly PartitionQueue[]): PartitionQueue[] {
    let bytes = 0
    return queues.filter((queue, i) => {
      bytes += queue.head!.bytes.length
      return i === 0 || bytes <= this.#options.maxRequestBytes
    })
  }

  #send(leader: number, queues: PartitionQueue[]): void {
    this.#busy.add(leader)
    for (const queue of queues) {
      queue.underWay = true
      this.#ready.delete(queue)
    }
    const request = produce({
      transactionalId: this.#options.transactionalId,
      timeoutMs: REPLICATION_TIMEOUT_MS,
      batches: queues.map(({ topic, partition, head }) => ({ topic, partition, batch: head!.bytes })),
    })
    this.#cluster
      .send(leader, request, 'produce')
      .then(
        (response) => this.#settle(queues, response),
        (error) => this.#retryOrFail(queues, error),
      )
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#busy.delete(leader)
        this.#dispatch()
      })
  }

  #settle(queues: readonly PartitionQueue[], response: ProduceResponse): void {
    for (const queue of queues) {
      const answer = response.partitions.find((one) => one.topic === queue.topic && one.partition === queue.partition)
      const code = answer?.errorCode ?? CODE.networkException
      // A duplicate is a batch whose acknowledgement was lost: it is written.
      if (code === CODE.none || code === CODE.duplicateSequence) this.#acknowledge(queue)
      else this.#retryOrFail([queue], this.#refused(queue, code))
    }
    this.#wake()
  }

  #acknowledge(queue: PartitionQueue): void {
    this.#pendingBytes -= queue.acknowledge()
    this.#health.recover([queue])
    this.#backoff.reset()
    this.#offer(queue)
  }

  #refused({ topic, partition }: PartitionQueue, code: number): KafkaError {
    return refusal(code, `write to partition ${partition} of topic "${topic}"`)
  }

  #retryOrFail(queues: readonly PartitionQueue[], error: unknown): void {
    const passing = error instanceof BrokerUnavailable || (error instanceof RequestRefused && error.retryable)
    if (passing) this.#retryLater(queues, error)
    else this.#fail(error)
  }

  #retryLater(queues: readonly PartitionQueue[], error: KafkaError): void {
    this.#health.fail(queues, error)
    for (const queue of queues) {
      queue.underWay = false
      this.#ready.delete(queue)
      this.#resting.add(queue)
    }
    const oldest = Math.min(...queues.map(({ head }) => head!.sealedAt))
    if (monotonicMs() - oldest > this.#options.deliveryTimeoutMs) this.#fail(this.#timedOut(error))
    else this.#retryTimer ??= setTimeout(() => this.#refreshAndRetry(), this.#backoff.next())
  }

  async #refreshAndRetry(): Promise<void> {
    try {
      await Promise.all([...this.#topics.values()].map(({ leaders }) => leaders.refresh()))
    } catch (error) {
      // A broker that has just started may not know its topics yet; the time limit of the delivery ends the wait.
      const passing = error instanceof TopicNotFound || (error instanceof KafkaError && error.retryable)
      if (!passing) this.#fail(error)
    }
    this.#retryTimer = undefined
    const rested = [...this.#resting]
    this.#resting.clear()
    for (const queue of rested) this.#offer(queue)
    this.#dispatch()
  }

  #timedOut(last: KafkaError): DeliveryTimedOut {
    return new DeliveryTimedOut(
      `Rows were not acknowledged within ${this.#options.deliveryTimeoutMs} ms; some of them may be written. ` +
        `The last failure: ${last.message}`,
    )
  }

  #leaderOf({ topic, partition }: PartitionQueue): number | undefined {
    return this.#topics.get(topic)!.leaders.leaderOf(partition)
  }

  #leaderless(queues: readonly PartitionQueue[]): string {
    const { topic, partition } = queues[0]!
    return `No broker leads partition ${partition} of topic "${topic}" at the moment.`
  }

  #wake(): void {
    const served = this.#waiting.filter(({ below }) => this.#pendingBytes <= below)
    this.#waiting = this.#waiting.filter(({ below }) => this.#pendingBytes > below)
    for (const { resolve } of served) resolve()
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return
    this.#failure = error
    clearTimeout(this.#retryTimer)
    clearTimeout(this.#lingerTimer)
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/** All rows or none: what cannot be taken is found before the first row is. */
function checkRows({ topic, maxMessageBytes }: DeliveryTopic, records: SinkRecords, partitions: number): void {
  const limit = maxMessageBytes - BATCH.records
  for (let row = 0; row < records.n; row++) {
    const partition = records.partition[row]!
    if (!(partition >= 0 && partition < partitions))
      throw new RangeError(`Topic "${topic}" has no partition ${partition}.`)
    const bytes = recordBytes(records, row)
    if (bytes > limit) throw new RecordTooLarge({ topic, row, bytes, limit })
  }
}
