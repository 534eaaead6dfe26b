import type { GrowingBytes } from '../growingBytes.ts'
import { copyMatch, MatchTable } from './matches.ts'

/** The stream format of the Java client: this header, then blocks with their length before them. */
const HEADER = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1)
const BLOCK_BYTES = 32 * 1024

/** Appends the content of a snappy stream, or of the single bare block that some clients write instead. */
export function decompressSnappy(part: Uint8Array, into: GrowingBytes, limit: number): void {
  const most = into.length + limit
  if (!HEADER.subarray(0, 8).every((byte, i) => byte === part[i])) {
    decompressBlock(part, 0, part.length, into, most)
    return
  }
  const view = new DataView(part.buffer, part.byteOffset, part.byteLength)
  for (let at = HEADER.length; at < part.length; ) {
    const size = view.getInt32(at)
    at += 4
    if (size < 0 || at + size > part.length) throw new RangeError('A snappy block runs over the end of its stream.')
    decompressBlock(part, at, at + size, into, most)
    at += size
  }
}

function decompressBlock(from: Uint8Array, start: number, end: number, into: GrowingBytes, most: number): void {
  let at = start
  let size = 0
  for (let shift = 0; ; shift += 7) {
    const byte = from[at++]!
    size += (byte & 127) * 2 ** shift
    if (byte < 128) break
    if (shift >= 28) throw damaged()
  }
  if (into.length + size > most) throw new RangeError(`Snappy content is larger than ${most} bytes.`)
  into.reserve(size)
  const to = into.bytes
  const first = into.length
  const last = first + size
  let out = first
  while (at < end) {
    const tag = from[at++]!
    if ((tag & 3) === 0) {
      let length = tag >>> 2
      if (length >= 60) {
        const extra = length - 59
        length = 0
        for (let i = 0; i < extra; i++) length += from[at++]! * 2 ** (8 * i)
      }
      length++
      if (!(at + length <= end && out + length <= last)) throw damaged()
      if (length > 32) to.set(from.subarray(at, at + length), out)
      else for (let i = 0; i < length; i++) to[out + i] = from[at + i]!
      at += length
      out += length
      continue
    }
    let length: number
    let distance: number
    if ((tag & 3) === 1) {
      length = ((tag >>> 2) & 7) + 4
      distance = ((tag >>> 5) << 8) | from[at++]!
    } else {
      length = (tag >>> 2) + 1
      distance = from[at]! | (from[at + 1]! << 8)
      at += 2
      if ((tag & 3) === 3) {
        distance += (from[at]! | (from[at + 1]! << 8)) * 0x1_0000
        at += 2
      }
    }
    if (!(distance > 0 && out - distance >= first && out + length <= last)) throw damaged()
    copyMatch(to, out, distance, length)
    out += length
  }
  if (out !== last) throw damaged()
  into.length = out
}

function damaged(): RangeError {
  return new RangeError('A snappy block is damaged: a copy leaves its bounds.')
}

/** The stream format with blocks of 32 KiB, as the Java client writes it. */
export function compressSnappy(part: Uint8Array): Uint8Array {
  const blocks = Math.ceil(part.length / BLOCK_BYTES)
  const stream = new Uint8Array(HEADER.length + blocks * (4 + 5) + part.length + Math.ceil(part.length / 6))
  const view = new DataView(stream.buffer)
  stream.set(HEADER)
  let out = HEADER.length
  const table = new MatchTable()
  for (let start = 0; start < part.length; start += BLOCK_BYTES) {
    const end = Math.min(start + BLOCK_BYTES, part.length)
    const blockEnd = compressBlock(part, start, end, stream, out + 4, table)
    view.setInt32(out, blockEnd - out - 4)
    out = blockEnd
  }
  return stream.subarray(0, out)
}

function compressBlock(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  outStart: number,
  table: MatchTable,
): number {
  table.clear()
  let out = outStart
  let size = end - start
  for (; size > 127; size >>>= 7) to[out++] = (size & 127) | 128
  to[out++] = size
  let literal = start
  let at = start
  while (at + 4 <= end) {
    const match = table.exchange(from, at, start)
    if (match < 0) {
      at++
      continue
    }
    let length = 4
    while (length < 64 && at + length < end && from[match + length] === from[at + length]) length++
    out = writeLiteral(from, literal, at, to, out)
    const distance = at - match
    to[out++] = ((length - 1) << 2) | 2
    to[out++] = distance & 255
    to[out++] = distance >>> 8
    at += length
    literal = at
  }
  return writeLiteral(from, literal, end, to, out)
}

function writeLiteral(from: Uint8Array, start: number, end: number, to: Uint8Array, out: number): number {
  const length = end - start
  if (length === 0) return out
  let at = out
  if (length <= 60) {
    to[at++] = (length - 1) << 2
  } else if (length <= 256) {
    to[at++] = 60 << 2
    to[at++] = length - 1
  } else {
    to[at++] = 61 << 2
    to[at++] = (length - 1) & 255
    to[at++] = (length - 1) >>> 8
  }
  for (let i = start; i < end; i++) to[at++] = from[i]!
  return at
}
