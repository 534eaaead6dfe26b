import { Backoff } from './backoff.ts'
import { monotonicMs } from './clock.ts'
import type { Cluster } from './cluster.ts'
import { BrokerUnavailable, KafkaError, OffsetOutOfRange, TopicNotFound } from './errors.ts'
import { Health } from './health.ts'
import type { TopicLeaders } from './leaders.ts'
import type { News } from './news.ts'
import { findOffsets, type OffsetPlace } from './offsets.ts'
import type { PartitionState } from './partitionState.ts'
import { CODE, isPassing, isStaleMetadata } from './protocol/errorCodes.ts'
import { type FetchedPartition, type FetchResponse, fetch } from './protocol/fetch.ts'
import type { Isolation } from './protocol/listOffsets.ts'
import { refusal } from './refusals.ts'

export interface FetchLimits {
  /** Of one answer of one broker; a source holds at most two of them for each broker it reads from. */
  maxBytes: number
  partitionMaxBytes: number
}

export interface FetcherOptions {
  topic: string
  cluster: Cluster
  leaders: TopicLeaders
  isolation: Isolation
  limits: FetchLimits
  /** Told of everything that a waiting poll may want to know. */
  news: News
}

/**
 * How long a broker holds a fetch that finds nothing.
 *
 * Also the longest that a partition waits for its first fetch after it was assigned or resumed while others are idle.
 */
const FETCH_WAIT_MS = 250

/** After a restart a broker may not know its topics for a moment. */
const UNKNOWN_TOPIC_GRACE_MS = 10_000

const RECONNECT = { firstMs: 50, mostMs: 5_000 }

/** One fetch at a time goes to each broker. */
interface Leader {
  busy: boolean
  retryAt: number
  backoff: Backoff
}

/**
 * Fetches for the partitions of a source from wherever their leaders are, in the background.
 *
 * It never gives up: what can pass (lost connections, restarts, elections) is tried again, more and more slowly, and
 * shown by `health`. What cannot pass is kept as `failure` for the next poll.
 */
export class Fetcher {
  readonly health = new Health<number>()
  readonly #options: FetcherOptions
  readonly #states: ReadonlyMap<number, PartitionState>
  readonly #byLeader = new Map<number, Leader>()
  readonly #refreshBackoff = new Backoff(RECONNECT)
  #leadersStale = false
  #refreshing = false
  #refreshAt = 0
  #unknownSince: number | undefined
  #failure: unknown
  #turn = 0

  constructor(options: FetcherOptions, states: ReadonlyMap<number, PartitionState>) {
    this.#options = options
    this.#states = states
  }

  throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
  }

  /** Sends a fetch to every leader that is not answering one already. */
  ask(paused: ReadonlySet<number>): void {
    if (this.#options.cluster.closed) return
    this.#refreshWhenStale()
    // Nothing is tried for a paused partition, so nothing is known against it.
    this.health.recover(paused)
    const wanted = [...this.#states.values()].filter(
      (state) => state.section === undefined && !state.asked && !paused.has(state.partition),
    )
    // Who comes first gets its records even if they are more than the answer may hold: so the order goes round.
    const turn = wanted.length === 0 ? 0 : this.#turn++ % wanted.length
    const inTurn = [...wanted.slice(turn), ...wanted.slice(0, turn)]
    for (const [id, states] of Map.groupBy(inTurn, ({ partition }) => this.#options.leaders.leaderOf(partition))) {
      if (id === undefined) this.#lacksLeader(states)
      else this.#askLeader(id, states)
    }
  }

  /** When `ask` should be called again although nothing has arrived. */
  nextRetryAt(): number {
    const now = monotonicMs()
    let next = this.#leadersStale && !this.#refreshing ? Math.max(this.#refreshAt, now) : Number.POSITIVE_INFINITY
    for (const { busy, retryAt } of this.#byLeader.values()) if (!busy && retryAt > now) next = Math.min(next, retryAt)
    return next
  }

  find(partitions: readonly number[], place: OffsetPlace): Promise<Map<number, number>> {
    const { cluster, leaders, topic, isolation } = this.#options
    return findOffsets(cluster, leaders, { topic, partitions, place, isolation })
  }

  #askLeader(id: number, states: PartitionState[]): void {
    const leader = this.#leader(id)
    if (leader.busy || monotonicMs() < leader.retryAt) return
    leader.busy = true
    for (const state of states) state.asked = true
    this.#fetch(id, leader, states)
      .catch((error) => {
        this.#failure = error
      })
      .finally(() => {
        leader.busy = false
        for (const state of states) state.asked = false
        this.#options.news.arrive()
      })
  }

  async #fetch(id: number, leader: Leader, states: PartitionState[]): Promise<void> {
    const asked = new Map(states.map(({ partition, offset }) => [partition, offset]))
    try {
      const response = await this.#send(id, asked)
      leader.backoff.reset()
      for (const fetched of response.partitions) await this.#receive(fetched, response, asked)
    } catch (error) {
      if (this.#options.cluster.closed) return
      if (!(error instanceof KafkaError && error.retryable)) throw error
      leader.retryAt = monotonicMs() + leader.backoff.next()
      this.#leadersStale = true
      const assigned = [...asked.keys()].filter((partition) => this.#states.has(partition))
      this.health.fail(assigned, error)
    }
  }

  async #send(id: number, asked: ReadonlyMap<number, number>): Promise<FetchResponse> {
    const { cluster, topic, isolation, limits } = this.#options
    const partitions = [...asked].map(([partition, offset]) => ({ partition, offset }))
    const request = fetch({ topic, partitions, isolation, maxWaitMs: FETCH_WAIT_MS, ...limits })
    const response = await cluster.send(id, request, 'fetch', FETCH_WAIT_MS)
    if (response.errorCode !== CODE.none) throw refusal(response.errorCode, `fetch from topic "${topic}"`)
    return response
  }

  async #receive(
    fetched: FetchedPartition,
    response: FetchResponse,
    asked: ReadonlyMap<number, number>,
  ): Promise<void> {
    const { partition, errorCode } = fetched
    const askedOffset = asked.get(partition)
    const state = this.#states.get(partition)
    if (askedOffset === undefined || state === undefined) return
    if (errorCode === CODE.none) {
      this.health.recover([partition])
      if (this.health.status().connected) this.#refreshBackoff.reset()
      state.accept(askedOffset, response, fetched)
      return
    }
    if (errorCode === CODE.offsetOutOfRange && state.offset === askedOffset) {
      await this.#checkRange(partition, askedOffset)
    }
    const error = refusal(errorCode, `read partition ${partition} of topic "${this.#options.topic}"`)
    if (!isStaleMetadata(errorCode) && !isPassing(errorCode) && errorCode !== CODE.offsetOutOfRange) throw error
    this.health.fail([partition], error)
    this.#leadersStale = true
  }

  /** A new leader may know less than the old one for a moment: then the offset is in range when asked about. */
  async #checkRange(partition: number, asked: number): Promise<void> {
    const [lows, highs] = await Promise.all([this.find([partition], 'earliest'), this.find([partition], 'latest')])
    const low = lows.get(partition) ?? -1
    const high = highs.get(partition) ?? -1
    const { topic } = this.#options
    if (asked < low || asked > high) throw new OffsetOutOfRange({ topic, partition, low, high, asked })
  }

  #lacksLeader(states: PartitionState[]): void {
    const partitions = states.map(({ partition }) => partition)
    const text = `No broker leads partition ${partitions.join(', ')} of topic "${this.#options.topic}" at the moment.`
    this.health.fail(partitions, new BrokerUnavailable(text))
    this.#leadersStale = true
  }

  #refreshWhenStale(): void {
    if (!this.#leadersStale || this.#refreshing || monotonicMs() < this.#refreshAt) return
    this.#refreshing = true
    this.#refreshLeaders().finally(() => {
      this.#refreshing = false
      this.#options.news.arrive()
    })
  }

  /** Waits longer and longer even when the answers come: the cluster may name a leader that does not lead yet. */
  async #refreshLeaders(): Promise<void> {
    try {
      await this.#options.leaders.refresh()
      this.#leadersStale = false
      this.#unknownSince = undefined
    } catch (error) {
      if (this.#options.cluster.closed) return
      if (!this.#passes(error)) this.#failure = error
      this.health.fail(this.#states.keys(), error as Error)
    }
    this.#refreshAt = monotonicMs() + this.#refreshBackoff.next()
  }

  #passes(error: unknown): boolean {
    if (!(error instanceof TopicNotFound)) return error instanceof KafkaError && error.retryable
    this.#unknownSince ??= monotonicMs()
    return monotonicMs() < this.#unknownSince + UNKNOWN_TOPIC_GRACE_MS
  }

  #leader(id: number): Leader {
    const existing = this.#byLeader.get(id)
    if (existing !== undefined) return existing
    const created = { busy: false, retryAt: 0, backoff: new Backoff(RECONNECT) }
    this.#byLeader.set(id, created)
    return created
  }
}
