import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Plan, Primitive } from '@millrace/algebra'
import type { Snapshot } from '@millrace/engine'
import { typeOf } from '@millrace/language'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CheckpointProblem } from './manifest.ts'
import { restoreFor } from './restore.ts'
import { CheckpointStore } from './store.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-checkpoints-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const row = [{ name: 'k', ...typeOf('INT') }]
const table = { connector: 'memory', options: {}, row, bounded: true }
const source: Plan['nodes'][number] = {
  id: 's/source',
  owner: 's',
  op: { op: 'source', table },
  inputs: [],
  outputs: { out: { row, changes: { mode: 'append' } } },
}
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
      source,
      {
        id: 'w/window',
        owner: 'w',
        op: window,
        inputs: [{ node: 's/source', port: 'out' }],
        outputs: { out: { row, changes: { mode: 'append' } } },
      },
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

const AT = Date.UTC(2026, 0, 1)
async function storeWith(...epochs: number[]): Promise<CheckpointStore> {
  const store = new CheckpointStore(folder)
  for (const epoch of epochs) await store.write(snapshot(epoch), plan(), AT)
  return store
}
const restored = (store: CheckpointStore, onto: Plan = plan()) => restoreFor(onto, store.newest()!)

test('the newest checkpoint comes back as it was', async () => {
  expect((await storeWith()).newest()).toBeUndefined()
  const { snapshot: read } = restored(await storeWith(1, 2, 10))
  expect(read.epoch).toBe(10)
  expect([...read.tasks['w/window']!]).toEqual([10, 2, 3])
  expect(read.gates).toEqual(snapshot(10).gates)
})

test('old ones go away, a few stay', async () => {
  await storeWith(1, 2, 3, 4, 5, 6, 7, 8)
  expect(readdirSync(folder).sort()).toEqual(['checkpoint-000000006', 'checkpoint-000000007', 'checkpoint-000000008'])
})

test('damage is noticed and named; a job that may go back takes the one before', async () => {
  const store = await storeWith(1, 2)
  writeFileSync(join(folder, 'checkpoint-000000002', 'state-0.bin'), Uint8Array.of(1, 2, 4))
  expect(() => restored(store)).toThrow(/checkpoint-000000002 is damaged\. The file state-0\.bin/)
  const { checkpoint, passedOver } = store.newestWhole()!
  expect(checkpoint.manifest.epoch).toBe(1)
  expect(passedOver).toEqual([expect.stringMatching(/checkpoint-000000002 is damaged/)])
  writeFileSync(join(folder, 'checkpoint-000000001', 'manifest.json'), '{')
  expect(() => store.newestWhole()).toThrow(CheckpointProblem)
})

test('with a key, a manifest that was changed afterwards is refused', async () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => i)
  const store = new CheckpointStore(folder, { key })
  await store.write(snapshot(1), plan(), AT)
  expect(store.newest()!.manifest.epoch).toBe(1)
  const file = join(folder, 'checkpoint-000000001', 'manifest.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"length":10', '"length":99'))
  expect(() => store.newest()).toThrow(/changed after it was written/)
})

test('state does not go to a node that computes something else, nor to one that is gone', async () => {
  const store = await storeWith(1)
  const changed = restored(store, plan(2000))
  expect(changed.verdicts.get('w/window')).toBe('changed')
  expect(changed.snapshot.tasks).toEqual({})
  const gone = restored(store, { ...plan(), nodes: [] })
  expect(gone.verdicts.get('w/window')).toBe('removed')
  expect(gone.snapshot.tasks).toEqual({})
})

test('rows that wait for answers of a service go on when it is asked in another way', async () => {
  const asking = (capacity: number): Plan => ({
    ...plan(),
    nodes: [
      source,
      {
        id: 'l/lookup',
        owner: 'l',
        op: {
          op: 'call',
          table,
          kind: 'inner',
          on: [{ left: 0, right: 0, nulls: 'never' }],
          fields: [],
          requests: { capacity, timeout: 1000, attempts: 1, retryDelay: 0 },
        },
        inputs: [{ node: 's/source', port: 'out' }],
        outputs: { out: { row, changes: { mode: 'append' } } },
      },
    ],
  })
  const store = new CheckpointStore(folder)
  await store.write({ ...snapshot(1), tasks: { 'l/lookup': Uint8Array.of(1) } }, asking(1), AT)
  const { snapshot: whole, verdicts } = restored(store, asking(2))
  expect(verdicts.get('l/lookup')).toBe('kept')
  expect([...whole.tasks['l/lookup']!]).toEqual([1])
})

test('results of which other updates go out keep their state', async () => {
  const ranked = (more: object): Plan => ({
    ...plan(),
    nodes: [
      source,
      {
        id: 't/rank',
        owner: 't',
        op: { op: 'rank', key: [], order: [{ column: 0, descending: true }], from: 1, to: 3, ...more },
        inputs: [{ node: 's/source', port: 'out' }],
        outputs: { out: { row, changes: { mode: 'retract' } } },
      },
    ],
  })
  const store = new CheckpointStore(folder)
  await store.write({ ...snapshot(1), tasks: { 't/rank': Uint8Array.of(1) } }, ranked({}), AT)
  expect(restored(store, ranked({ updates: 'latest' })).verdicts.get('t/rank')).toBe('kept')
  expect(restored(store, ranked({ to: 4 })).verdicts.get('t/rank')).toBe('changed')
})

test('a checkpoint of another format is not read, and what to do does help', async () => {
  const store = await storeWith(1, 2)
  for (const name of readdirSync(folder)) {
    const file = join(folder, name, 'manifest.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"format":\d+/, '"format":2'))
  }
  const reading = () => store.newest()
  expect(reading).toThrow(/has format 2; this version reads format \d+\./)
  expect(reading).toThrow(`Delete ${folder} to begin without state, or use the version that wrote it.`)
  expect(() => store.newestWhole()).toThrow('has format 2')
  rmSync(folder, { recursive: true })
  expect(new CheckpointStore(folder).newest()).toBeUndefined()
})
