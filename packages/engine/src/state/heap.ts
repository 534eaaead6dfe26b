import type { StateReader, StateWriter } from './bytes.ts'
import { Memory } from './memory.ts'

/** Words of the smallest block; all sizes are powers of two, so doubles in blocks are aligned. */
const LEAST = 4
const CLASSES = 31

const classOf = (words: number): number => (words <= LEAST ? 2 : 32 - Math.clz32(words - 1))

/** Words that a block for so many words has. */
export const blockWords = (words: number): number => 2 ** classOf(words)

/**
 * Blocks of words for what records own and cannot hold: lists, texts, trees, counts.
 *
 * A block is named by its first word; 0 is no block. A block that is given back is used again for one of its size, so at most half of
 * the memory of live blocks is unused, and nothing is ever moved. The views are others when a
 * block has been taken: read them again.
 */
export class Heap {
  ints = new Int32Array(0)
  doubles = new Float64Array(0)
  bytes = new Uint8Array(0)
  private used = LEAST
  private readonly memory = new Memory(0)
  /** First free block of every size; its first word names the next one. */
  private readonly free = new Int32Array(CLASSES)

  /** A block of at least so many words, with any content. */
  allocate(words: number): number {
    const size = classOf(words)
    const known = this.free[size]!
    if (known !== 0) {
      this.free[size] = this.ints[known]!
      return known
    }
    const place = this.used
    const end = place + 2 ** size
    if (end > this.ints.length) this.grow(end)
    this.used = end
    return place
  }

  /** Gives a block back that was taken for so many words. */
  release(place: number, words: number): void {
    if (place === 0) return
    const size = classOf(words)
    this.ints[place] = this.free[size]!
    this.free[size] = place
  }

  /** A larger block with the first `kept` words of a block, which is given back. */
  enlarge(place: number, words: number, wanted: number, kept: number): number {
    const next = this.allocate(wanted)
    this.ints.copyWithin(next, place, place + kept)
    this.release(place, words)
    return next
  }

  private grow(needed: number): void {
    const buffer = this.memory.grow(4 * Math.max(256, needed))
    const words = buffer.byteLength >> 2
    this.ints = new Int32Array(buffer, 0, words)
    this.doubles = new Float64Array(buffer, 0, words >> 1)
    this.bytes = new Uint8Array(buffer)
  }

  /** Forgets all blocks and keeps the memory. */
  clear(): void {
    this.used = LEAST
    this.free.fill(0)
  }

  save(writer: StateWriter): void {
    writer.ints(this.ints.subarray(0, this.used)).ints(this.free)
  }

  load(reader: StateReader): void {
    const ints = reader.ints()
    if (ints.length > this.ints.length) this.grow(ints.length)
    this.ints.set(ints)
    this.used = Math.max(LEAST, ints.length)
    this.free.set(reader.ints())
  }
}
