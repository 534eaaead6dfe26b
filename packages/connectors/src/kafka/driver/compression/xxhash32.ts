const PRIME_1 = 0x9e37_79b1
const PRIME_2 = 0x85eb_ca77
const PRIME_3 = 0xc2b2_ae3d
const PRIME_4 = 0x27d4_eb2f
const PRIME_5 = 0x1656_67b1

/**
 * XXH32 with seed 0 of fewer than 16 bytes, as an unsigned number.
 *
 * Only the header of an LZ4 frame needs it, and that is two bytes, so the long form of the hash is not here.
 */
export function xxhash32(bytes: Uint8Array): number {
  if (bytes.length >= 16) throw new RangeError('xxhash32 is for fewer than 16 bytes.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let hash = (PRIME_5 + bytes.length) | 0
  let at = 0
  for (; at + 4 <= bytes.length; at += 4) {
    hash = (hash + Math.imul(view.getInt32(at, true), PRIME_3)) | 0
    hash = Math.imul(rotate(hash, 17), PRIME_4)
  }
  for (; at < bytes.length; at++) {
    hash = (hash + Math.imul(bytes[at]!, PRIME_5)) | 0
    hash = Math.imul(rotate(hash, 11), PRIME_1)
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME_2)
  hash = Math.imul(hash ^ (hash >>> 13), PRIME_3)
  return (hash ^ (hash >>> 16)) >>> 0
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
