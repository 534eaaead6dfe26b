const SEED = 0x9747_b28c
const M = 0x5bd1_e995

/**
 * MurmurHash2 (32 bit) of a range of bytes, with the seed Kafka's Java client uses.
 *
 * Bit for bit the Java result, as a signed number: a key must land in the partition where every other client puts it.
 */
export function murmur2(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let hash = SEED ^ (end - start)
  let at = start
  for (; at + 4 <= end; at += 4) {
    let k = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    k = Math.imul(k, M)
    k = Math.imul(k ^ (k >>> 24), M)
    hash = Math.imul(hash, M) ^ k
  }
  const rest = end - at
  if (rest > 0) {
    if (rest === 3) hash ^= bytes[at + 2]! << 16
    if (rest >= 2) hash ^= bytes[at + 1]! << 8
    hash = Math.imul(hash ^ bytes[at]!, M)
  }
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return hash ^ (hash >>> 15)
}
