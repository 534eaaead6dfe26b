import type { Change } from '@millrace/algebra/reference'
import { fromBatch, ManualClock, MemoryReader, MemoryWriter, toBatch } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { Job } from '../job/job.ts'
import type { TableLoader } from '../source/tableLoader.ts'
import { lookupPlan, row, table } from '../testing/lookupPlan.ts'

/** The table is read anew every ten milliseconds. */
const plan = lookupPlan({ reload: 10 }, { bounded: false, sinks: [] })

const insert = (...row: Change['row']): Change => ({ kind: '+I', row })

/** A job whose table is what the loader says, and what left it so far. */
async function started(loader: TableLoader) {
  const clock = new ManualClock()
  const given: Change[] = [1, 2, 3, 4].map((k) => insert(k))
  const job = new Job(plan, {
    reader: () => ({ reader: new MemoryReader(given, row, 1) }),
    writer: () => new MemoryWriter(row),
    table: () => loader,
    clock,
    random: () => 0.5,
  })
  const out: Change[] = []
  job.tap('it/lookup.out', (batch) => out.push(...fromBatch(batch, table)))
  await job.open()
  const next = async () => {
    for (const source of job.sources) if (source.waiting) await job.poll(source, 0)
    job.step()
  }
  return { job, clock, out, next }
}

test('a table is read before the first row, and anew after a time, between two batches', async () => {
  let version = 1
  const { job, clock, out, next } = await started({
    load: async (put) =>
      put(
        toBatch(
          [1, 2, 3].map((k) => insert(k, `version ${version}`)),
          table,
        ),
      ),
  })
  await next()
  version = 2
  clock.time = 9
  job.tick()
  await Promise.resolve()
  await next()
  clock.time = 10
  job.tick()
  await new Promise((resolve) => setTimeout(resolve, 0))
  await next()
  await next()
  expect(out.map((change) => change.row)).toEqual([
    [1, 'version 1'],
    [2, 'version 1'],
    [3, 'version 2'],
    [4, null],
  ])
  expect(job.state('it/lookup')!.scan('table', 0, 2)).toEqual([
    { key: { k: 1 }, value: { name: 'version 2' } },
    { key: { k: 2 }, value: { name: 'version 2' } },
  ])
})

test('a table that cannot be read at first ends the opening, with the node that needs it', async () => {
  await expect(started({ load: () => Promise.reject(new Error('It is not there.')) })).rejects.toMatchObject({
    node: 'it',
    message: 'It is not there.',
  })
})

test('a table that cannot be read anew ends the job, which may be tried again', async () => {
  let broken = false
  const { job, clock } = await started({
    load: async () => {
      if (broken) throw new Error('It is gone.')
    },
  })
  broken = true
  clock.time = 10
  job.tick()
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(() => job.tick()).toThrow(expect.objectContaining({ node: 'it', message: 'It is gone.', retryable: true }))
})
