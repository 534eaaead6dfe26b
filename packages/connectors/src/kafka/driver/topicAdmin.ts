import { retry } from './backoff.ts'
import { monotonicMs } from './clock.ts'
import type { Cluster } from './cluster.ts'
import { RequestRefused } from './errors.ts'
import { CODE } from './protocol/errorCodes.ts'
import {
  createPartitions as createPartitionsRequest,
  createTopic as createTopicRequest,
  type NewTopic,
} from './protocol/topics.ts'
import { expectAccepted } from './refusals.ts'

const TIMEOUT_MS = 30_000

/** Creates a topic unless it exists, and waits until every partition has a leader. */
export async function createTopic(cluster: Cluster, created: NewTopic): Promise<void> {
  const { topics } = await cluster.sendToController(createTopicRequest(created, TIMEOUT_MS))
  for (const { topic, errorCode, errorMessage } of topics) {
    if (errorCode !== CODE.topicAlreadyExists) expectAccepted(errorCode, `create topic "${topic}"`, errorMessage)
  }
  await waitForLeaders(cluster, created.topic, 1)
}

/** Raises the number of partitions of a topic to at least this many. */
export async function growTopic(cluster: Cluster, topic: string, partitions: number): Promise<void> {
  const { topics } = await cluster.sendToController(createPartitionsRequest(topic, partitions, TIMEOUT_MS))
  for (const { errorCode, errorMessage } of topics) {
    if (errorCode !== CODE.invalidPartitions)
      expectAccepted(errorCode, `add partitions to topic "${topic}"`, errorMessage)
  }
  await waitForLeaders(cluster, topic, partitions)
}

/** What the controller has decided reaches the other brokers a little later. */
async function waitForLeaders(cluster: Cluster, topic: string, partitions: number): Promise<void> {
  const wait = async () => {
    const found = await cluster.topic(topic).catch(() => undefined)
    const led = found?.partitions.filter(({ leader }) => leader >= 0).length ?? 0
    if (led >= partitions && led === found?.partitions.length) return
    throw new RequestRefused({ doing: `use topic "${topic}" yet`, code: CODE.leaderNotAvailable, retryable: true })
  }
  await retry(wait, { firstMs: 10, mostMs: 500, deadline: monotonicMs() + TIMEOUT_MS })
}
