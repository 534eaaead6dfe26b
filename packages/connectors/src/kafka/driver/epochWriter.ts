import { setTimeout as sleep } from 'node:timers/promises'
import { Backoff } from './backoff.ts'
import { monotonicMs } from './clock.ts'
import type { Cluster } from './cluster.ts'
import { Delivery, type DeliveryTopic } from './delivery.ts'
import { maxRecordBytes } from './deliveryTopic.ts'
import { Closed, Fenced, KafkaError, type KafkaStatus } from './errors.ts'
import { Health } from './health.ts'
import { type EpochMarker, encodeMarker, type MarkerPlace, peekMarker, readMarker } from './marker.ts'
import { Transactions } from './producerSession.ts'
import type { ProducerIdentity } from './protocol/transactions.ts'
import { DEFAULT_SINK_LIMITS, type ExactlyOnceSinkOptions, type SinkLimits } from './sinkOptions.ts'
import { type SinkRecords, toSinkRecords } from './sinkRecords.ts'

/**
 * Writes each epoch of a checkpoint once, whatever fails in between.
 *
 * An epoch is one short transaction: its rows and a marker with its number. So the marker tells for ever which epochs
 * are written, and an epoch whose commit had no answer is looked up instead of guessed. Epochs come in ascending order.
 */
export interface ExactlyOnceSink {
  readonly topic: string
  /** Rows above this can never be committed: keep them out of an epoch. */
  readonly maxRecordBytes: number
  /** What the marker said last. */
  readonly committed: EpochMarker
  partitions(): Promise<number>
  /**
   * Resolves when the epoch is committed, by this call or by an earlier one. One call at a time. Readers see it some
   * milliseconds later, when the broker has told all partitions.
   *
   * Throws Fenced when a later generation has taken over. After a retryable error the outcome is open: call again with
   * the same rows.
   */
  commitEpoch(epoch: number, rows: readonly SinkRecords[]): Promise<'written' | 'already-committed'>
  status(): KafkaStatus
  close(): void
}

const DEFAULT_TRANSACTION_TIMEOUT_MS = 60_000
const DEFAULT_COMMIT_TIMEOUT_MS = 120_000
const RETRY = { firstMs: 50, mostMs: 2_000 }

/** One producer session and what it sends. Thrown away after any error. */
interface Session {
  producer: ProducerIdentity
  delivery: Delivery
}

export class EpochWriter implements ExactlyOnceSink {
  readonly topic: string
  readonly maxRecordBytes: number
  readonly #cluster: Cluster
  readonly #topic: DeliveryTopic
  readonly #markers: DeliveryTopic
  readonly #place: MarkerPlace
  readonly #options: ExactlyOnceSinkOptions
  readonly #limits: SinkLimits
  readonly #commitTimeoutMs: number
  readonly #transactionTimeoutMs: number
  readonly #transactions: Transactions
  readonly #health = new Health<'writer'>()
  #session: Session | undefined
  #busy = false
  #committed: EpochMarker = { generation: -1, epoch: -1 }
  #fenced: Fenced | undefined

  constructor(at: {
    cluster: Cluster
    topic: DeliveryTopic
    markers: DeliveryTopic
    place: MarkerPlace
    options: ExactlyOnceSinkOptions
  }) {
    const { transactionalId, transactionTimeoutMs, commitTimeoutMs, limits } = at.options
    this.topic = at.topic.topic
    this.maxRecordBytes = maxRecordBytes(at.topic)
    this.#cluster = at.cluster
    this.#topic = at.topic
    this.#markers = at.markers
    this.#place = at.place
    this.#options = at.options
    this.#limits = { ...DEFAULT_SINK_LIMITS, ...limits }
    this.#commitTimeoutMs = commitTimeoutMs ?? DEFAULT_COMMIT_TIMEOUT_MS
    this.#transactionTimeoutMs = transactionTimeoutMs ?? DEFAULT_TRANSACTION_TIMEOUT_MS
    this.#transactions = new Transactions(at.cluster, transactionalId, this.#transactionTimeoutMs)
  }

  get committed(): EpochMarker {
    return this.#committed
  }

  async partitions(): Promise<number> {
    await this.#topic.leaders.refresh()
    return this.#topic.leaders.count
  }

  /** Fences earlier writers and writes this generation into the marker, so that they find out before they fence us. */
  async takeOver(): Promise<void> {
    await this.#trying(async (deadline) => {
      const session = await this.#ensureSession(deadline)
      const { epoch, generation } = this.#committed
      if (generation < this.#options.generation) await this.#write(session, epoch, [], deadline)
    })
  }

  async commitEpoch(epoch: number, rows: readonly SinkRecords[]): Promise<'written' | 'already-committed'> {
    return this.#trying(async (deadline) => {
      const session = await this.#ensureSession(deadline)
      if (epoch <= this.#committed.epoch) return 'already-committed'
      await this.#write(session, epoch, rows, deadline)
      return 'written'
    })
  }

  status(): KafkaStatus {
    const delivery = this.#session?.delivery.status()
    return delivery === undefined || delivery.connected ? this.#health.status() : delivery
  }

  close(): void {
    this.#dropSession()
    this.#cluster.close()
  }

  async #trying<T>(attempt: (deadline: number) => Promise<T>): Promise<T> {
    if (this.#busy) throw new Error('An epoch is committed while another one is under way.')
    this.#busy = true
    return this.#tryUntilDeadline(attempt).finally(() => {
      this.#busy = false
    })
  }

  /** After any error the session is thrown away; the next attempt begins with what the marker says. */
  async #tryUntilDeadline<T>(attempt: (deadline: number) => Promise<T>): Promise<T> {
    const deadline = monotonicMs() + this.#commitTimeoutMs
    const backoff = new Backoff(RETRY)
    for (;;) {
      if (this.#fenced !== undefined) throw this.#fenced
      if (this.#cluster.closed) throw new Closed('Kafka sink')
      try {
        const result = await attempt(deadline)
        this.#health.recover(['writer'])
        return result
      } catch (error) {
        this.#dropSession()
        if (error instanceof Fenced) this.#fenced = error
        this.#health.fail(['writer'], error as Error)
        const waitMs = backoff.next()
        const worthwhile = error instanceof KafkaError && error.retryable && monotonicMs() + waitMs < deadline
        if (!worthwhile) throw error
        await sleep(waitMs)
      }
    }
  }

  /**
   * The marker is read twice. Before the session starts, because starting one fences: an old writer that wakes up must
   * not do that to its successor. And after, because only then nothing written before can still be decided otherwise.
   */
  async #ensureSession(deadline: number): Promise<Session> {
    if (this.#session !== undefined) return this.#session
    const question = { place: this.#place, key: this.#options.transactionalId, deadline }
    this.#refuseNewer(await peekMarker(this.#cluster, question))
    const producer = await this.#transactions.start(deadline)
    const marker = await readMarker(this.#cluster, question)
    this.#refuseNewer(marker)
    if (marker !== undefined) this.#committed = marker
    this.#session = { producer, delivery: this.#deliveryOf(producer) }
    return this.#session
  }

  #refuseNewer(marker: EpochMarker | undefined): void {
    const { transactionalId, generation } = this.#options
    if (marker === undefined || marker.generation <= generation) return
    throw new Fenced(
      `Generation ${marker.generation} of this job has taken over transactional id "${transactionalId}"; ` +
        `generation ${generation} must not write any more.`,
    )
  }

  #deliveryOf(producer: ProducerIdentity): Delivery {
    return new Delivery(this.#cluster, [this.#topic, this.#markers], {
      ...this.#limits,
      // Ends before the broker ends the transaction: what it has ended looks as if somebody else had taken over.
      deliveryTimeoutMs: Math.min(this.#limits.deliveryTimeoutMs, this.#transactionTimeoutMs / 2),
      codec: this.#options.compression ?? 'none',
      producer,
      transactional: true,
      transactionalId: this.#options.transactionalId,
    })
  }

  /** One transaction: the rows and the marker that says so. */
  async #write(session: Session, epoch: number, rows: readonly SinkRecords[], deadline: number): Promise<void> {
    const { producer, delivery } = session
    const marker = { generation: this.#options.generation, epoch }
    await this.#transactions.addPartitions(producer, [...this.#partitionsOf(rows), this.#place], deadline)
    for (const records of rows) {
      delivery.append(this.topic, records)
      await delivery.settled(this.#limits.maxPendingBytes)
    }
    delivery.append(this.#place.topic, this.#markerRow(marker))
    await delivery.flush()
    await this.#transactions.commit(producer, deadline)
    this.#committed = marker
  }

  #markerRow(marker: EpochMarker): SinkRecords {
    const key = Buffer.from(this.#options.transactionalId)
    return toSinkRecords([{ partition: this.#place.partition, key, value: encodeMarker(marker) }])
  }

  #partitionsOf(rows: readonly SinkRecords[]): { topic: string; partition: number }[] {
    const partitions = new Set<number>()
    for (const { n, partition } of rows) for (let i = 0; i < n; i++) partitions.add(partition[i]!)
    return [...partitions].map((partition) => ({ topic: this.topic, partition }))
  }

  #dropSession(): void {
    this.#session?.delivery.close()
    this.#session = undefined
  }
}
