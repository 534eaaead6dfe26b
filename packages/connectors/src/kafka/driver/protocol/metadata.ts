import type { Request, Throttled } from './request.ts'

export interface MetadataResponse extends Throttled {
  brokers: BrokerMetadata[]
  clusterId: string | null
  controllerId: number
  topics: TopicMetadata[]
}

export interface BrokerMetadata {
  nodeId: number
  host: string
  port: number
  rack: string | null
}

export interface TopicMetadata {
  errorCode: number
  topic: string
  internal: boolean
  partitions: PartitionMetadata[]
}

export interface PartitionMetadata {
  errorCode: number
  partition: number
  /** −1 while an election is under way. */
  leader: number
  replicas: number[]
  inSyncReplicas: number[]
}

/** Brokers and leaders; null asks for all topics. Never creates a topic, unlike the request's default. */
export function metadata(topics: readonly string[] | null): Request<MetadataResponse> {
  return {
    api: 'Metadata',
    key: 3,
    version: 5,
    write(to) {
      if (topics === null) to.int32(-1)
      else to.array(topics, (topic) => to.string(topic))
      to.boolean(false)
    },
    read: (from) => ({
      throttleMs: from.int32(),
      brokers: from.array(() => ({
        nodeId: from.int32(),
        host: from.string(),
        port: from.int32(),
        rack: from.nullableString(),
      })),
      clusterId: from.nullableString(),
      controllerId: from.int32(),
      topics: from.array(() => ({
        errorCode: from.int16(),
        topic: from.string(),
        internal: from.boolean(),
        partitions: from.array(() => {
          const partition = {
            errorCode: from.int16(),
            partition: from.int32(),
            leader: from.int32(),
            replicas: from.array(() => from.int32()),
            inSyncReplicas: from.array(() => from.int32()),
          }
          from.array(() => from.int32()) // replicas that are offline
          return partition
        }),
      })),
    }),
  }
}
