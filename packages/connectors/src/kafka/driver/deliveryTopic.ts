import { BATCH } from './batchLayout.ts'
import type { Cluster } from './cluster.ts'
import type { DeliveryTopic } from './delivery.ts'
import { UnsupportedBroker } from './errors.ts'
import { TopicLeaders } from './leaders.ts'
import { CODE } from './protocol/errorCodes.ts'
import { describeTopicConfig } from './protocol/topics.ts'

/** Kafka's own default, taken where the topic's settings cannot be read. */
const DEFAULT_MAX_MESSAGE_BYTES = 1_048_588

/** What a sink has to know of a topic before it writes. Throws TopicNotFound. */
export async function loadDeliveryTopic(cluster: Cluster, topic: string): Promise<DeliveryTopic> {
  const leaders = new TopicLeaders(cluster, topic)
  await leaders.refresh()
  return { topic, leaders, maxMessageBytes: await maxMessageBytes(cluster, topic) }
}

/** The largest row that a batch of its own can carry into the topic. */
export function maxRecordBytes({ maxMessageBytes }: DeliveryTopic): number {
  return maxMessageBytes - BATCH.records
}

async function maxMessageBytes(cluster: Cluster, topic: string): Promise<number> {
  try {
    const { errorCode, values } = await cluster.sendToAny(describeTopicConfig(topic, ['max.message.bytes']))
    const value = Number(values.get('max.message.bytes'))
    if (errorCode === CODE.none && value > 0) return value
  } catch (error) {
    // Services that speak Kafka's protocol often leave this request out.
    if (!(error instanceof UnsupportedBroker)) throw error
  }
  return DEFAULT_MAX_MESSAGE_BYTES
}
