import { errorName } from './protocol/errorCodes.ts'

/**
 * What went wrong between us and Kafka, in a form a job can act on.
 *
 * `retryable` says that the same call may succeed later without anybody changing anything. Messages name the place and
 * the remedy, and never contain a secret.
 */
export abstract class KafkaError extends Error {
  abstract readonly retryable: boolean

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** No broker could be reached, or the one that is needed could not. */
export class BrokerUnavailable extends KafkaError {
  readonly retryable = true
}

/** The broker refused the credentials, the mechanism or the certificate. */
export class AuthenticationFailed extends KafkaError {
  readonly retryable = false
}

/** The credentials are right but may not do this. */
export class NotAuthorized extends KafkaError {
  readonly retryable = false
}

/** The broker does not speak a version of the protocol that this driver does. */
export class UnsupportedBroker extends KafkaError {
  readonly retryable = false
}

/** The connection options cannot work, whatever the broker says. */
export class InvalidConnection extends KafkaError {
  readonly retryable = false
}

export class TopicNotFound extends KafkaError {
  readonly retryable = false
  readonly topic: string

  constructor(topic: string) {
    super(`Topic "${topic}" does not exist on this cluster. Check its name, or create it first.`)
    this.topic = topic
  }
}

/**
 * The position a reader asked for is not in the partition, before its first or behind its last record.
 *
 * Never repaired here: to go on at another offset means to lose or to repeat records, and only the user can want that.
 */
export class OffsetOutOfRange extends KafkaError {
  readonly retryable = false
  readonly topic: string
  readonly partition: number
  /** The first offset that is still there. */
  readonly low: number
  /** The offset the next record will get. */
  readonly high: number
  readonly asked: number

  constructor(at: { topic: string; partition: number; low: number; high: number; asked: number }) {
    const cause =
      at.asked < at.low
        ? 'Retention has deleted the records in between'
        : 'The topic was created anew, or has lost records'
    super(
      `Offset ${at.asked} is not in partition ${at.partition} of topic "${at.topic}", which holds ${at.low} to ` +
        `${at.high}. ${cause}; choose a new start position.`,
    )
    this.topic = at.topic
    this.partition = at.partition
    this.low = at.low
    this.high = at.high
    this.asked = at.asked
  }
}

/** A record batch is damaged: its checksum is wrong or its content makes no sense. */
export class CorruptRecords extends KafkaError {
  readonly retryable = false
  readonly topic: string
  readonly partition: number
  readonly offset: number

  constructor(at: { topic: string; partition: number; offset: number; reason: string }) {
    super(
      `The record batch at offset ${at.offset} of partition ${at.partition} of topic "${at.topic}" is damaged: ` +
        `${at.reason}. Read from a later offset to pass over it.`,
    )
    this.topic = at.topic
    this.partition = at.partition
    this.offset = at.offset
  }
}

/** Records in a message format from before Kafka 0.11, which Kafka 4 no longer has either. */
export class UnsupportedRecords extends KafkaError {
  readonly retryable = false

  constructor(at: { topic: string; partition: number; offset: number; magic: number }) {
    super(
      `Partition ${at.partition} of topic "${at.topic}" holds records of the old message format v${at.magic} at offset ` +
        `${at.offset}. Only format v2 (Kafka 0.11 and later) can be read; copy the topic with a newer producer.`,
    )
  }
}

/** One row is larger than the topic takes. */
export class RecordTooLarge extends KafkaError {
  readonly retryable = false
  /** Row in the columns that were given to `send`. */
  readonly row: number
  readonly bytes: number
  readonly limit: number

  constructor(at: { topic: string; row: number; bytes: number; limit: number }) {
    super(
      `A row of ${at.bytes} bytes does not fit into topic "${at.topic}", which takes ${at.limit} bytes a batch. ` +
        'Make rows smaller, or raise max.message.bytes of the topic.',
    )
    this.row = at.row
    this.bytes = at.bytes
    this.limit = at.limit
  }
}

/** A later generation of the job has taken over and says so in the marker: this writer must stop for good. */
export class Fenced extends KafkaError {
  readonly retryable = false
}

/**
 * The broker no longer takes this producer session, so what is under way may or may not have been written.
 *
 * An exactly-once sink looks at its marker and starts a new session by itself; a plain one reports it, since going on
 * could double rows.
 */
export class ProducerSessionLost extends KafkaError {
  readonly retryable = true
}

/**
 * A transaction stays open in a partition and hides what lies behind it.
 *
 * Its writer may still be at work. Or the cluster has lost its end, which a crash in the wrong moment can do: then it
 * stays open for ever, for every reader, until an operator aborts it.
 */
export class TransactionHangs extends KafkaError {
  readonly retryable = true

  constructor(at: { topic: string; partition: number; offset: number }) {
    super(
      `A transaction stays open in partition ${at.partition} of topic "${at.topic}" from offset ${at.offset} on. If no ` +
        'other writer is at work there, abort it in all its partitions: kafka-transactions.sh find-hanging, then abort. ' +
        'Give every subtask a marker partition of its own.',
    )
  }
}

/** Rows were not acknowledged in time. Whether they were written is not known. */
export class DeliveryTimedOut extends KafkaError {
  readonly retryable = true
}

/** The broker answered with an error code that has no type of its own here. */
export class RequestRefused extends KafkaError {
  readonly retryable: boolean
  readonly code: number

  constructor(at: { doing: string; code: number; detail?: string | null; retryable?: boolean }) {
    super(`Kafka refused to ${at.doing}: ${errorName(at.code)} (${at.code})${at.detail ? `, ${at.detail}` : ''}.`)
    this.code = at.code
    this.retryable = at.retryable ?? false
  }
}

/** The driver was closed, or its caller aborted, while a call was under way. */
export class Closed extends KafkaError {
  readonly retryable = false

  constructor(what: string) {
    super(`The ${what} is closed.`)
  }
}

/** What the source or sink shows of its connection while it keeps trying. */
export interface KafkaStatus {
  connected: boolean
  /** Since when, in milliseconds since 1970. */
  since: number
  /** The last thing that went wrong, which may be over. */
  lastError?: string
}
