import { setTimeout as sleep } from 'node:timers/promises'
import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { independentClient } from '@millrace/testkit/kafka/client'
import { API, type Fault, type KafkaProxy, startKafkaProxy } from '@millrace/testkit/kafka/proxy'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type ExactlyOnceSink,
  type ExactlyOnceSinkOptions,
  Fenced,
  type KafkaConnection,
  openExactlyOnceSink,
  openKafkaAdmin,
  openKafkaSource,
  RecordTooLarge,
  toSinkRecords,
} from './index.ts'

const kafka = await kafkaAvailable()
const PARTITIONS = 3
const ROWS_PER_EPOCH = 60

describe.skipIf(!kafka.ok)('an exactly-once sink', () => {
  let proxy: KafkaProxy
  let broker: KafkaBroker
  let connection: KafkaConnection
  let topics = 0
  let topic = ''

  beforeAll(async () => {
    proxy = await startKafkaProxy()
    broker = await startKafkaBroker({ advertisedPort: proxy.port })
    proxy.targetPort = broker.port
    connection = { brokers: broker.brokers, clientId: 'exactly-once-test' }
  })
  afterAll(async () => {
    await broker?.stop()
    proxy?.stop()
  })
  beforeEach(async () => {
    proxy.plan = () => undefined
    topic = `out-${++topics}`
    await broker.createTopic(topic, { partitions: PARTITIONS })
  })

  const open = (generation: number, more: Partial<ExactlyOnceSinkOptions> = {}): Promise<ExactlyOnceSink> =>
    openExactlyOnceSink({
      connection,
      topic,
      transactionalId: `job/${topic}/0`,
      generation,
      marker: { topic: `markers-${topic}` },
      commitTimeoutMs: 30_000,
      ...more,
    })

  /** As a job does: what is retryable is tried again. */
  const openPatiently = (generation: number): Promise<ExactlyOnceSink> =>
    open(generation).catch((error) => (error.retryable ? openPatiently(generation) : Promise.reject(error)))

  test('writes each epoch once, knows after a restart which ones, and does not write them again', async () => {
    const first = await open(1)
    expect(first.committed).toEqual({ generation: 1, epoch: -1 })
    expect(await first.commitEpoch(0, [rowsOf(0)])).toBe('written')
    expect(await first.commitEpoch(1, [rowsOf(1)])).toBe('written')
    expect(await first.commitEpoch(1, [rowsOf(1)])).toBe('already-committed')
    first.close()

    const second = await open(2)
    expect(second.committed).toEqual({ generation: 2, epoch: 1 })
    expect(await second.commitEpoch(1, [rowsOf(1)])).toBe('already-committed')
    expect(await second.commitEpoch(2, [rowsOf(2), rowsOf(3)])).toBe('written')
    expect(await second.commitEpoch(4, [])).toBe('written')
    second.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(4))
    expect(await kafkajsValues(4 * ROWS_PER_EPOCH)).toEqual(valuesOfEpochs(4))
    const last = await open(3)
    expect(last.committed).toEqual({ generation: 3, epoch: 4 })
    last.close()
  })

  test.each(['before', 'after'] as const)(
    'a commit whose connection is cut %s the broker has it is written once',
    async (fault) => {
      const sink = await open(1)
      await sink.commitEpoch(0, [rowsOf(0)])
      proxy.plan = once(API.endTransaction, fault)
      expect(await sink.commitEpoch(1, [rowsOf(1)])).toBe(fault === 'after' ? 'already-committed' : 'written')
      expect(await sink.commitEpoch(2, [rowsOf(2)])).toBe('written')
      sink.close()
      expect(await committedValues()).toEqual(valuesOfEpochs(3))
    },
  )

  test('a job that dies while the outcome of its commit is open goes on without loss or doubling', async () => {
    for (const [fault, epoch] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      const dying = await open(epoch + 1)
      const died = new Promise<void>((resolve) => {
        proxy.plan = (key) => {
          if (key !== API.endTransaction) return undefined
          dying.close()
          resolve()
          return fault
        }
      })
      const outcome = dying.commitEpoch(epoch, [rowsOf(epoch)]).catch((error) => error)
      await died
      expect(await outcome).toBeInstanceOf(Error)
      proxy.plan = () => undefined
    }
    const survivor = await open(3)
    // The commit of epoch 0 never arrived, and its job did not come back for it. That of epoch 1 did.
    expect(survivor.committed).toEqual({ generation: 3, epoch: 1 })
    survivor.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(2).slice(ROWS_PER_EPOCH))
  })

  test('nothing of an epoch can be seen before it is committed', async () => {
    const sink = await open(1)
    proxy.plan = (key) => (key === API.endTransaction ? 'before' : undefined)
    const committing = sink.commitEpoch(0, [rowsOf(0)])
    await sleep(200)
    expect(await visibleValues()).toEqual([])
    proxy.plan = () => undefined
    expect(await committing).toBe('written')
    expect(await committedValues()).toEqual(valuesOfEpochs(1))
    sink.close()
  })

  test('with any request or answer lost now and then, and restarts in between, every epoch is there once', async () => {
    const random = seeded(7)
    let lost = 0
    const chaos = (key: number): Fault | undefined => {
      if (key === API.fetch || random() > 0.12) return undefined
      lost++
      return random() < 0.5 ? 'before' : 'after'
    }
    const epochs = 40
    let generation = 1
    proxy.plan = chaos
    let sink = await openPatiently(generation)
    for (let epoch = 0; epoch < epochs; epoch++) {
      if (random() < 0.15) {
        sink.commitEpoch(epoch, [rowsOf(epoch)]).catch(() => {})
        await sleep(random() * 20)
        sink.close()
        sink = await openPatiently(++generation)
      }
      await sink.commitEpoch(epoch, [rowsOf(epoch)])
    }
    sink.close()
    proxy.plan = () => undefined
    expect(lost).toBeGreaterThan(20)
    expect(generation).toBeGreaterThan(2)
    expect(await committedValues()).toEqual(valuesOfEpochs(epochs))
  })

  test('an old writer is fenced, stays fenced, and does not disturb its successor', async () => {
    const old = await open(1)
    await old.commitEpoch(0, [rowsOf(0)])
    const next = await open(2)
    await next.commitEpoch(1, [rowsOf(1)])
    await expect(old.commitEpoch(1, [rowsOf(99)])).rejects.toBeInstanceOf(Fenced)
    await expect(old.commitEpoch(2, [rowsOf(99)])).rejects.toMatchObject({ retryable: false })
    await expect(open(1)).rejects.toThrow('Generation 2 of this job has taken over')
    expect(await next.commitEpoch(2, [rowsOf(2)])).toBe('written')
    old.close()
    next.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(3))
  })

  test('an old writer that comes back from a lost connection looks before it takes over again', async () => {
    const old = await open(1, { commitTimeoutMs: 300 })
    proxy.plan = (key) => (key === API.addPartitions ? 'before' : undefined)
    await expect(old.commitEpoch(0, [rowsOf(99)])).rejects.toMatchObject({ retryable: true })
    proxy.plan = () => undefined
    const next = await open(2)
    let sessions = 0
    proxy.plan = (key) => {
      if (key === API.initProducerId) sessions++
      return undefined
    }
    await expect(old.commitEpoch(0, [rowsOf(99)])).rejects.toBeInstanceOf(Fenced)
    expect(sessions).toBe(0)
    expect(await next.commitEpoch(0, [rowsOf(0)])).toBe('written')
    old.close()
    next.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(1))
  })

  test('a session that somebody without a claim has ended is started again', async () => {
    const sink = await open(1)
    await sink.commitEpoch(0, [rowsOf(0)])
    const other = independentClient(broker.brokers).producer({
      transactionalId: `job/${topic}/0`,
      maxInFlightRequests: 1,
    })
    await other.connect()
    await (await other.transaction()).abort()
    await other.disconnect()
    expect(await sink.commitEpoch(1, [rowsOf(1)])).toBe('written')
    sink.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(2))
  })

  test('a row that is too large fails its epoch with its place, and the next attempt works', async () => {
    const sink = await open(1)
    const large = toSinkRecords([
      { partition: 0, key: null, value: Buffer.from('small') },
      { partition: 0, key: null, value: Buffer.alloc(sink.maxRecordBytes + 1) },
    ])
    await expect(sink.commitEpoch(0, [rowsOf(0), large])).rejects.toBeInstanceOf(RecordTooLarge)
    await expect(sink.commitEpoch(0, [large])).rejects.toMatchObject({ row: 1, retryable: false })
    expect(await sink.commitEpoch(0, [rowsOf(0)])).toBe('written')
    sink.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(1))
  })

  test('subtasks may share a marker topic, each with a partition of its own', async () => {
    const openSubtask = (partition: number) =>
      openExactlyOnceSink({
        connection,
        topic,
        transactionalId: `job/${topic}/${partition}`,
        generation: 1,
        marker: { topic: `shared-${topic}`, partition },
      })
    const subtasks = [await openSubtask(0), await openSubtask(2), await openSubtask(1)]
    await Promise.all(subtasks.map((sink, i) => sink.commitEpoch(i, [rowsOf(i)])))
    for (const sink of subtasks) sink.close()
    const again = await openSubtask(2)
    expect(again.committed).toEqual({ generation: 1, epoch: 1 })
    again.close()
    const admin = openKafkaAdmin(connection)
    expect(await admin.describe(`shared-${topic}`)).toMatchObject({ partitions: 3 })
    admin.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(3))
  })

  test('the broker is killed while epochs are committed: every epoch is there once', async () => {
    const sink = await open(1)
    let epoch = 0
    let stopped = false
    const writing = (async () => {
      while (!stopped) {
        await sink.commitEpoch(epoch, [rowsOf(epoch)])
        epoch++
      }
    })()
    const more = (epochs: number) => {
      const wanted = epoch + epochs
      return vi.waitFor(() => expect(epoch).toBeGreaterThanOrEqual(wanted), { timeout: 15_000 })
    }
    for (let round = 0; round < 2; round++) {
      await more(8)
      await broker.kill()
      await broker.start()
    }
    await more(5)
    stopped = true
    await writing
    sink.close()
    expect(await committedValues()).toEqual(valuesOfEpochs(epoch))
  })

  /** All committed rows, sorted by their number. A commit is decided a moment before it can be seen everywhere. */
  async function committedValues(): Promise<number[]> {
    const everything = await openKafkaSource({ connection, topic, isolation: 'read_uncommitted' })
    const source = await openKafkaSource({ connection, topic, isolation: 'read_committed' })
    await vi.waitFor(async () => expect(await source.offsets('latest')).toEqual(await everything.offsets('latest')), {
      timeout: 10_000,
    })
    everything.close()
    source.close()
    return visibleValues()
  }

  /** Committed rows as far as they can be seen now. */
  async function visibleValues(): Promise<number[]> {
    const source = await openKafkaSource({ connection, topic, isolation: 'read_committed' })
    const ends = await source.offsets('latest')
    source.assign(await source.offsets('earliest'))
    const values: number[] = []
    while ([...source.positions()].some(([partition, offset]) => offset < (ends.get(partition) ?? 0))) {
      for (const { records } of await source.poll(new Set(), 1_000)) {
        for (let i = 0; i < records.n; i++) {
          values.push(
            Number(Buffer.from(records.bytes.subarray(records.valueStart[i], records.valueEnd[i])).toString()),
          )
        }
      }
    }
    source.close()
    return values.sort((a, b) => a - b)
  }

  /** The same as another client sees it. */
  async function kafkajsValues(count: number): Promise<number[]> {
    const client = independentClient(broker.brokers)
    const consumer = client.consumer({ groupId: `check-${topic}`, maxWaitTimeInMs: 100 })
    const values: number[] = []
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({ eachMessage: async ({ message }) => void values.push(Number(message.value?.toString())) })
    while (values.length < count) await sleep(50)
    await sleep(200)
    await consumer.disconnect()
    return values.sort((a, b) => a - b)
  }
})

function rowsOf(epoch: number) {
  return toSinkRecords(
    Array.from({ length: ROWS_PER_EPOCH }, (_, i) => {
      const number = epoch * ROWS_PER_EPOCH + i
      return { partition: number % PARTITIONS, key: null, value: Buffer.from(String(number)) }
    }),
  )
}

function valuesOfEpochs(epochs: number): number[] {
  return Array.from({ length: epochs * ROWS_PER_EPOCH }, (_, i) => i)
}

/** A fault for the first request of a kind. */
function once(api: number, fault: Fault): (key: number) => Fault | undefined {
  let happened = false
  return (key) => {
    if (key !== api || happened) return undefined
    happened = true
    return fault
  }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
