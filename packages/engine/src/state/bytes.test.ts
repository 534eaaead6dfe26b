import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DamagedState, StateReader, StateWriter } from './bytes.ts'

const written = () =>
  new StateWriter()
    .int(-7)
    .text('zwölf')
    .ints(Int32Array.of(1, -2, 3))
    .blob(Uint8Array.of(9, 8))
    .number(Number.NEGATIVE_INFINITY)
    .finish()

function read(bytes: Uint8Array) {
  const reader = new StateReader(bytes)
  const values = [reader.int(), reader.text(), [...reader.ints()], [...reader.blob()], reader.number()]
  return { values, finished: reader.finished }
}

const expected = { values: [-7, 'zwölf', [1, -2, 3], [9, 8], Number.NEGATIVE_INFINITY], finished: true }

test('what was written is read', () => {
  expect(read(written())).toEqual(expected)
})

test('the bytes may lie anywhere in a larger block, and be of a subclass', () => {
  for (let offset = 0; offset < 9; offset++) {
    const block = Buffer.alloc(200, 0xff)
    block.set(written(), offset)
    expect(read(block.subarray(offset, offset + written().length))).toEqual(expected)
  }
})

test('what is read is a copy', () => {
  const bytes = written()
  const reader = new StateReader(bytes)
  reader.int()
  reader.text()
  const ints = reader.ints()
  bytes.fill(0)
  expect([...ints]).toEqual([1, -2, 3])
})

test('a state that ends early says so, wherever that is', () => {
  const bytes = written()
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), (length) => {
      expect(() => read(bytes.subarray(0, length))).toThrow(DamagedState)
    }),
  )
})
