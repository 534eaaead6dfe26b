import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Arena, roomOf, sizeOf } from './arena.ts'

const RUNS = Number(process.env.MILLRACE_RUNS ?? 100)

test('places are large enough, and at most an eighth too large', () => {
  for (let size = 1; size < 100_000; size++) {
    const room = roomOf(sizeOf(size))
    expect(room).toBeGreaterThanOrEqual(size)
    expect(room % 4).toBe(0)
    if (size > 32) expect(room).toBeLessThanOrEqual(1.126 * size)
  }
})

test('texts stay what they are while others come and go', () => {
  const bytes = (seed: number, length: number) => Uint8Array.from({ length }, (_, i) => (seed * 31 + i) & 255)
  const step = fc.record({
    length: fc.oneof(fc.nat(20), fc.nat(400)),
    drop: fc.option(fc.nat(), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const arena = new Arena(16)
      const there: { at: number; text: Uint8Array }[] = []
      for (const [seed, { length, drop }] of steps.entries()) {
        if (drop !== undefined && there.length > 0) {
          const [gone] = there.splice(drop % there.length, 1)
          arena.release(gone!.at, gone!.text.length)
        }
        const text = bytes(seed, length)
        there.push({ at: arena.add(text, 0, length), text })
      }
      for (const { at, text } of there) expect(arena.bytes.subarray(at, at + text.length)).toEqual(text)
    }),
    { numRuns: RUNS },
  )
})

test('replacing texts by others of the same length takes no new room', () => {
  const arena = new Arena()
  const text = Uint8Array.from({ length: 100 }, (_, i) => i)
  let at = arena.add(text, 0, 100)
  const { used } = arena
  for (let i = 0; i < 1000; i++) {
    arena.release(at, 100)
    at = arena.add(text, 0, 100)
  }
  expect(arena.used).toBe(used)
})
