import type { Cluster } from './cluster.ts'

/** Which broker leads each partition of one topic, as of the last time somebody asked. */
export class TopicLeaders {
  readonly #cluster: Cluster
  readonly #topic: string
  #leaders = new Map<number, number>()
  #refreshing: Promise<void> | undefined

  constructor(cluster: Cluster, topic: string) {
    this.#cluster = cluster
    this.#topic = topic
  }

  /** Ascending. */
  get partitions(): number[] {
    return [...this.#leaders.keys()].sort((a, b) => a - b)
  }

  /** How many partitions the topic has. */
  get count(): number {
    return this.#leaders.size
  }

  /** Undefined while an election is under way, and for a partition that does not exist. */
  leaderOf(partition: number): number | undefined {
    const leader = this.#leaders.get(partition)
    return leader === undefined || leader < 0 ? undefined : leader
  }

  groupByLeader(partitions: readonly number[]): Map<number | undefined, number[]> {
    return Map.groupBy(partitions, (partition) => this.leaderOf(partition))
  }

  /** Concurrent callers share one request. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #load(): Promise<void> {
    const { partitions } = await this.#cluster.topic(this.#topic)
    this.#leaders = new Map(partitions.map(({ partition, leader }) => [partition, leader]))
  }
}
