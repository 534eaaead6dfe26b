import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GrowingBytes } from '../growingBytes.ts'
import { CODECS, type Codec, compress, decompress } from './codec.ts'
import { decompressLz4 } from './lz4.ts'
import { decompressSnappy } from './snappy.ts'
import { xxhash32 } from './xxhash32.ts'

const compressing = CODECS.filter((codec) => codec !== 'none')
const text = (value: string) => new TextEncoder().encode(value)

/** Content as compressors meet it: repetitions near and far, and stretches without any. */
const anyContent = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constant(text('the same words again and again ')),
      fc.constant(new Uint8Array(5_000)),
    ),
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))

describe.each(compressing)('%s', (codec) => {
  test('gives back what it was given, behind what was there before', () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const into = new GrowingBytes()
        into.append(text('before'))
        decompress(codec, compress(codec, content), into)
        expect(into.bytes.subarray(0, into.length)).toEqual(Uint8Array.from([...text('before'), ...content]))
      }),
    )
  })

  test('gives back several blocks, and content that does not shrink', () => {
    const content = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 0x9e37_79b1) >>> 24)
    expect(roundTrip(codec, content)).toEqual(content)
  })

  test('makes repetitive content small', () => {
    const content = text('{"status":"PAID","amount":12.5}'.repeat(5_000))
    expect(compress(codec, content).length).toBeLessThan(content.length / 10)
  })

  test('damaged content ends in an error or in wrong bytes, never in a hang or a crash', () => {
    const compressed = compress(codec, text('{"status":"PAID","amount":12.5}'.repeat(50)))
    fc.assert(
      fc.property(fc.nat(compressed.length - 1), fc.nat(255), fc.nat(compressed.length), (at, byte, length) => {
        const damaged = Uint8Array.from(compressed).subarray(0, length)
        damaged[at] = byte
        const into = new GrowingBytes()
        try {
          decompress(codec, damaged, into)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
        expect(into.length).toBeLessThan(10 * 1024 * 1024)
      }),
    )
  })
})

test('an LZ4 frame with a content size, a block that refers to the one before, and checksums', () => {
  const frame = Uint8Array.from([
    ...[0x04, 0x22, 0x4d, 0x18], // magic
    ...[0b0101_1100, 0x40, 0], // linked blocks, block checksums, content size, content checksum; 64 KiB
    ...[12, 0, 0, 0, 0, 0, 0, 0], // content size
    ...[6, 0, 0, 0x80, ...text('Kafka '), 0, 0, 0, 0], // a block that is stored as it is, with its checksum
    ...[3, 0, 0, 0, 0x02, 6, 0, 0, 0, 0, 0], // a copy of 6 bytes from 6 back, with its checksum
    ...[0, 0, 0, 0, 0, 0, 0, 0], // the end, with the checksum of the content
  ])
  const into = new GrowingBytes()
  decompressLz4(frame, into, 1_000)
  expect(new TextDecoder().decode(into.bytes.subarray(0, into.length))).toBe('Kafka Kafka ')
})

test('a bare snappy block, as some clients write it', () => {
  const into = new GrowingBytes()
  decompressSnappy(Uint8Array.of(9, (3 - 1) << 2, ...text('abc'), ((6 - 1) << 2) | 2, 3, 0), into, 1_000)
  expect(new TextDecoder().decode(into.bytes.subarray(0, into.length))).toBe('abcabcabc')
})

test('content beyond the limit is refused before it is unpacked', () => {
  const into = new GrowingBytes()
  expect(() => decompressSnappy(compress('snappy', new Uint8Array(20_000)), into, 10_000)).toThrow('larger than')
  expect(() => decompressLz4(compress('lz4', new Uint8Array(200_000)), into, 10_000)).toThrow('larger than')
})

test('the checksum in the header of an LZ4 frame is the published hash', () => {
  expect(xxhash32(new Uint8Array(0))).toBe(0x02cc_5d05)
  expect(xxhash32(text('a'))).toBe(0x550d_7456)
  expect(xxhash32(text('abc'))).toBe(0x32d1_53ff)
})

function roundTrip(codec: Exclude<Codec, 'none'>, content: Uint8Array): Uint8Array {
  const into = new GrowingBytes()
  decompress(codec, compress(codec, content), into)
  return into.bytes.slice(0, into.length)
}
