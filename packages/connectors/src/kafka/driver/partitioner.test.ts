import { expect, test } from 'vitest'
import { murmur2 } from './murmur2.ts'
import { Partitioner, partitionOfKey } from './partitioner.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** The vectors of the Java client's own test of this hash. */
test.each([
  ['21', -973_932_308],
  ['foobar', -790_332_482],
  ['a-little-bit-long-string', -985_981_536],
  ['a-little-bit-longer-string', -1_486_304_829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ['abc', 479_470_107],
])('murmur2 of "%s" is that of the Java client', (text, hash) => {
  expect(murmur2(bytes(text))).toBe(hash)
})

test('a key inside a larger buffer goes where the key alone goes', () => {
  const buffer = bytes('xxfoobaryy')
  expect(partitionOfKey(buffer, 2, 8, 12)).toBe((-790_332_482 & 0x7fff_ffff) % 12)
})

test('rows without a key fill a batch in one partition, then move on, and miss none', () => {
  const partitioner = new Partitioner(1)
  const chosen = Array.from({ length: 100 }, () => partitioner.choose(new Uint8Array(0), -1, -1, 1_000, 3))
  expect(chosen.slice(0, 16)).toEqual(Array(16).fill(1))
  expect(chosen.slice(16, 32)).toEqual(Array(16).fill(2))
  expect(new Set(chosen)).toEqual(new Set([0, 1, 2]))
})

test('an empty key is a key', () => {
  const partitioner = new Partitioner(2)
  expect(partitioner.choose(new Uint8Array(0), 0, 0, 10, 5)).toBe(partitionOfKey(new Uint8Array(0), 0, 0, 5))
})
