import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '@millrace/language'
import { typeOf } from '@millrace/language'
import { toBatch } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FileWriter } from './writer.ts'

let folder: string
let path: string
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-sink-'))
})
beforeEach(() => {
  path = join(folder, `run-${files++}`, 'out.ndjson')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const row = [{ name: 'n', ...typeOf('INT NOT NULL') }]
const batch = (...values: number[]) =>
  toBatch(
    values.map((n) => ({ kind: '+I' as const, row: [n] })),
    row,
  )
const numbers = async () =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { n: number }).n)

async function openAt(committed?: Json): Promise<FileWriter> {
  const writer = new FileWriter(path, row, false)
  await writer.open(committed)
  return writer
}

test('rows appear with the checkpoint, not before', async () => {
  const writer = await openAt()
  writer.write(batch(1, 2))
  await writer.flush()
  expect(await numbers()).toEqual([])
  const prepared = await writer.prepare(1)
  expect(await numbers()).toEqual([])
  await writer.commit(1, prepared)
  expect(await numbers()).toEqual([1, 2])
  await writer.close()
})

test('an end between preparing and committing loses nothing and doubles nothing', async () => {
  const first = await openAt()
  first.write(batch(1))
  await first.commit(1, await first.prepare(1))
  first.write(batch(2, 3))
  const prepared = await first.prepare(2)
  await first.close()

  const second = await openAt(prepared)
  await second.commit(2, prepared)
  expect(await numbers()).toEqual([1, 2, 3])
  // Committing again, as after an end in the middle of it, changes nothing.
  await second.commit(2, prepared)
  second.write(batch(4))
  await second.commit(3, await second.prepare(3))
  expect(await numbers()).toEqual([1, 2, 3, 4])
  await second.close()
})

test('what a lost epoch has staged goes away with the checkpoint before it', async () => {
  const first = await openAt()
  first.write(batch(1))
  const safe = await first.prepare(1)
  await first.commit(1, safe)
  first.write(batch(2))
  await first.commit(2, await first.prepare(2))
  await first.close()

  // The checkpoint of epoch 2 did not become safe after all: its rows come again.
  const second = await openAt(safe)
  await second.commit(1, safe)
  expect(await numbers()).toEqual([1])
  second.write(batch(2, 3))
  await second.commit(2, await second.prepare(2))
  expect(await numbers()).toEqual([1, 2, 3])
  await second.close()
})

test('a new run replaces the file and what was staged for it', async () => {
  const first = await openAt()
  first.write(batch(1))
  await first.commit(1, await first.prepare(1))
  first.write(batch(2))
  await first.prepare(2)
  await first.close()
  const second = await openAt()
  await second.close()
  expect(await numbers()).toEqual([])
  expect(await readdir(join(path, '..'))).toEqual(['out.ndjson'])
})
