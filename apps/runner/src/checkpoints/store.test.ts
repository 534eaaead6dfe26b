import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan, Primitive } from '@millrace/algebra'
import type { Snapshot } from '@millrace/engine'
import { typeOf } from '@millrace/language'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckpointProblem, CheckpointStore } from './store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-checkpoints-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const row = [{ name: 'k', ...typeOf('INT') }]
const plan = (size = 1000): Plan => {
  const window: Primitive = {
    op: 'window',
    window: { kind: 'tumbling', size, offset: 0 },
    rowtime: 0,
    key: [0],
    aggregates: [],
    lateness: 0,
  }
  return {
    nodes: [
      { id: 'w/window', owner: 'w', op: window, inputs: [], outputs: { out: { row, changes: { mode: 'append' } } } },
    ],
    timeZone: 'UTC',
    ports: {},
  }
}
const snapshot = (epoch: number): Snapshot => ({
  epoch,
  tasks: { 'w/window': Uint8Array.of(epoch, 2, 3) },
  sources: { 's/source': { splits: [] } },
  gates: { 'w/window': { channels: [], watermark: '-Infinity', idle: false } },
  sinks: { 'e/sink': { length: 10 * epoch } },
})

test('the newest checkpoint comes back as it was', async () => {
  const store = new CheckpointStore(folder, plan())
  expect(store.read()).toBeUndefined()
  for (const epoch of [1, 2, 10]) await store.write(snapshot(epoch))
  const read = store.read()!
  expect({ ...read, tasks: { 'w/window': [...read.tasks['w/window']!] } }).toEqual({
    ...snapshot(10),
    tasks: { 'w/window': [10, 2, 3] },
  })
})

test('old ones go away, a few stay', async () => {
  const store = new CheckpointStore(folder, plan())
  for (let epoch = 1; epoch <= 8; epoch++) await store.write(snapshot(epoch))
  expect(readdirSync(folder).sort()).toEqual(['checkpoint-000000006', 'checkpoint-000000007', 'checkpoint-000000008'])
})

test('one that was not finished is not seen', async () => {
  const store = new CheckpointStore(folder, plan())
  await store.write(snapshot(1))
  await store.write(snapshot(2))
  rmSync(join(folder, 'checkpoint-000000002'), { recursive: true })
  expect(store.read()!.epoch).toBe(1)
})

test('damage is noticed and named', async () => {
  const store = new CheckpointStore(folder, plan())
  await store.write(snapshot(1))
  writeFileSync(join(folder, 'checkpoint-000000001', 'state-0.bin'), Uint8Array.of(1, 2, 4))
  expect(() => store.read()).toThrow(/checkpoint-000000001 is damaged: state-0\.bin/)
  writeFileSync(join(folder, 'checkpoint-000000001', 'manifest.json'), '{')
  expect(() => store.read()).toThrow(CheckpointProblem)
})

test('state does not go to a node that computes something else', async () => {
  await new CheckpointStore(folder, plan()).write(snapshot(1))
  expect(() => new CheckpointStore(folder, plan(2000)).read()).toThrow(/The node `w\/window` has changed/)
})

test('state of a node that is not there any more is left behind', async () => {
  await new CheckpointStore(folder, plan()).write(snapshot(1))
  expect(new CheckpointStore(folder, { ...plan(), nodes: [] }).read()!.tasks).toEqual({})
})
