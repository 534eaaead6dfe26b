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

test('texts of a column are copied from any place of any memory, but for NULLs', () => {
  const sizes = fc.array(fc.tuple(fc.oneof(fc.nat(12), fc.nat(400)), fc.boolean()), { maxLength: 40 })
  const check = (offset: number, tail: number, texts: [number, boolean][]) => {
    const total = texts.reduce((sum, [size]) => sum + size, 0)
    const bytes = new Uint8Array(new ArrayBuffer(offset + total + tail), offset, total)
    bytes.forEach((_, i) => {
      bytes[i] = 7 * i + 1
    })
    const [start, end] = [new Int32Array(texts.length), new Int32Array(texts.length)]
    texts.forEach(([size], i) => {
      start[i] = i === 0 ? 0 : end[i - 1]!
      end[i] = start[i]! + size
    })
    const nulls = Uint8Array.from(texts, ([, isNull]) => Number(isNull))
    const rows = Int32Array.from(texts, (_, i) => texts.length - 1 - i)
    const bases = Int32Array.from(texts, (_, j) => 2 * j)
    const ints = new Int32Array(2 * texts.length).fill(-1)
    const arena = new Arena(16)
    arena.addAll({ k: 'bytes', nulls, start, end, bytes }, rows, texts.length, ints, bases, 0)
    for (const [j, i] of rows.entries()) {
      const [at, size] = [ints[2 * j]!, ints[2 * j + 1]!]
      if (nulls[i] === 1) expect([at, size]).toEqual([-1, -1])
      else expect(arena.bytes.slice(at, at + size)).toEqual(bytes.slice(start[i], end[i]))
    }
    // Texts of the arena itself, which moves while they are copied.
    const own = { k: 'bytes' as const, nulls: null, start: Int32Array.of(0), end: Int32Array.of(arena.used) }
    const copy = new Int32Array(2)
    const before = arena.bytes.slice(0, arena.used)
    const all = { rows: new Int32Array(5), bases: new Int32Array(5) }
    arena.addAll({ ...own, bytes: arena.bytes }, all.rows, 5, copy, all.bases, 0)
    expect(arena.bytes.slice(copy[0], copy[0]! + copy[1]!)).toEqual(before)
  }
  fc.assert(fc.property(fc.nat(7), fc.nat(9), sizes, check), { numRuns: RUNS })
})
