import { murmur2 } from './murmur2.ts'

/** The partition Kafka's Java client gives to a key: every writer of a topic must agree on it. */
export function partitionOfKey(bytes: Uint8Array, start: number, end: number, partitions: number): number {
  return (murmur2(bytes, start, end) & 0x7fff_ffff) % partitions
}

/** Rows without a key stay in one partition for this many bytes, as with the Java client: full batches, even load. */
const STICKY_BYTES = 16_384

/**
 * Chooses the partition of each row: by key where there is one, else sticky, moving on to the next partition after
 * 16 KiB.
 *
 * The choice is made once, before a row is handed to the sink. A sink that chose anew on a retry would send the row
 * elsewhere under a sequence number that is already taken.
 */
export class Partitioner {
  #sticky: number
  #stickyBytes = 0

  /** @param first where keyless rows begin; subtasks that begin apart do not all fill the same partition first. */
  constructor(first = 0) {
    this.#sticky = first
  }

  /** A `keyStart` of −1 means that the row has no key. `rowBytes` is what the row adds to a partition. */
  choose(bytes: Uint8Array, keyStart: number, keyEnd: number, rowBytes: number, partitions: number): number {
    if (keyStart >= 0) return partitionOfKey(bytes, keyStart, keyEnd, partitions)
    this.#stickyBytes += rowBytes
    if (this.#stickyBytes > STICKY_BYTES) {
      this.#sticky++
      this.#stickyBytes = rowBytes
    }
    return this.#sticky % partitions
  }
}
