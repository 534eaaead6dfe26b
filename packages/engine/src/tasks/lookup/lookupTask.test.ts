import type { CallPrimitive, LookupRequests, Plan, PlanNode } from '@millrace/algebra'
import type { Change } from '@millrace/algebra/reference'
import { type Row, UTC } from '@millrace/language'
import { fromBatch, MemoryReader, MemoryWriter, RUNS, toBatch, VirtualClock } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Job, type Snapshot } from '../../job/job.ts'
import { run } from '../../job/run.ts'
import type { LookupService } from '../../source/lookupService.ts'
import { append, lookupPlan, row, table } from '../../testing/lookupPlan.ts'
import { LookupTask } from './lookupTask.ts'

const LIMITS: LookupRequests = { capacity: 10, timeout: 1000, attempts: 1, retryDelay: 0 }

/** A source, a look-up in a service and a sink; another sink behind the port `failed` where that is wanted. */
const planWith = (requests: Partial<LookupRequests>, failedRead = false): Plan =>
  lookupPlan({ requests: { ...LIMITS, ...requests } }, { sinks: failedRead ? ['out', 'failed'] : ['out'] })

type Answerer = (key: number, attempt: number) => Promise<readonly string[]>

/** A service of one key for each request that answers as it is told, and what it saw. */
class Service implements LookupService {
  readonly keysPerRequest = 1
  readonly asked: number[] = []
  readonly signals: AbortSignal[] = []
  closed = false
  private readonly answer: Answerer
  constructor(answer: Answerer) {
    this.answer = answer
  }
  async lookup(keys: readonly Row[], signal: AbortSignal): Promise<readonly (readonly Row[])[]> {
    const [key] = keys[0]!
    this.asked.push(key as number)
    this.signals.push(signal)
    const names = await this.answer(key as number, this.asked.filter((other) => other === key).length)
    return [names.map((name) => [key!, name])]
  }
  async close(): Promise<void> {
    this.closed = true
  }
}

interface Given {
  keys: readonly (number | null)[]
  requests?: Partial<LookupRequests>
  failedRead?: boolean
  batchRows?: number
  clock?: VirtualClock
  snapshot?: Snapshot
}

/** An opened job over keys, and the rows that left its ports so far. */
async function opened(service: LookupService, given: Given) {
  const { keys, requests = {}, failedRead = false, batchRows = 1, clock = new VirtualClock(), snapshot } = given
  const job = new Job(planWith(requests, failedRead), {
    reader: () => ({
      reader: new MemoryReader(
        keys.map((k): Change => ({ kind: '+I', row: [k] })),
        row,
        batchRows,
      ),
    }),
    writer: () => new MemoryWriter(table),
    service: () => service,
    clock,
    random: () => 0.5,
  })
  const out: Row[] = []
  const failed: Row[] = []
  job.tap('it/lookup.out', (batch) => out.push(...fromBatch(batch, table).map((change) => change.row)))
  job.tap('it/lookup.failed', (batch) => failed.push(...fromBatch(batch, table).map((change) => change.row)))
  await job.open(snapshot)
  return { job, clock, out, failed }
}

/** Everything at once. */
async function ran(service: LookupService, given: Given) {
  const started = await opened(service, given)
  await run(started.job, { clock: started.clock })
  await started.job.close()
  return started
}

const named = (key: number): string[] => (key % 2 === 0 ? [] : [`name ${key}`])
/** Answers one key a second, the next one a second later. */
const eachSecond = (clock: VirtualClock) => {
  const service = new Service(async (key) => {
    await clock.sleep(1000)
    return named(key)
  })
  return service
}

test('rows leave in their order, whichever answer comes first; NULL and what is not there are padded', async () => {
  const clock = new VirtualClock()
  const service = new Service(async (key) => {
    await clock.sleep(500 - 100 * key)
    return named(key)
  })
  const { out } = await ran(service, { keys: [1, 2, null, 3, 1], clock })
  expect(out).toEqual([
    [1, 'name 1'],
    [2, null],
    [null, null],
    [3, 'name 3'],
    [1, 'name 1'],
  ])
})

test('a batch asks for each of its keys once, and all at the same time', async () => {
  const clock = new VirtualClock()
  const service = eachSecond(clock)
  const { out } = await ran(service, { keys: [1, 3, 1, null, 3, 5], requests: { timeout: 5000 }, batchRows: 6, clock })
  expect(service.asked).toEqual([1, 3, 5])
  expect(out).toHaveLength(6)
  expect(clock.time).toBeLessThan(1200)
})

test('requests of several batches are under way, as many as there may be; then reading waits', async () => {
  const clock = new VirtualClock()
  const service = eachSecond(clock)
  const { job, out } = await ran(service, {
    keys: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    requests: { capacity: 3, timeout: 10_000 },
    clock,
  })
  expect(out.map(([k]) => k)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(clock.time).toBeGreaterThanOrEqual(3000)
  expect(clock.time).toBeLessThan(3500)
  expect(job.metrics().heldMs).toBeGreaterThan(1500)
})

test('a request that fails is tried again after a while, so often and no more', async () => {
  const clock = new VirtualClock()
  const service = new Service(async (key, attempt) => {
    if (attempt < 3) throw new Error('Out of order.')
    return named(key)
  })
  const requests = { attempts: 3, retryDelay: 200 }
  const { out } = await ran(service, { keys: [1], requests, clock })
  expect(out).toEqual([[1, 'name 1']])
  expect(service.asked).toEqual([1, 1, 1])
  expect(clock.time).toBeGreaterThanOrEqual(400)
  const again = new Service(() => Promise.reject(new Error('Out of order.')))
  await expect(ran(again, { keys: [1], requests })).rejects.toMatchObject({
    node: 'it',
    message: 'A key could not be looked up: Out of order.',
    retryable: true,
    hint: expect.stringContaining('`failed`'),
  })
  expect(again.asked).toEqual([1, 1, 1])
})

test('what cannot be mended is not tried again, nor is the job', async () => {
  const service = new Service(() => Promise.reject(Object.assign(new Error('No such table.'), { retryable: false })))
  await expect(ran(service, { keys: [1], requests: { attempts: 3 } })).rejects.toMatchObject({ retryable: false })
  expect(service.asked).toEqual([1])
})

test('a service that answers too few keys is told so', async () => {
  const service: LookupService = { keysPerRequest: 2, lookup: async () => [[]] }
  await expect(ran(service, { keys: [1, 2], batchRows: 2 })).rejects.toMatchObject({
    message: 'A key could not be looked up: The service answered 1 of 2 keys.',
  })
})

test('the time limit covers all attempts, and the service is told that nobody waits any more', async () => {
  const clock = new VirtualClock()
  const service = new Service(async () => {
    await clock.sleep(400)
    throw new Error('Out of order.')
  })
  const requests = { attempts: 100, retryDelay: 0, timeout: 1000 }
  await expect(ran(service, { keys: [1], requests, clock })).rejects.toMatchObject({
    message: 'A key could not be looked up: There was no answer within 1s.',
    retryable: true,
  })
  expect(service.asked).toEqual([1, 1, 1])
  expect(service.signals.every(({ aborted }) => aborted)).toBe(true)
  expect(clock.time).toBeLessThan(1300)
})

test('where something reads the port `failed`, rows without an answer go there, and the others on', async () => {
  const clock = new VirtualClock()
  const service = new Service(async (key) => {
    await clock.sleep(10 * key)
    if (key === 2) throw new Error('Not this one.')
    return named(key)
  })
  const { out, failed } = await ran(service, { keys: [1, 2, null, 3, 2], failedRead: true, batchRows: 5, clock })
  expect(out).toEqual([
    [1, 'name 1'],
    [null, null],
    [3, 'name 3'],
  ])
  expect(failed).toEqual([
    [2, 'Not this one.'],
    [2, 'Not this one.'],
  ])
})

test('an answer that comes after its time is over changes nothing', async () => {
  const clock = new VirtualClock()
  const service = new Service(async (key) => {
    await clock.sleep(key === 1 ? 3000 : 800)
    return named(key)
  })
  const keys = [1, 3, 5, 7, 9]
  const { out, failed } = await ran(service, { keys, requests: { capacity: 1 }, failedRead: true, clock })
  expect(failed).toEqual([[1, 'There was no answer within 1s.']])
  expect(out.map(([k]) => k)).toEqual([3, 5, 7, 9])
})

/** Which keys were asked for, when each of some keys comes at a time. */
async function askedAt(
  cache: LookupRequests['cache'],
  times: readonly (readonly [at: number, key: number])[],
  rowsOf = named,
) {
  const clock = new VirtualClock()
  const service = new Service(async (key) => rowsOf(key))
  const { job } = await opened(service, {
    keys: times.map(([, key]) => key),
    requests: cache ? { cache } : {},
    clock,
  })
  const asked: string[] = []
  for (const [at] of times) {
    clock.time = at
    for (const source of job.sources) if (source.waiting) await job.poll(source, 0)
    const before = service.asked.length
    job.step()
    asked.push(service.asked.slice(before).join())
    await new Promise((resolve) => setTimeout(resolve, 0))
    job.answers.settle()
  }
  await job.close()
  return asked
}

test('without a cache every batch asks anew', async () => {
  expect(
    await askedAt(undefined, [
      [0, 1],
      [0, 1],
      [0, 2],
      [0, 2],
    ]),
  ).toEqual(['1', '1', '2', '2'])
})

test('a cached answer holds so long after it came', async () => {
  const cache = { maxRows: 10, expireAfterWrite: 100, missingKeys: true }
  expect(
    await askedAt(cache, [
      [0, 1],
      [60, 1],
      [99, 1],
      [100, 1],
      [199, 1],
      [200, 1],
    ]),
  ).toEqual(['1', '', '', '1', '', '1'])
})

test('a cached answer holds so long after it was used', async () => {
  const cache = { maxRows: 10, expireAfterAccess: 100, missingKeys: true }
  expect(
    await askedAt(cache, [
      [0, 1],
      [60, 1],
      [150, 1],
      [249, 1],
      [349, 1],
    ]),
  ).toEqual(['1', '', '', '', '1'])
})

test('the cache has so many rows; the key that was not used for longest goes', async () => {
  const cache = { maxRows: 2, missingKeys: true }
  expect(
    await askedAt(cache, [
      [0, 1],
      [0, 3],
      [0, 1],
      [0, 5],
      [0, 1],
      [0, 3],
    ]),
  ).toEqual(['1', '3', '', '5', '', '3'])
})

test('all rows of a key count, and an answer with more than there is room for is not kept', async () => {
  const many = (key: number) => Array.from({ length: key }, (_, i) => `name ${i}`)
  const cache = { maxRows: 4, missingKeys: true }
  const times = [1, 2, 1, 2, 3, 2, 1, 3, 5, 5].map((key) => [0, key] as const)
  expect(await askedAt(cache, times, many)).toEqual(['1', '2', '', '', '3', '2', '1', '3', '5', '5'])
})

test('that a key has no rows is kept when that is wanted', async () => {
  const times = [
    [0, 2],
    [0, 2],
    [0, 1],
    [0, 1],
  ] as const
  expect(await askedAt({ maxRows: 9, missingKeys: true }, times)).toEqual(['2', '', '1', ''])
  expect(await askedAt({ maxRows: 9, missingKeys: false }, times)).toEqual(['2', '2', '1', ''])
})

test('a failure is not kept, and an answer on its way serves all who ask meanwhile', async () => {
  const clock = new VirtualClock()
  const service = new Service(async (key, attempt) => {
    await clock.sleep(100)
    if (key === 1 && attempt === 1) throw new Error('Not now.')
    return named(key)
  })
  const requests = { cache: { maxRows: 9, missingKeys: true } }
  const { job } = await opened(service, { keys: [1, 1, 3, 1], requests, failedRead: true, clock })
  const step = async () => {
    for (const source of job.sources) if (source.waiting) await job.poll(source, 0)
    job.step()
  }
  await step()
  await step()
  await step()
  expect(service.asked).toEqual([1, 3])
  await clock.sleep(200)
  job.answers.settle()
  await step()
  expect(service.asked).toEqual([1, 3, 1])
})

test('rows that wait are saved, browsed and asked for again; what was given is not given again', async () => {
  const clock = new VirtualClock()
  const slow = eachSecond(clock)
  const before = await opened(slow, { keys: [1, 2, 3, 4], requests: { timeout: 9000 }, batchRows: 1, clock })
  const step = async () => {
    for (const source of before.job.sources) if (source.waiting) await before.job.poll(source, 0)
    before.job.answers.settle()
    before.job.step()
  }
  await step()
  await clock.sleep(1500)
  await step()
  await step()
  expect(before.out).toEqual([[1, 'name 1']])
  expect(
    before.job
      .state('it/lookup')!
      .scan('waiting', 0, 9)
      .map(({ value }) => value),
  ).toEqual([{ k: 2 }, { k: 3 }])
  const snapshot = await before.job.snapshot()
  await before.job.close()
  expect(slow.signals.slice(1).every(({ aborted }) => aborted)).toBe(true)
  expect(slow.closed).toBe(true)
  const quick = new Service(async (key) => named(key))
  const { out } = await ran(quick, { keys: [1, 2, 3, 4], snapshot, clock })
  expect(quick.asked).toEqual([2, 3, 4])
  expect(out).toEqual([
    [2, null],
    [3, 'name 3'],
    [4, null],
  ])
})

test('a job that is asked to stop does not wait for answers; its checkpoint has the rows', async () => {
  const clock = new VirtualClock()
  const never = new Service(() => new Promise(() => {}))
  const { job } = await opened(never, { keys: [1, 3], clock })
  const snapshots: Snapshot[] = []
  const checkpoint = async (snapshot: Snapshot) => void snapshots.push(snapshot)
  expect(await run(job, { clock, stopping: () => clock.time >= 200, checkpoint })).toBe('stopped')
  await job.close()
  const { out } = await ran(new Service(async (key) => named(key)), { keys: [1, 3], snapshot: snapshots[0]! })
  expect(out).toEqual([
    [1, 'name 1'],
    [3, 'name 3'],
  ])
})

test('watermarks and idleness stay where they are between the rows', async () => {
  const clock = new VirtualClock()
  const said: string[] = []
  const { nodes } = planWith({})
  const task = new LookupTask({
    node: nodes[1] as PlanNode<CallPrimitive>,
    inputs: [{ row, changes: append }],
    environment: { zone: UTC, now: () => 0, random: () => 0 },
    emit: (_, batch) => said.push(...fromBatch(batch, table).map((change) => `row ${change.row[0]}`)),
    read: () => false,
    advance: (time) => said.push(`watermark ${time}`),
    setIdle: (idle) => said.push(idle ? 'idle' : 'live'),
    monotonic: () => clock.monotonic(),
    cuts: { reach: 0, every: 0 },
    service: eachSecond(clock),
  })
  const rows = (...keys: number[]) =>
    toBatch(
      keys.map((k): Change => ({ kind: '+I', row: [k] })),
      row,
    )
  task.watermark(1)
  task.setIdle(true)
  task.setIdle(false)
  task.process(rows(1))
  task.watermark(2)
  task.setIdle(true)
  task.setIdle(false)
  task.process(rows(3))
  task.watermark(Number.POSITIVE_INFINITY)
  expect(said).toEqual(['watermark 1', 'idle', 'live'])
  said.length = 0
  await clock.sleep(1100)
  task.settle()
  expect(said).toEqual(['row 1', 'watermark 2', 'idle', 'live', 'row 3', 'watermark Infinity'])
  expect(task.empty).toBe(true)
})

/** Rows become visible with the checkpoint of their epoch. */
class StagingWriter extends MemoryWriter {
  private readonly visible: Row[]
  private readonly epochs = new Map<number, Row[]>()
  constructor(visible: Row[]) {
    super(table)
    this.visible = visible
  }
  override async prepare(epoch?: number): Promise<null> {
    this.epochs.set(
      epoch!,
      this.written.splice(0).map((change) => change.row),
    )
    return null
  }
  override async commit(epoch?: number): Promise<void> {
    this.visible.push(...(this.epochs.get(epoch!) ?? []))
    this.epochs.delete(epoch!)
  }
}

test('a job that fails now and then, and goes on from its last checkpoint, gives every row once and in order', async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 9 })
  const lives = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 25 }), delays, lives, async (keys, delays, lives) => {
      const clock = new VirtualClock()
      const visible: Row[] = []
      let snapshot: Snapshot | undefined
      // Each run ends with the so many-th answer, which is a failure; the last one has none.
      for (const life of [...lives, Number.POSITIVE_INFINITY]) {
        let answers = 0
        const service = new Service(async (key) => {
          await clock.sleep(delays[answers % delays.length]!)
          if (++answers >= life) throw new Error('The service is gone.')
          return named(key)
        })
        const job = new Job(planWith({ capacity: 3 }), {
          reader: () => ({
            reader: new MemoryReader(
              keys.map((k): Change => ({ kind: '+I', row: [k] })),
              row,
              2,
            ),
          }),
          writer: () => new StagingWriter(visible),
          service: () => service,
          clock,
          random: () => 0.5,
        })
        await job.open(snapshot)
        const checkpoint = async (taken: Snapshot) => {
          snapshot = taken
        }
        const ended = await run(job, { clock, checkpointEvery: 100, checkpoint }).catch((problem: Error) => problem)
        await job.close()
        if (ended === 'finished') break
        expect(ended).toMatchObject({ message: expect.stringContaining('The service is gone.'), retryable: true })
      }
      expect(visible).toEqual(keys.map((k) => [k, named(k)[0] ?? null]))
    }),
    { numRuns: RUNS },
  )
})
