/** Finding one's way in the bytes of JSON. Positions in, positions out; −1 where the text ends too early. */

export const QUOTE = 0x22
export const BACKSLASH = 0x5c
export const COMMA = 0x2c
export const COLON = 0x3a
export const OPEN_BRACE = 0x7b
export const CLOSE_BRACE = 0x7d
export const OPEN_BRACKET = 0x5b
export const CLOSE_BRACKET = 0x5d
export const MINUS = 0x2d
export const PLUS = 0x2b
export const POINT = 0x2e
export const ZERO = 0x30
export const NINE = 0x39

export function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09)) at++
  return at
}

/** Position after the closing quote of a string whose opening quote is at `from`. */
export function endOfString(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 1
  while (at < end) {
    const byte = bytes[at]!
    if (byte === QUOTE) return at + 1
    at += byte === BACKSLASH ? 2 : 1
  }
  return -1
}

/** Position after any value, without regard to whether it is well formed inside. */
export function endOfValue(bytes: Uint8Array, from: number, end: number): number {
  const first = bytes[from]
  if (first === QUOTE) return endOfString(bytes, from, end)
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(bytes, from, end)
  let at = from
  while (at < end && !isEnd(bytes[at]!)) at++
  return at === from ? -1 : at
}

const isEnd = (byte: number) => byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte <= 0x20

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= ZERO && byte <= NINE

/** Whether a bare value is a number, `true`, `false` or `null` (RFC 8259, section 3). */
export function isScalar(bytes: Uint8Array, start: number, end: number): boolean {
  switch (bytes[start]) {
    case 0x74:
      return isWord(bytes, start, end, 'true')
    case 0x66:
      return isWord(bytes, start, end, 'false')
    case 0x6e:
      return isWord(bytes, start, end, 'null')
    default:
      return isNumber(bytes, start, end)
  }
}

function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return false
  return true
}

function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  let at = bytes[start] === MINUS ? start + 1 : start
  if (at >= end || !isDigit(bytes[at])) return false
  if (bytes[at++] !== ZERO) at = endOfDigits(bytes, at, end)
  if (at < end && bytes[at] === POINT) {
    if (++at >= end || !isDigit(bytes[at])) return false
    at = endOfDigits(bytes, at, end)
  }
  if (at < end && (bytes[at] === 0x65 || bytes[at] === 0x45)) {
    at++
    if (bytes[at] === MINUS || bytes[at] === PLUS) at++
    if (at >= end || !isDigit(bytes[at])) return false
    at = endOfDigits(bytes, at, end)
  }
  return at === end
}

function endOfDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end && isDigit(bytes[at])) at++
  return at
}

function endOfNested(bytes: Uint8Array, from: number, end: number): number {
  let depth = 0
  let at = from
  while (at < end) {
    const byte = bytes[at]!
    if (byte === QUOTE) {
      at = endOfString(bytes, at, end)
      if (at < 0) return -1
      continue
    }
    at++
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at
  }
  return -1
}

const HEX = new Int8Array(256).fill(-1)
for (let i = 0; i < 10; i++) HEX[ZERO + i] = i
for (let i = 0; i < 6; i++) HEX[0x61 + i] = HEX[0x41 + i] = 10 + i

/** The code unit of four hexadecimal digits, −1 when they are none. */
function unitAt(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [HEX[bytes[at]!]!, HEX[bytes[at + 1]!]!, HEX[bytes[at + 2]!]!, HEX[bytes[at + 3]!]!]
  return (a | b | c | d) < 0 ? -1 : (a << 12) | (b << 8) | (c << 4) | d
}

const ESCAPES = new Uint8Array(256)
for (const [c, value] of [
  ['"', 0x22],
  ['\\', 0x5c],
  ['/', 0x2f],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
] as const) {
  ESCAPES[c.charCodeAt(0)] = value
}

/**
 * Resolves the escapes of a string in place; the result is never longer. Returns its end, or −1 for an escape that does not exist.
 * A half of a character that stands alone becomes U+FFFD.
 */
export function unescapeInPlace(bytes: Uint8Array, start: number, end: number): number {
  let to = start
  for (let at = start; at < end; ) {
    const byte = bytes[at]!
    if (byte !== BACKSLASH) {
      bytes[to++] = byte
      at++
      continue
    }
    const kind = bytes[at + 1]!
    if (kind !== 0x75) {
      if (ESCAPES[kind] === 0) return -1
      bytes[to++] = ESCAPES[kind]!
      at += 2
      continue
    }
    let point = unitAt(bytes, at + 2)
    if (point < 0 || at + 6 > end) return -1
    at += 6
    if (point >= 0xd800 && point <= 0xdbff && bytes[at] === BACKSLASH && bytes[at + 1] === 0x75) {
      const low = unitAt(bytes, at + 2)
      if (low >= 0xdc00 && low <= 0xdfff) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
        at += 6
      }
    }
    to = writePoint(bytes, to, point >= 0xd800 && point <= 0xdfff ? 0xfffd : point)
  }
  return to
}

function writePoint(bytes: Uint8Array, at: number, point: number): number {
  let to = at
  if (point < 0x80) bytes[to++] = point
  else if (point < 0x800) {
    bytes[to++] = 0xc0 | (point >> 6)
    bytes[to++] = 0x80 | (point & 63)
  } else if (point < 0x10000) {
    bytes[to++] = 0xe0 | (point >> 12)
    bytes[to++] = 0x80 | ((point >> 6) & 63)
    bytes[to++] = 0x80 | (point & 63)
  } else {
    bytes[to++] = 0xf0 | (point >> 18)
    bytes[to++] = 0x80 | ((point >> 12) & 63)
    bytes[to++] = 0x80 | ((point >> 6) & 63)
    bytes[to++] = 0x80 | (point & 63)
  }
  return to
}

/** Drops the blanks between the tokens of a nested value. */
export function compact(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const out = new Uint8Array(end - start)
  let to = 0
  for (let at = start; at < end; ) {
    if (bytes[at] === QUOTE) {
      const after = endOfString(bytes, at, end)
      out.set(bytes.subarray(at, after), to)
      to += after - at
      at = after
    } else if (bytes[at]! <= 0x20) at++
    else out[to++] = bytes[at++]!
  }
  return out.subarray(0, to)
}
