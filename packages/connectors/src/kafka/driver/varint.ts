/**
 * A position in bytes that moves as fields are read or written.
 *
 * Made once per call of a hot function: the engine then keeps it in a register instead of allocating it.
 */
export class VarintCursor {
  at: number
  constructor(at: number) {
    this.at = at
  }
}

/** A zigzag varint of at most 32 bits. Beyond the end of the bytes it reads zeros; callers check the bound. */
export function readVarint(bytes: Uint8Array, cursor: VarintCursor): number {
  let byte = bytes[cursor.at++]!
  let value = byte & 127
  if (byte > 127) {
    byte = bytes[cursor.at++]!
    value |= (byte & 127) << 7
    if (byte > 127) {
      byte = bytes[cursor.at++]!
      value |= (byte & 127) << 14
      if (byte > 127) {
        byte = bytes[cursor.at++]!
        value |= (byte & 127) << 21
        if (byte > 127) value |= bytes[cursor.at++]! << 28
      }
    }
  }
  return (value >>> 1) ^ -(value & 1)
}

/** A zigzag varint of up to 64 bits as a plain number (exact up to 2^53): timestamps relative to their batch. */
export function readVarlong(bytes: Uint8Array, cursor: VarintCursor): number {
  let byte = bytes[cursor.at++]!
  if (byte < 128) return (byte >>> 1) ^ -(byte & 1)
  let value = byte & 127
  let scale = 128
  do {
    byte = bytes[cursor.at++]!
    value += (byte & 127) * scale
    scale *= 128
  } while (byte > 127 && scale < 2 ** 64)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

export function sizeOfVarint(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x20_0000 ? 3 : zigzag < 0x1000_0000 ? 4 : 5
}

export function writeVarint(bytes: Uint8Array, cursor: VarintCursor, value: number): void {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  while (zigzag > 127) {
    bytes[cursor.at++] = (zigzag & 127) | 128
    zigzag >>>= 7
  }
  bytes[cursor.at++] = zigzag
}

export function sizeOfVarlong(value: number): number {
  let zigzag = value < 0 ? -value * 2 - 1 : value * 2
  let size = 1
  while (zigzag > 127) {
    zigzag = Math.floor(zigzag / 128)
    size++
  }
  return size
}

export function writeVarlong(bytes: Uint8Array, cursor: VarintCursor, value: number): void {
  let zigzag = value < 0 ? -value * 2 - 1 : value * 2
  while (zigzag > 127) {
    bytes[cursor.at++] = (zigzag % 128) | 128
    zigzag = Math.floor(zigzag / 128)
  }
  bytes[cursor.at++] = zigzag
}
