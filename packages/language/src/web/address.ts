/** Internet addresses as bytes: four of version 4, sixteen of version 6. Undefined for what is none. */
export function parseAddress(text: string): Uint8Array | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

function parseV4(text: string): Uint8Array | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined
  return Uint8Array.from(parts, Number)
}

function parseV6(text: string): Uint8Array | undefined {
  const last = text.slice(text.lastIndexOf(':') + 1)
  const v4 = last.includes('.') ? parseV4(last) : undefined
  if (last.includes('.') && !v4) return undefined
  const groups = v4 ? `${text.slice(0, text.length - last.length)}${hexPair(v4, 0)}:${hexPair(v4, 2)}` : text
  const halves = groups.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?]
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...head, ...(tail ? [...Array<string>(missing).fill('0'), ...tail] : [])]
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]))
}

const hexPair = (bytes: Uint8Array, at: number) => ((bytes[at]! << 8) | bytes[at + 1]!).toString(16)

export interface Network {
  bytes: Uint8Array
  /** How many bits of the beginning count. */
  bits: number
}

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...more] = text.split('/')
  const bytes = parseAddress(address)
  if (!bytes || more.length > 0) return undefined
  const bits = length === undefined ? 8 * bytes.length : /^\d{1,3}$/.test(length) ? Number(length) : -1
  return bits < 0 || bits > 8 * bytes.length ? undefined : { bytes, bits }
}

export function inNetwork(address: Uint8Array, { bytes, bits }: Network): boolean {
  if (address.length !== bytes.length) return false
  for (let bit = 0; bit < bits; bit += 8) {
    const mask = bits - bit >= 8 ? 255 : 255 & (255 << (8 - (bits - bit)))
    if ((address[bit / 8]! & mask) !== (bytes[bit / 8]! & mask)) return false
  }
  return true
}
