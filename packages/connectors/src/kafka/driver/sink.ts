import { monotonicMs } from './clock.ts'
import { Cluster } from './cluster.ts'
import { Delivery } from './delivery.ts'
import { loadDeliveryTopic, maxRecordBytes } from './deliveryTopic.ts'
import type { KafkaStatus } from './errors.ts'
import { startSession } from './producerSession.ts'
import { DEFAULT_SINK_LIMITS, type KafkaSinkOptions } from './sinkOptions.ts'
import type { SinkRecords } from './sinkRecords.ts'

/**
 * Writes rows to a topic at least once: within one session each row once and in order, but what a job sends again
 * after a restart comes again.
 */
export interface KafkaSink {
  readonly topic: string
  /** Rows above this are refused by `send`. */
  readonly maxRecordBytes: number
  /** Bytes that were taken and are not acknowledged. */
  readonly pendingBytes: number
  /** How many partitions the topic has; asks the cluster, since topics grow. */
  partitions(): Promise<number>
  /**
   * Takes the rows, all or none, before it returns; resolves when there is room for more.
   *
   * Throws RecordTooLarge for a row that can never be written: leave it out and send the others. After any other error
   * the session is over.
   */
  send(records: SinkRecords): Promise<void>
  /** Resolves when everything sent so far is acknowledged by all replicas in sync. */
  flush(): Promise<void>
  status(): KafkaStatus
  /** Drops what is pending: flush before. */
  close(): void
}

const OPEN_PATIENCE_MS = 30_000

export async function openKafkaSink(options: KafkaSinkOptions): Promise<KafkaSink> {
  const cluster = new Cluster(options.connection, options.log)
  try {
    const topic = await loadDeliveryTopic(cluster, options.topic)
    const producer = await startSession(cluster, monotonicMs() + OPEN_PATIENCE_MS)
    const limits = { ...DEFAULT_SINK_LIMITS, ...options.limits }
    const delivery = new Delivery(cluster, [topic], {
      ...limits,
      codec: options.compression ?? 'none',
      producer,
      transactional: false,
      transactionalId: null,
    })
    return {
      topic: options.topic,
      maxRecordBytes: maxRecordBytes(topic),
      get pendingBytes() {
        return delivery.pendingBytes
      },
      async partitions() {
        await topic.leaders.refresh()
        return topic.leaders.count
      },
      async send(records) {
        delivery.append(options.topic, records)
        await delivery.settled(limits.maxPendingBytes)
      },
      flush: () => delivery.flush(),
      status: () => delivery.status(),
      close() {
        delivery.close()
        cluster.close()
      },
    }
  } catch (error) {
    cluster.close()
    throw error
  }
}
