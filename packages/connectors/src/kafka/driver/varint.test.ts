import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  readVarint,
  readVarlong,
  sizeOfVarint,
  sizeOfVarlong,
  VarintCursor,
  writeVarint,
  writeVarlong,
} from './varint.ts'

test.each([
  [0, [0]],
  [-1, [1]],
  [1, [2]],
  [63, [126]],
  [-64, [127]],
  [64, [128, 1]],
  [300, [0xd8, 4]],
  [2_147_483_647, [0xfe, 0xff, 0xff, 0xff, 15]],
  [-2_147_483_648, [0xff, 0xff, 0xff, 0xff, 15]],
])('%i is written as the protocol says', (value, encoded) => {
  expect(writtenBy(writeVarint, value)).toEqual(encoded)
  expect(writtenBy(writeVarlong, value)).toEqual(encoded)
})

test('every 32-bit number comes back, in as many bytes as foretold', () => {
  fc.assert(
    fc.property(fc.integer(), (value) => {
      const encoded = writtenBy(writeVarint, value)
      expect(encoded.length).toBe(sizeOfVarint(value))
      expect(readVarint(Uint8Array.from(encoded), new VarintCursor(0))).toBe(value)
    }),
  )
})

test('every number up to 2^52 comes back as a varlong, in as many bytes as foretold', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), (value) => {
      const encoded = writtenBy(writeVarlong, value)
      expect(encoded.length).toBe(sizeOfVarlong(value))
      expect(readVarlong(Uint8Array.from(encoded), new VarintCursor(0))).toBe(value)
    }),
  )
})

function writtenBy(write: (bytes: Uint8Array, cursor: VarintCursor, value: number) => void, value: number): number[] {
  const bytes = new Uint8Array(10)
  const cursor = new VarintCursor(0)
  write(bytes, cursor, value)
  return [...bytes.subarray(0, cursor.at)]
}
