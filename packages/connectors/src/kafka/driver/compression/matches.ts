const TABLE_BITS = 13

/** Where each hash of four bytes was seen last in a block of at most 64 KiB: the memory of a greedy compressor. */
export class MatchTable {
  readonly #seen = new Int32Array(1 << TABLE_BITS)

  clear(): void {
    this.#seen.fill(-1)
  }

  /** Records position `at` and returns an earlier one in the same block with the same four bytes, or −1. */
  exchange(bytes: Uint8Array, at: number, blockStart: number): number {
    const four = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    const slot = Math.imul(four, 0x9e37_79b1) >>> (32 - TABLE_BITS)
    const before = this.#seen[slot]! + blockStart
    this.#seen[slot] = at - blockStart
    if (before < blockStart) return -1
    const same =
      bytes[before] === bytes[at] &&
      bytes[before + 1] === bytes[at + 1] &&
      bytes[before + 2] === bytes[at + 2] &&
      bytes[before + 3] === bytes[at + 3]
    return same ? before : -1
  }
}

/** Repeats `length` bytes from `distance` back; the copy may overlap its own result. */
export function copyMatch(bytes: Uint8Array, out: number, distance: number, length: number): void {
  if (length > 48 && distance >= length) {
    bytes.copyWithin(out, out - distance, out - distance + length)
    return
  }
  for (let from = out - distance, last = from + length, to = out; from < last; ) bytes[to++] = bytes[from++]!
}
