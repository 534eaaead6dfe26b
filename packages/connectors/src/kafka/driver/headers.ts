import { readVarint, sizeOfVarint, VarintCursor, writeVarint } from './varint.ts'

/** Name and bytes; a header may have no value, and a name may come twice. */
export type Header = readonly [name: string, value: Uint8Array | null]

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/**
 * The headers of one record, from the section that `Records` points to. A start of −1 is a record without headers.
 *
 * Values refer into `bytes`: who keeps them copies them.
 */
export function decodeHeaders(bytes: Uint8Array, start: number, end: number): Header[] {
  if (start < 0) return []
  const cursor = new VarintCursor(start)
  const count = readVarint(bytes, cursor)
  const headers: Header[] = []
  for (let i = 0; i < count; i++) {
    const name = take(bytes, cursor, end)
    if (name === null) throw new RangeError('A Kafka header has no name.')
    headers.push([decoder.decode(name), take(bytes, cursor, end)])
  }
  return headers
}

/** The section that `decodeHeaders` reads, or null when there are none. */
export function encodeHeaders(headers: readonly Header[]): Uint8Array | null {
  if (headers.length === 0) return null
  const names = headers.map(([name]) => encoder.encode(name))
  let size = sizeOfVarint(headers.length)
  headers.forEach(([, value], i) => {
    size += sized(names[i]!) + sized(value)
  })
  const section = new Uint8Array(size)
  const cursor = new VarintCursor(0)
  writeVarint(section, cursor, headers.length)
  headers.forEach(([, value], i) => {
    put(section, cursor, names[i]!)
    put(section, cursor, value)
  })
  return section
}

function take(bytes: Uint8Array, cursor: VarintCursor, end: number): Uint8Array | null {
  const length = readVarint(bytes, cursor)
  if (length < 0) return null
  const start = cursor.at
  cursor.at += length
  if (cursor.at > end) throw new RangeError('A Kafka header runs over the end of its record.')
  return bytes.subarray(start, cursor.at)
}

function put(section: Uint8Array, cursor: VarintCursor, part: Uint8Array | null): void {
  writeVarint(section, cursor, part === null ? -1 : part.length)
  if (part === null) return
  section.set(part, cursor.at)
  cursor.at += part.length
}

function sized(part: Uint8Array | null): number {
  return part === null ? sizeOfVarint(-1) : sizeOfVarint(part.length) + part.length
}
