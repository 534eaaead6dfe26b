import type { Codec } from './compression/codec.ts'
import type { KafkaConnection, KafkaLog } from './connection.ts'

export interface KafkaSinkOptions {
  connection: KafkaConnection
  topic: string
  /** Of batches on the wire and in the topic; none by default. */
  compression?: Codec
  limits?: Partial<SinkLimits>
  log?: KafkaLog
}

export interface SinkLimits {
  /** Before compression. Brokers refuse batches beyond the topic's max.message.bytes, about 1 MB by default. */
  maxBatchBytes: number
  maxBatchRecords: number
  /** Of all batches in one request. */
  maxRequestBytes: number
  /** From here on `send` makes its caller wait. */
  maxPendingBytes: number
  /** How long a batch that is not full waits for more rows. */
  lingerMs: number
  /** How long a batch is tried, through restarts and elections, before the session ends with DeliveryTimedOut. */
  deliveryTimeoutMs: number
}

export const DEFAULT_SINK_LIMITS: SinkLimits = {
  maxBatchBytes: 512 * 1024,
  maxBatchRecords: 10_000,
  maxRequestBytes: 2 * 1024 * 1024,
  maxPendingBytes: 32 * 1024 * 1024,
  lingerMs: 5,
  deliveryTimeoutMs: 120_000,
}

export interface ExactlyOnceSinkOptions extends KafkaSinkOptions {
  /** The same after every restart and different for every subtask: pipeline, sink and subtask. */
  transactionalId: string
  /** Of the job: claimed anew, and higher, at every start. An older generation than the marker's is refused. */
  generation: number
  /** A compacted topic, created when it is missing. Give each subtask a partition of its own. */
  marker: { topic: string; partition?: number }
  /** After this the broker ends a transaction by itself: longer than the largest epoch takes to write. */
  transactionTimeoutMs?: number
  /** How long an epoch is tried before `commitEpoch` gives up; it may be called again. */
  commitTimeoutMs?: number
}
