/** What generated code does with texts as bytes, without making JavaScript strings of them. All of it is exact for UTF-8. */
import { writeUtf8 } from '../column.ts'
import { textOfSlice } from './generator.ts'

/** Where one place in generated code puts a text that it makes; it holds until the next row. */
export class Scratch {
  bytes = new Uint8Array(256)
  used = 0

  reserve(size: number): Uint8Array {
    if (this.used + size > this.bytes.length) {
      const next = new Uint8Array(2 * (this.used + size))
      next.set(this.bytes.subarray(0, this.used))
      this.bytes = next
    }
    return this.bytes
  }

  append(from: Uint8Array, start: number, end: number): void {
    const to = this.reserve(end - start)
    let { used } = this
    for (let at = start; at < end; at++) to[used++] = from[at]!
    this.used = used
  }

  text(value: string): void {
    this.used = writeUtf8(value, this.reserve(3 * value.length), this.used)
  }
}

/** Number of code points: all bytes that do not continue one. */
export function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let n = end - start
  let at = start
  for (; at + 4 <= end; at += 4) {
    const [a, b, c, d] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!]
    if ((a | b | c | d) >= 0x80) n -= continuing(a) + continuing(b) + continuing(c) + continuing(d)
  }
  for (; at < end; at++) n -= continuing(bytes[at]!)
  return n
}

/** 1 for a byte that continues a code point, else 0. */
const continuing = (byte: number): number => (byte >> 7) & ~(byte >> 6)

/** Position of a text in another, or −1. */
function findSlice(bytes: Uint8Array, start: number, end: number, searched: Uint8Array): number {
  const { length } = searched
  if (length === 0) return start
  const first = searched[0]!
  const last = end - length
  for (let at = start; at <= last; at++) {
    if (bytes[at] !== first) continue
    let i = 1
    while (i < length && bytes[at + i] === searched[i]) i++
    if (i === length) return at
  }
  return -1
}

/** How often a text that is not empty is in another, one behind the other. */
export function countSlices(bytes: Uint8Array, start: number, end: number, searched: Uint8Array): number {
  let n = 0
  if (searched.length === 1) {
    const byte = searched[0]!
    for (let at = start; at < end; at++) n += bytes[at] === byte ? 1 : 0
    return n
  }
  for (let at = findSlice(bytes, start, end, searched); at >= 0; n++)
    at = findSlice(bytes, at + searched.length, end, searched)
  return n
}

/** Writes a text in lower or upper case; gives false when it is in that case already, and nothing is written. */
export function changeCase(bytes: Uint8Array, start: number, end: number, upper: boolean, into: Scratch): boolean {
  const [first, last] = upper ? [0x61, 0x7a] : [0x41, 0x5a]
  let changes = false
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= 0x80) return changeAnyCase(bytes, start, end, upper, into)
    if (byte >= first && byte <= last) changes = true
  }
  if (!changes) return false
  into.used = 0
  const to = into.reserve(end - start)
  let used = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    to[used++] = byte >= first && byte <= last ? byte ^ 0x20 : byte
  }
  into.used = used
  return true
}

function changeAnyCase(bytes: Uint8Array, start: number, end: number, upper: boolean, into: Scratch): true {
  const text = textOfSlice(bytes, start, end)
  into.used = 0
  into.text(upper ? text.toUpperCase() : text.toLowerCase())
  return true
}

/** Writes a text with every occurrence of another replaced; gives false when there is none, and what is written means nothing. */
export function replaceSlices(
  bytes: Uint8Array,
  start: number,
  end: number,
  searched: Uint8Array,
  by: Uint8Array,
  into: Scratch,
): boolean {
  if (searched.length === 1 && by.length <= 1) return replaceByte(bytes, start, end, searched[0]!, by[0], into)
  let found = findSlice(bytes, start, end, searched)
  if (found < 0) return false
  into.used = 0
  let from = start
  while (found >= 0) {
    into.append(bytes, from, found)
    into.append(by, 0, by.length)
    from = found + searched.length
    found = findSlice(bytes, from, end, searched)
  }
  into.append(bytes, from, end)
  return true
}

/** The same for one byte, or nothing, in the place of one: without a branch that depends on the bytes. */
function replaceByte(
  bytes: Uint8Array,
  start: number,
  end: number,
  searched: number,
  by: number | undefined,
  into: Scratch,
): boolean {
  into.used = 0
  const to = into.reserve(end - start)
  let used = 0
  let found = 0
  const step = by === undefined ? 1 : 0
  const put = by ?? 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    const is = byte === searched ? 1 : 0
    to[used] = is === 1 ? put : byte
    used += 1 - (is & step)
    found |= is
  }
  into.used = used
  return found === 1
}

/** Where a function puts the end of the slice whose start it gives. */
interface SliceEnd {
  end: number
}

/** The part of a text between separators, from 0; −1 when there is none. */
export function partOfSlice(
  bytes: Uint8Array,
  start: number,
  end: number,
  separator: Uint8Array,
  index: number,
  found: SliceEnd,
): number {
  if (start === end) return -1
  let from = start
  for (let i = 0; ; i++) {
    const next = findSlice(bytes, from, end, separator)
    if (i === index) {
      found.end = next < 0 ? end : next
      return from
    }
    if (next < 0) return -1
    from = next + separator.length
  }
}

/** Position behind so many code points. */
export function skipCharacters(bytes: Uint8Array, start: number, end: number, characters: number): number {
  let at = start
  for (let left = characters; left > 0 && at < end; left--) {
    at++
    while (at < end && (bytes[at]! & 0xc0) === 0x80) at++
  }
  return at
}

/** Whether a text begins with the first piece, ends with the last one and has the others between them, in this order. */
export function hasPieces(bytes: Uint8Array, start: number, end: number, pieces: readonly Uint8Array[]): boolean {
  const head = pieces[0]!
  const tail = pieces[pieces.length - 1]!
  if (end - start < head.length + tail.length) return false
  if (!sameAt(bytes, start, head) || !sameAt(bytes, end - tail.length, tail)) return false
  let from = start + head.length
  const until = end - tail.length
  for (let i = 1; i < pieces.length - 1; i++) {
    const at = findSlice(bytes, from, until, pieces[i]!)
    if (at < 0) return false
    from = at + pieces[i]!.length
  }
  return true
}

function sameAt(bytes: Uint8Array, at: number, piece: Uint8Array): boolean {
  for (let i = 0; i < piece.length; i++) if (bytes[at + i] !== piece[i]) return false
  return true
}
