import { type BrokerAddress, formatAddress, type KafkaConnection, type KafkaLog, seedAddresses } from './connection.ts'
import { BrokerUnavailable, Closed, TopicNotFound } from './errors.ts'
import { Link } from './link.ts'
import { LinkSlot } from './linkSlot.ts'
import { CODE, isStaleMetadata } from './protocol/errorCodes.ts'
import { type MetadataResponse, metadata, type TopicMetadata } from './protocol/metadata.ts'
import type { ApiVersions, Request, Throttled } from './protocol/request.ts'
import { findCoordinator } from './protocol/transactions.ts'
import { expectAccepted } from './refusals.ts'

/**
 * Requests that may not wait for one another: a broker answers those of one connection in turn, and a fetch may hold
 * its turn for as long as there is nothing to read.
 */
export type Lane = 'control' | 'fetch' | 'produce'

/** The brokers of one cluster, their connections, and who is responsible for what. Retries are the callers' affair. */
export class Cluster {
  readonly #connection: KafkaConnection
  readonly #log: KafkaLog
  readonly #seeds: readonly BrokerAddress[]
  readonly #nodes = new Map<number, BrokerAddress>()
  /** By lane and address; bounded by the brokers of the cluster, since those that have left it are dropped. */
  readonly #slots = new Map<string, LinkSlot>()
  readonly #coordinators = new Map<string, number>()
  #closed = false

  constructor(connection: KafkaConnection, log: KafkaLog = () => {}) {
    this.#connection = connection
    this.#log = log
    this.#seeds = seedAddresses(connection)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Connects to one broker, if that has not happened, and tells which requests it takes. */
  async versions(nodeId: number): Promise<ApiVersions> {
    const link = await this.#slot(this.#addressOf(nodeId), 'control').get()
    return link.versions
  }

  /** Asks whichever broker answers; null asks for all topics. What it says of the brokers is remembered. */
  async metadata(topics: readonly string[] | null): Promise<MetadataResponse> {
    const response = await this.sendToAny(metadata(topics))
    this.#remember(response)
    return response
  }

  /** Throws TopicNotFound when the cluster says that there is no such topic. */
  async topic(topic: string): Promise<TopicMetadata> {
    const { topics } = await this.metadata([topic])
    const found = topics.find((one) => one.topic === topic)
    if (
      found === undefined ||
      found.errorCode === CODE.unknownTopicOrPartition ||
      found.errorCode === CODE.invalidTopic
    ) {
      throw new TopicNotFound(topic)
    }
    // An election of some partition is no reason to refuse the others.
    if (!isStaleMetadata(found.errorCode)) expectAccepted(found.errorCode, `describe topic "${topic}"`)
    return found
  }

  async send<R extends Throttled>(nodeId: number, request: Request<R>, lane: Lane = 'control', waitMs = 0): Promise<R> {
    return this.#sendTo(this.#addressOf(nodeId), request, lane, waitMs)
  }

  async sendToAny<R extends Throttled>(request: Request<R>): Promise<R> {
    const failures: string[] = []
    for (const address of this.#candidates()) {
      try {
        return await this.#sendTo(address, request, 'control', 0)
      } catch (error) {
        if (!(error instanceof BrokerUnavailable)) throw error
        failures.push(error.message)
      }
    }
    throw new BrokerUnavailable(
      failures.length === 1 ? failures[0]! : `No broker can be reached. ${failures.join(' ')}`,
    )
  }

  /** Sends to a broker that may change topics; with KRaft any of them passes the request on. */
  async sendToController<R extends Throttled>(request: Request<R>): Promise<R> {
    const { controllerId } = await this.metadata([])
    return this.#nodes.has(controllerId) ? this.send(controllerId, request) : this.sendToAny(request)
  }

  /** Sends to the broker that keeps the state of a transactional id or group, and asks anew who that is after a failure. */
  async sendToCoordinator<R extends Throttled>(
    of: { transactionalId: string } | { group: string },
    request: Request<R>,
  ): Promise<R> {
    const key = JSON.stringify(of)
    try {
      const nodeId = this.#coordinators.get(key) ?? (await this.#findCoordinator(of))
      this.#coordinators.set(key, nodeId)
      return await this.send(nodeId, request)
    } catch (error) {
      this.#coordinators.delete(key)
      throw error
    }
  }

  /** The coordinator has said that it is not, or no longer, responsible. */
  forgetCoordinators(): void {
    this.#coordinators.clear()
  }

  /** Drops all connections at once; whoever waits for an answer gets an error. */
  close(): void {
    this.#closed = true
    for (const slot of this.#slots.values()) slot.close()
    this.#slots.clear()
  }

  #addressOf(nodeId: number): BrokerAddress {
    const address = this.#nodes.get(nodeId)
    if (address === undefined) throw new BrokerUnavailable(`Broker ${nodeId} is not in the cluster at the moment.`)
    return address
  }

  async #sendTo<R extends Throttled>(
    address: BrokerAddress,
    request: Request<R>,
    lane: Lane,
    waitMs: number,
  ): Promise<R> {
    if (this.#closed) throw new Closed('Kafka connection')
    const link = await this.#slot(address, lane).get()
    return link.send(request, waitMs)
  }

  #slot(address: BrokerAddress, lane: Lane): LinkSlot {
    const name = slotName(address, lane)
    const slot = this.#slots.get(name) ?? new LinkSlot(() => Link.open(this.#connection, address, this.#log))
    this.#slots.set(name, slot)
    return slot
  }

  /** Brokers we know first, since they may have moved away from the seeds; each address once. */
  #candidates(): BrokerAddress[] {
    const byName = new Map(
      [...this.#nodes.values(), ...this.#seeds].map((address) => [formatAddress(address), address]),
    )
    return [...byName.values()]
  }

  async #findCoordinator(of: { transactionalId: string } | { group: string }): Promise<number> {
    const found = await this.sendToAny(findCoordinator(of))
    expectAccepted(found.errorCode, 'name the coordinator', found.errorMessage)
    this.#nodes.set(found.nodeId, { host: found.host, port: found.port })
    return found.nodeId
  }

  #remember({ brokers }: MetadataResponse): void {
    // While a cluster starts it may know no broker at all; the old list is better than none.
    if (brokers.length === 0) return
    this.#nodes.clear()
    for (const { nodeId, host, port } of brokers) this.#nodes.set(nodeId, { host, port })
    const known = new Set(this.#candidates().map(formatAddress))
    for (const [name, slot] of this.#slots) {
      if (known.has(name.slice(name.indexOf(' ') + 1))) continue
      this.#slots.delete(name)
      slot.close()
    }
  }
}

function slotName(address: BrokerAddress, lane: Lane): string {
  return `${lane} ${formatAddress(address)}`
}
