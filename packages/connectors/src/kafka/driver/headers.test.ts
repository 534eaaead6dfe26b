import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeHeaders, encodeHeaders, type Header } from './headers.ts'

const anyHeaders = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.option(fc.uint8Array())))

test('headers come back in order, with equal names, empty and missing values', () => {
  fc.assert(
    fc.property(anyHeaders, fc.nat(9), (headers, before) => {
      const section = encodeHeaders(headers as Header[]) ?? new Uint8Array(0)
      const bytes = new Uint8Array(before + section.length + 3)
      bytes.set(section, before)
      const start = headers.length === 0 ? -1 : before
      const decoded = decodeHeaders(bytes, start, before + section.length)
      expect(decoded.map(([name, value]) => [name, value && [...value]])).toEqual(
        headers.map(([name, value]) => [name, value && [...value]]),
      )
    }),
  )
})

test('a header that runs over the end of its record is refused', () => {
  const section = encodeHeaders([['trace', new Uint8Array(20)]])!
  expect(() => decodeHeaders(section, 0, 10)).toThrow('runs over the end')
})

test('a record without headers has none', () => {
  expect(decodeHeaders(new Uint8Array(0), -1, -1)).toEqual([])
})
