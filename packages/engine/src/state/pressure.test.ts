import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Pressure } from './pressure.ts'

test('memory that the collector does not count is given back when nobody uses it, and what is used stays', async () => {
  const pressure = new Pressure()
  const block = 64 * 1024 * 1024
  const memory = () => {
    const made = new SharedArrayBuffer(block)
    pressure.add(made, block)
    return made
  }
  const used = memory()
  let added = block
  for (let i = 0; i < 64; i++) {
    memory()
    added += block
    // The collector works between turns.
    for (let turn = 0; turn < 4; turn++) await setTimeout(1)
    if (pressure.bytes < added) break
  }
  expect(pressure.bytes).toBeLessThan(added)
  expect(pressure.bytes).toBeGreaterThanOrEqual(block)
  expect(used.byteLength).toBe(block)
})

test('memory that grows is counted once', () => {
  const pressure = new Pressure()
  const memory = {}
  for (let i = 0; i < 3; i++) pressure.add(memory, 1000)
  expect(pressure.bytes).toBe(3000)
})
