import type { Request, Throttled } from './request.ts'

export interface TopicResults extends Throttled {
  topics: { topic: string; errorCode: number; errorMessage: string | null }[]
}

export interface NewTopic {
  topic: string
  /** The broker's default when left out. */
  partitions?: number
  /** The broker's default when left out. */
  replicas?: number
  config?: Readonly<Record<string, string>>
}

export function createTopic(created: NewTopic, timeoutMs: number): Request<TopicResults> {
  return {
    api: 'CreateTopics',
    key: 19,
    version: 4,
    write(to) {
      to.array([created], ({ topic, partitions = -1, replicas = -1, config = {} }) => {
        to.string(topic).int32(partitions).int16(replicas).int32(0) // no assignment of replicas to brokers
        to.array(Object.entries(config), ([name, value]) => to.string(name).string(value))
      })
      to.int32(timeoutMs).boolean(false)
    },
    read: readTopicResults,
  }
}

/** Raises the number of partitions; a number that is not higher is refused. */
export function createPartitions(topic: string, partitions: number, timeoutMs: number): Request<TopicResults> {
  return {
    api: 'CreatePartitions',
    key: 37,
    version: 1,
    write(to) {
      to.array([topic], (name) => to.string(name).int32(partitions).int32(-1)) // no assignment
      to.int32(timeoutMs).boolean(false)
    },
    read: readTopicResults,
  }
}

function readTopicResults(from: Parameters<Request<TopicResults>['read']>[0]): TopicResults {
  return {
    throttleMs: from.int32(),
    topics: from.array(() => ({
      topic: from.string(),
      errorCode: from.int16(),
      errorMessage: from.nullableString(),
    })),
  }
}

export interface ConfigResponse extends Throttled {
  errorCode: number
  errorMessage: string | null
  values: Map<string, string | null>
}

/** Settings of one topic by name. */
export function describeTopicConfig(topic: string, names: readonly string[]): Request<ConfigResponse> {
  const TOPIC = 2
  return {
    api: 'DescribeConfigs',
    key: 32,
    version: 1,
    write(to) {
      to.array([topic], (name) => {
        to.int8(TOPIC)
          .string(name)
          .array(names, (setting) => to.string(setting))
      })
      to.boolean(false)
    },
    read(from) {
      const throttleMs = from.int32()
      const [result] = from.array(() => {
        const errorCode = from.int16()
        const errorMessage = from.nullableString()
        from.int8() // kind
        from.string() // name
        const values = new Map(
          from.array(() => {
            const name = from.string()
            const value = from.nullableString()
            from.boolean() // read only
            from.int8() // where it comes from
            from.boolean() // sensitive
            from.array(() => [from.string(), from.nullableString(), from.int8()]) // synonyms
            return [name, value] as const
          }),
        )
        return { errorCode, errorMessage, values }
      })
      return { throttleMs, ...(result ?? { errorCode: 0, errorMessage: null, values: new Map() }) }
    },
  }
}
