import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c } from './crc32c.ts'

test.each([
  ['nothing', new Uint8Array(0), 0],
  ['123456789', new TextEncoder().encode('123456789'), 0xe306_9283],
  ['32 zeros', new Uint8Array(32), 0x8a91_36aa],
  ['32 times 255', new Uint8Array(32).fill(255), 0x62a8_ab43],
  ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd_794e],
])('the checksum of %s is the published one', (_name, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum)
})

test('any range has the checksum of the definition, bit by bit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(50), fc.nat(50), (bytes, skip, drop) => {
      const start = Math.min(skip, bytes.length)
      const end = Math.max(start, bytes.length - drop)
      expect(crc32c(bytes, start, end)).toBe(bitByBit(bytes.subarray(start, end)))
    }),
  )
})

function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1
  }
  return ~crc >>> 0
}
