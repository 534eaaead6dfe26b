/**
 * Records of one split in arrival order, as columns over one byte buffer.
 *
 * What a connector that reads bytes (Kafka, files) hands to a format. A start of −1 says that the part is absent
 * (a tombstone has no value). Valid until the reader's next `poll`; who keeps bytes copies them.
 */
export interface Records {
  n: number
  bytes: Uint8Array
  valueStart: Int32Array
  valueEnd: Int32Array
  keyStart: Int32Array
  keyEnd: Int32Array
  /** The connector's own header section of each record, decoded on demand by `Headers`. */
  headersStart: Int32Array
  headersEnd: Int32Array
  /** Milliseconds since 1970, −1 where the system has none. */
  timestamp: Float64Array
  /** Position of each record in its split: a Kafka offset, or the byte position of a line. */
  position: Float64Array
}
