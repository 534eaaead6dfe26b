import type { Records } from '@millrace/engine'

const NEWLINE = 0x0a
const RETURN = 0x0d
const QUOTE = 0x22

/** Lines of a block of bytes as records: empty ones are left out, and what is after the last line end stays for the next block. */
export class LineSplitter {
  private valueStart = new Int32Array(4096)
  private valueEnd = new Int32Array(4096)
  private position = new Float64Array(4096)
  private readonly absent = new Int32Array(0)
  /** Byte between two values; −1 when lines have no values. */
  private readonly delimiter: number

  /** With a delimiter, a line end inside a value in double quotes belongs to the value (RFC 4180). */
  constructor(delimiter?: string) {
    this.delimiter = delimiter === undefined ? -1 : delimiter.charCodeAt(0)
  }

  /** Splits bytes that begin at a position of the file; `rest` is how many bytes at the end belong to an unfinished line. */
  split(bytes: Uint8Array, length: number, position: number, last: boolean): { records: Records; rest: number } {
    let { n, start } = this.delimiter < 0 ? this.plain(bytes, length, position) : this.quoted(bytes, length, position)
    if (last && start < length) {
      n = this.add(bytes, start, length, position, n)
      start = length
    }
    const absent = this.absentUpTo(n)
    const records: Records = {
      n,
      bytes,
      valueStart: this.valueStart,
      valueEnd: this.valueEnd,
      keyStart: absent,
      keyEnd: absent,
      headersStart: absent,
      headersEnd: absent,
      timestamp: this.position,
      position: this.position,
    }
    return { records, rest: length - start }
  }

  /** Every line end counts. */
  private plain(bytes: Uint8Array, length: number, position: number): { n: number; start: number } {
    const search = Buffer.from(bytes.buffer, bytes.byteOffset, length)
    let n = 0
    let start = 0
    for (let at = search.indexOf(NEWLINE); at >= 0; at = search.indexOf(NEWLINE, start)) {
      n = this.add(bytes, start, at, position, n)
      start = at + 1
    }
    return { n, start }
  }

  /** A line end inside a value in double quotes does not. */
  private quoted(bytes: Uint8Array, length: number, position: number): { n: number; start: number } {
    let n = 0
    let start = 0
    let quoted = false
    let closed = -1
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!
      if (byte === QUOTE) {
        // A quote opens a value only where the value begins; a doubled one opens again what it has just closed.
        if (quoted) closed = at
        quoted = !quoted && (at === start || bytes[at - 1] === this.delimiter || at - 1 === closed)
      }
      if (byte !== NEWLINE || quoted) continue
      n = this.add(bytes, start, at, position, n)
      start = at + 1
    }
    return { n, start }
  }

  private add(bytes: Uint8Array, start: number, end: number, position: number, n: number): number {
    const to = end > start && bytes[end - 1] === RETURN ? end - 1 : end
    if (blank(bytes, start, to)) return n
    if (n === this.valueStart.length) this.grow()
    this.valueStart[n] = start
    this.valueEnd[n] = to
    this.position[n] = position + start
    return n + 1
  }

  private grow(): void {
    const size = 2 * this.valueStart.length
    const [starts, ends, positions] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)]
    starts.set(this.valueStart)
    ends.set(this.valueEnd)
    positions.set(this.position)
    this.valueStart = starts
    this.valueEnd = ends
    this.position = positions
  }

  private missing = new Int32Array(0)
  private absentUpTo(n: number): Int32Array {
    if (this.missing.length < n) this.missing = new Int32Array(n).fill(-1)
    return n === 0 ? this.absent : this.missing
  }
}

function blank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false
  return true
}
