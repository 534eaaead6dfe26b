import type { Column } from '@millrace/language'
import { Memory } from './memory.ts'

/** The texts of a column: slices of shared bytes. */
type Texts = Extract<Column, { k: 'bytes' }>

/** Texts have their place in 32 signed bits of a record. */
const MOST_BYTES = 2 ** 31 - 1

/** Longest text that is copied word by word, which needs no view of its own; for longer ones a view costs less than the words. */
const SHORT = 160
/** Fewest texts for which it is worth seeing their bytes as words. */
const SEVERAL = 4

/**
 * Bytes of texts that live as long as the records that point to them.
 *
 * A text takes a place of a fixed range of sizes, and a place that is given back is used again by the next text that needs one of its
 * size. So nothing is ever moved, and replacing texts by others of about the same length takes no new room.
 */
export class Arena {
  bytes: Uint8Array
  /** Bytes in use or given back; what lies behind was never used. */
  used = 0
  private words: Int32Array
  private readonly memory: Memory
  /** First free place of each size as a byte position plus 1; each holds the next one in its first word. */
  private readonly free = new Int32Array(SIZES)

  constructor(capacity = 1024) {
    this.memory = new Memory(capacity)
    this.bytes = new Uint8Array(this.memory.buffer)
    this.words = new Int32Array(this.memory.buffer)
  }

  /** Copies a slice in and returns where it begins. */
  add(from: Uint8Array, start: number, end: number): number {
    const size = end - start
    // A text of this arena moves with it when it grows.
    const own = from === this.bytes
    const at = this.place(size)
    const to = this.bytes
    const source = own ? to : from
    if (size < 48) for (let i = start, o = at; i < end; i++, o++) to[o] = source[i]!
    else to.set(source.subarray(start, end), at)
    return at
  }

  /** Copies the texts of some rows in, but for NULLs; words `at` and `at` + 1 of the record of each say where it begins and its length. */
  addAll(texts: Texts, rows: Int32Array, n: number, ints: Int32Array, bases: Int32Array, at: number): void {
    const { start, end, bytes, nulls } = texts
    // Texts of this arena move with it when it grows.
    const words = n < SEVERAL || bytes.buffer === this.memory.buffer ? NO_WORDS : wordsOf(bytes.buffer)
    const { byteOffset } = bytes
    const last = 4 * words.length - byteOffset - 8
    for (let j = 0; j < n; j++) {
      const i = rows[j]!
      if (nulls !== null && nulls[i] === 1) continue
      const from = start[i]!
      const size = end[i]! - from
      const base = bases[j]! + at
      ints[base + 1] = size
      if (size <= SHORT && end[i]! <= last) {
        const place = this.place(size)
        copyWords(words, byteOffset + from, size, this.words, place >> 2)
        ints[base] = place
      } else ints[base] = this.add(bytes, from, end[i]!)
    }
  }

  /** Gives the place of a text back; its bytes are others from now on. */
  release(at: number, size: number): void {
    if (size === 0) return
    const which = sizeOf(size)
    this.words[at >> 2] = this.free[which]!
    this.free[which] = at + 1
  }

  private place(size: number): number {
    if (size === 0) return 0
    const which = sizeOf(size)
    const free = this.free[which]!
    if (free !== 0) {
      this.free[which] = this.words[(free - 1) >> 2]!
      return free - 1
    }
    const at = this.used
    this.used = at + ROOMS[which]!
    if (this.used > this.bytes.length) this.grow()
    return at
  }

  private grow(): void {
    if (this.used > MOST_BYTES) throw new Error('The texts of one table of the state have reached 2 GiB.')
    const buffer = this.memory.grow(this.used)
    this.bytes = new Uint8Array(buffer)
    this.words = new Int32Array(buffer)
  }

  /** Forgets all texts and keeps the memory. */
  clear(): void {
    this.used = 0
    this.free.fill(0)
  }

  /** Replaces the content by saved bytes and free places. */
  load(bytes: Uint8Array, free: Int32Array): void {
    this.used = bytes.length
    if (this.used > this.bytes.length) this.grow()
    this.bytes.set(bytes)
    this.free.set(free)
  }

  /** Free places by size, for `load`. */
  get freePlaces(): Int32Array {
    return this.free
  }
}

const NO_WORDS = new Int32Array(0)
const wordsOf = (buffer: ArrayBufferLike) => new Int32Array(buffer, 0, buffer.byteLength >> 2)

/**
 * Copies bytes that may begin anywhere to the beginning of a word. It reads up to 7 bytes beyond them, and what lies behind them in
 * the last word is overwritten.
 */
function copyWords(from: Int32Array, start: number, size: number, to: Int32Array, at: number): void {
  const stop = at + ((size + 3) >> 2)
  const right = (start & 3) << 3
  let source = start >> 2
  if (right === 0) {
    for (let target = at; target < stop; target++) to[target] = from[source++]!
    return
  }
  const left = 32 - right
  let low = from[source]!
  for (let target = at; target < stop; target++) {
    const high = from[++source]!
    to[target] = (low >>> right) | (high << left)
    low = high
  }
}

/** Up to 64 bytes places are multiples of 4; beyond, there are 8 sizes between each power of two and the next. */
const SMALL = 64
const SIZES = 16 + 1 + 8 * 25

/** Which size of place a text needs. */
export function sizeOf(size: number): number {
  if (size <= SMALL) return (size + 3) >> 2
  // The highest three bits below the leading one, rounded up.
  const shift = 28 - Math.clz32(size - 1)
  return 16 + 8 * (shift - 3) + (((size - 1) >> shift) - 8) + 1
}

/** How many bytes a place of a size has: a multiple of 4. */
export function roomOf(which: number): number {
  if (which <= 16) return 4 * which
  const step = which - 17
  return ((step & 7) + 9) * 2 ** ((step >> 3) + 3)
}

const ROOMS = Float64Array.from({ length: SIZES }, (_, which) => roomOf(which))
