import type { Request, Throttled } from './request.ts'

export interface ErrorResponse extends Throttled {
  errorCode: number
}

export interface Coordinator extends ErrorResponse {
  errorMessage: string | null
  nodeId: number
  host: string
  port: number
}

/** The broker that keeps the state of a transactional id or of a consumer group. */
export function findCoordinator(of: { transactionalId: string } | { group: string }): Request<Coordinator> {
  return {
    api: 'FindCoordinator',
    key: 10,
    version: 1,
    write(to) {
      if ('group' in of) to.string(of.group).int8(0)
      else to.string(of.transactionalId).int8(1)
    },
    read: (from) => ({
      throttleMs: from.int32(),
      errorCode: from.int16(),
      errorMessage: from.nullableString(),
      nodeId: from.int32(),
      host: from.string(),
      port: from.int32(),
    }),
  }
}

export interface ProducerIdentity {
  producerId: number
  producerEpoch: number
}

/**
 * A new producer session. With a transactional id it ends whatever transaction is open, and from then on every
 * session before this one is refused.
 */
export function initProducerId(
  transactionalId: string | null,
  transactionTimeoutMs: number,
): Request<ErrorResponse & ProducerIdentity> {
  return {
    api: 'InitProducerId',
    key: 22,
    version: 1,
    write: (to) => to.string(transactionalId).int32(transactionTimeoutMs),
    read: (from) => ({
      throttleMs: from.int32(),
      errorCode: from.int16(),
      producerId: from.int64(),
      producerEpoch: from.int16(),
    }),
  }
}

export interface AddPartitionsResponse extends Throttled {
  partitions: { topic: string; partition: number; errorCode: number }[]
}

/** Makes partitions part of the transaction, before anything is written to them. */
export function addPartitionsToTransaction(
  transactionalId: string,
  producer: ProducerIdentity,
  partitions: readonly { topic: string; partition: number }[],
): Request<AddPartitionsResponse> {
  return {
    api: 'AddPartitionsToTxn',
    key: 24,
    version: 1,
    write(to) {
      to.string(transactionalId).int64(producer.producerId).int16(producer.producerEpoch)
      to.array([...Map.groupBy(partitions, ({ topic }) => topic)], ([topic, members]) => {
        to.string(topic).array(members, ({ partition }) => to.int32(partition))
      })
    },
    read: (from) => ({
      throttleMs: from.int32(),
      partitions: from
        .array(() => {
          const topic = from.string()
          return from.array(() => ({ topic, partition: from.int32(), errorCode: from.int16() }))
        })
        .flat(),
    }),
  }
}

/** Commits or aborts. An answer of 0 means that the outcome is decided, not that readers see it already. */
export function endTransaction(
  transactionalId: string,
  producer: ProducerIdentity,
  commit: boolean,
): Request<ErrorResponse> {
  return {
    api: 'EndTxn',
    key: 26,
    version: 1,
    write: (to) => to.string(transactionalId).int64(producer.producerId).int16(producer.producerEpoch).boolean(commit),
    read: (from) => ({ throttleMs: from.int32(), errorCode: from.int16() }),
  }
}
