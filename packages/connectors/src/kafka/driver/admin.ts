import { Cluster } from './cluster.ts'
import type { KafkaConnection, KafkaLog } from './connection.ts'
import type { TopicMetadata } from './protocol/metadata.ts'
import type { NewTopic } from './protocol/topics.ts'
import { type SampledRecord, sampleTopic } from './sample.ts'
import { createTopic, growTopic } from './topicAdmin.ts'

export interface TopicSummary {
  topic: string
  partitions: number
  /** Kafka's own topics, such as those of consumer groups and transactions. */
  internal: boolean
}

export interface TopicDescription extends TopicSummary {
  replicas: number
  /** Per partition, in order; −1 while an election is under way. */
  leaders: number[]
  /** Partitions with fewer replicas in sync than they should have. */
  underReplicated: number[]
}

/** Looks at the topics of a cluster and creates them. */
export interface KafkaAdmin {
  /** By name. Only those this user may see. */
  topics(): Promise<TopicSummary[]>
  /** Throws TopicNotFound. */
  describe(topic: string): Promise<TopicDescription>
  /** A topic that exists is left as it is. Resolves when it can be written to. */
  createTopic(topic: NewTopic): Promise<void>
  /** Raises the number of partitions to at least this many. Keys then go elsewhere than before. */
  addPartitions(topic: string, partitions: number): Promise<void>
  /** The newest records, at most `count`, oldest first. */
  sample(topic: string, count: number): Promise<SampledRecord[]>
  close(): void
}

/** Does not connect until it is asked something. */
export function openKafkaAdmin(connection: KafkaConnection, log?: KafkaLog): KafkaAdmin {
  const cluster = new Cluster(connection, log)
  return {
    async topics() {
      const { topics } = await cluster.metadata(null)
      return topics.map(summarize).sort((a, b) => (a.topic < b.topic ? -1 : 1))
    },
    describe: async (topic) => describeTopic(await cluster.topic(topic)),
    createTopic: (topic) => createTopic(cluster, topic),
    addPartitions: (topic, partitions) => growTopic(cluster, topic, partitions),
    sample: (topic, count) => sampleTopic(cluster, topic, count),
    close: () => cluster.close(),
  }
}

function summarize({ topic, internal, partitions }: TopicMetadata): TopicSummary {
  return { topic, internal, partitions: partitions.length }
}

function describeTopic(metadata: TopicMetadata): TopicDescription {
  const partitions = metadata.partitions.toSorted((a, b) => a.partition - b.partition)
  return {
    ...summarize(metadata),
    replicas: partitions[0]?.replicas.length ?? 0,
    leaders: partitions.map(({ leader }) => leader),
    underReplicated: partitions
      .filter(({ replicas, inSyncReplicas }) => inSyncReplicas.length < replicas.length)
      .map(({ partition }) => partition),
  }
}
