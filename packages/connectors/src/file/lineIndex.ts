/** Hash of a text (FNV-1a over its UTF-16 units). */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h ^ (h >>> 15)
}

const FIRST_CAPACITY = 1024

/**
 * Where lines lie in a file, by a hash: 16 bytes for each, and about 4 for finding it.
 *
 * Lines are added in their order; `finish` puts those of one bucket side by side, and they keep that order.
 */
export class LineIndex {
  size = 0
  private hashes = new Int32Array(FIRST_CAPACITY)
  private offsets = new Float64Array(FIRST_CAPACITY)
  private lengths = new Int32Array(FIRST_CAPACITY)
  /** Where each bucket begins, and behind the last one. */
  private begins = new Uint32Array(2)
  private mask = 0

  add(hash: number, offset: number, length: number): void {
    if (this.size === this.hashes.length) this.grow()
    this.hashes[this.size] = hash
    this.offsets[this.size] = offset
    this.lengths[this.size++] = length
  }

  private grow(): void {
    const capacity = 2 * this.size
    const [hashes, offsets, lengths] = arrays(capacity)
    hashes.set(this.hashes)
    offsets.set(this.offsets)
    lengths.set(this.lengths)
    Object.assign(this, { hashes, offsets, lengths })
  }

  finish(): void {
    const { size } = this
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1, size)))
    this.mask = buckets - 1
    const begins = new Uint32Array(buckets + 1)
    for (let i = 0; i < size; i++) begins[(this.hashes[i]! & this.mask) + 1]!++
    for (let b = 0; b < buckets; b++) begins[b + 1]! += begins[b]!
    const next = begins.slice(0, buckets)
    const [hashes, offsets, lengths] = arrays(size)
    for (let i = 0; i < size; i++) {
      const to = next[this.hashes[i]! & this.mask]!++
      hashes[to] = this.hashes[i]!
      offsets[to] = this.offsets[i]!
      lengths[to] = this.lengths[i]!
    }
    Object.assign(this, { hashes, offsets, lengths, begins })
  }

  /** The lines of a hash in the order of the file. */
  find(hash: number): { offset: number; length: number }[] {
    const found: { offset: number; length: number }[] = []
    const bucket = hash & this.mask
    for (let i = this.begins[bucket]!; i < this.begins[bucket + 1]!; i++)
      if (this.hashes[i] === hash) found.push({ offset: this.offsets[i]!, length: this.lengths[i]! })
    return found
  }
}

const arrays = (size: number) => [new Int32Array(size), new Float64Array(size), new Int32Array(size)] as const
