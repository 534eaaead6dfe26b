import type { GrowingBytes } from '../growingBytes.ts'
import { copyMatch, MatchTable } from './matches.ts'
import { xxhash32 } from './xxhash32.ts'

const MAGIC = 0x184d_2204
const SKIPPABLE = 0x184d_2a50
/** Version 1, blocks that do not refer to each other, no checksums and no sizes: what the Java client writes. */
const FLAGS = 0x60
const BLOCK_BYTES = 64 * 1024
/** The code of 64 KiB blocks. */
const BLOCK_CODE = 0x40
const UNCOMPRESSED = 0x8000_0000
/** A match may not begin in the last twelve bytes of a block nor touch the last five. */
const LAST_MATCH_BEFORE_END = 12
const LAST_LITERALS = 5
const SHORTEST_MATCH = 4

/**
 * Appends the content of all LZ4 frames in `part`.
 *
 * The frames' own checksums are skipped, since the checksum of the record batch covers every byte of them.
 */
export function decompressLz4(part: Uint8Array, into: GrowingBytes, limit: number): void {
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength)
  const most = into.length + limit
  let at = 0
  while (at < part.length) {
    const magic = view.getUint32(at, true)
    if ((magic & 0xffff_fff0) >>> 0 === SKIPPABLE) at += 8 + view.getUint32(at + 4, true)
    else if (magic === MAGIC) at = decompressFrame(part, view, at + 4, into, most)
    else throw new RangeError(`Not an LZ4 frame: it begins with 0x${magic.toString(16)}.`)
  }
}

function decompressFrame(part: Uint8Array, view: DataView, start: number, into: GrowingBytes, most: number): number {
  const flags = view.getUint8(start)
  const blockBytes = 1 << (8 + 2 * ((view.getUint8(start + 1) >> 4) & 7))
  const hasBlockChecksums = (flags & 0x10) !== 0
  const frameStart = into.length
  let at = start + 3 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0)
  for (;;) {
    const word = view.getUint32(at, true)
    at += 4
    if (word === 0) break
    const size = word & 0x7fff_ffff
    if (at + size > part.length) throw new RangeError('An LZ4 block runs over the end of its frame.')
    into.reserve(blockBytes)
    if (word >= UNCOMPRESSED) into.append(part.subarray(at, at + size))
    else decompressBlock(part, at, at + size, into, frameStart)
    if (into.length > most) throw new RangeError(`LZ4 content is larger than ${most} bytes.`)
    at += size + (hasBlockChecksums ? 4 : 0)
  }
  return at + ((flags & 0x04) !== 0 ? 4 : 0)
}

/**
 * Matches may reach back to the beginning of the frame, since other writers link their blocks.
 *
 * The bounds are tested as "not inside", because a length read beyond the end is NaN and would pass any other test.
 */
function decompressBlock(from: Uint8Array, start: number, end: number, into: GrowingBytes, frameStart: number): void {
  const to = into.bytes
  let at = start
  let out = into.length
  while (at < end) {
    const token = from[at++]!
    let literals = token >>> 4
    if (literals === 15) {
      let more: number
      do {
        more = from[at++]!
        literals += more
      } while (more === 255)
    }
    if (!(at + literals <= end && out + literals <= to.length)) throw damaged()
    if (literals > 32) {
      to.set(from.subarray(at, at + literals), out)
      out += literals
      at += literals
    } else {
      for (let last = at + literals; at < last; ) to[out++] = from[at++]!
    }
    if (at >= end) break

    const distance = from[at]! | (from[at + 1]! << 8)
    at += 2
    let length = token & 15
    if (length === 15) {
      let more: number
      do {
        more = from[at++]!
        length += more
      } while (more === 255)
    }
    length += SHORTEST_MATCH
    if (!(distance > 0 && out - distance >= frameStart && out + length <= to.length)) throw damaged()
    copyMatch(to, out, distance, length)
    out += length
  }
  into.length = out
}

function damaged(): RangeError {
  return new RangeError('An LZ4 block is damaged: a copy leaves its bounds.')
}

/** One frame of independent 64 KiB blocks; a block that does not shrink is stored as it is. */
export function compressLz4(part: Uint8Array): Uint8Array {
  const blocks = Math.ceil(part.length / BLOCK_BYTES)
  const frame = new Uint8Array(7 + part.length + blocks * 4 + 4)
  const view = new DataView(frame.buffer)
  view.setUint32(0, MAGIC, true)
  frame[4] = FLAGS
  frame[5] = BLOCK_CODE
  frame[6] = (xxhash32(frame.subarray(4, 6)) >>> 8) & 255
  let out = 7
  const table = new MatchTable()
  const block = new Uint8Array(BLOCK_BYTES + Math.ceil(BLOCK_BYTES / 255) + 16)
  for (let start = 0; start < part.length; start += BLOCK_BYTES) {
    const end = Math.min(start + BLOCK_BYTES, part.length)
    const size = compressBlock(part, start, end, block, table)
    if (size < end - start) {
      view.setUint32(out, size, true)
      frame.set(block.subarray(0, size), out + 4)
      out += 4 + size
    } else {
      view.setUint32(out, end - start + UNCOMPRESSED, true)
      frame.set(part.subarray(start, end), out + 4)
      out += 4 + end - start
    }
  }
  view.setUint32(out, 0, true)
  return frame.subarray(0, out + 4)
}

function compressBlock(from: Uint8Array, start: number, end: number, to: Uint8Array, table: MatchTable): number {
  table.clear()
  const lastMatch = end - LAST_MATCH_BEFORE_END
  const longest = end - LAST_LITERALS
  let out = 0
  let literal = start
  let at = start
  while (at < lastMatch) {
    const match = table.exchange(from, at, start)
    if (match < 0) {
      at++
      continue
    }
    let length = SHORTEST_MATCH
    while (at + length < longest && from[match + length] === from[at + length]) length++
    out = writeSequence(from, literal, at, to, out, length - SHORTEST_MATCH)
    const distance = at - match
    to[out++] = distance & 255
    to[out++] = distance >>> 8
    if (length - SHORTEST_MATCH >= 15) out = writeRest(to, out, length - SHORTEST_MATCH - 15)
    at += length
    literal = at
  }
  return writeSequence(from, literal, end, to, out, 0)
}

/** The token and the literals before a match; `match` is its length beyond four. */
function writeSequence(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  out: number,
  match: number,
): number {
  const literals = end - start
  let at = out
  to[at++] = (Math.min(literals, 15) << 4) | Math.min(match, 15)
  if (literals >= 15) at = writeRest(to, at, literals - 15)
  for (let i = start; i < end; i++) to[at++] = from[i]!
  return at
}

function writeRest(to: Uint8Array, out: number, rest: number): number {
  let at = out
  let left = rest
  for (; left >= 255; left -= 255) to[at++] = 255
  to[at++] = left
  return at
}
