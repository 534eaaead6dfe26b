import { expect, test } from 'vitest'
import { Memory } from './memory.ts'

test('what was written stays and the rest is zero, also beyond the size from which it grows in place', () => {
  const memory = new Memory(1024)
  let words = new Int32Array(memory.buffer)
  let used = 0
  while (words.length < 8_000_000) {
    for (; used < words.length; used += 997) words[used] = used + 1
    words = new Int32Array(memory.grow(4 * words.length + 4))
  }
  let wrong = 0
  for (let at = 0; at < words.length; at++) if (words[at] !== (at < used && at % 997 === 0 ? at + 1 : 0)) wrong++
  expect(wrong).toBe(0)
})
