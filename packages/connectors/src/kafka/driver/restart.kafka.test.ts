import { setTimeout as sleep } from 'node:timers/promises'
import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  DeliveryTimedOut,
  type KafkaConnection,
  type KafkaSink,
  type KafkaSource,
  openKafkaSink,
  openKafkaSource,
  type PartitionRecords,
  toSinkRecords,
} from './index.ts'

const kafka = await kafkaAvailable()
const none: ReadonlySet<number> = new Set()

describe.skipIf(!kafka.ok)('when the broker is killed', () => {
  let broker: KafkaBroker
  let connection: KafkaConnection

  beforeAll(async () => {
    broker = await startKafkaBroker()
    connection = { brokers: broker.brokers, clientId: 'restart-test' }
  })
  afterAll(() => broker?.stop())

  test('nothing is lost and nothing is doubled, neither writing nor reading', async () => {
    const partitions = 3
    await broker.createTopic('kills', { partitions })
    const sink = await openKafkaSink({ connection, topic: 'kills', limits: { maxBatchRecords: 100, lingerMs: 1 } })
    const source = await openKafkaSource({
      connection,
      topic: 'kills',
      partitions: new Map(Array.from({ length: partitions }, (_, i) => [i, 0])),
      isolation: 'read_committed',
    })
    const writer = new NumberWriter(sink, partitions)
    const reader = new NumberReader(source)
    for (let round = 0; round < 3; round++) {
      await sleep(400)
      await broker.kill()
      await sleep(150)
      await broker.start()
    }
    await sleep(400)
    const sent = await writer.stop()
    await reader.stopAfter(sent)

    expect(sent).toBeGreaterThan(1_000)
    expect(reader.seen.length).toBe(sent)
    expect([...reader.seen].sort((a, b) => a - b)).toEqual(Array.from({ length: sent }, (_, i) => i))
    expect(reader.inOrder).toBe(true)
    sink.close()
    source.close()
  })

  test('polls go on returning nothing, and the status tells since when and why', async () => {
    await broker.createTopic('status')
    const open = () =>
      openKafkaSource({ connection, topic: 'status', partitions: new Map([[0, 0]]), isolation: 'read_committed' })
    // The topic is new and the broker was started again just now: its leader may not be there yet.
    const first = await open()
    let polls = 0
    do await first.poll(none, 100)
    while (!first.status().connected && ++polls < 100)
    first.close()
    const source = await open()
    await source.poll(none, 100)
    expect(source.status()).toMatchObject({ connected: true })
    expect(source.status().lastError).toBeUndefined()
    const killedAt = Date.now()
    await broker.kill()
    const polledAt = Date.now()
    expect(await source.poll(none, 700)).toEqual([])
    expect(Date.now() - polledAt).toBeGreaterThanOrEqual(690)
    expect(Date.now() - polledAt).toBeLessThan(1_500)
    expect(source.status()).toMatchObject({ connected: false, lastError: expect.stringContaining(broker.brokers[0]!) })
    expect(source.status().since).toBeGreaterThanOrEqual(killedAt)

    await broker.start()
    const sink = await openKafkaSink({ connection, topic: 'status' })
    await sink.send(numbers([1], 1))
    await sink.flush()
    let batches: PartitionRecords[] = []
    const backAt = Date.now()
    while (batches.length === 0) batches = await source.poll(none, 1_000)
    expect(Date.now() - backAt).toBeLessThan(6_000)
    expect(source.status()).toMatchObject({ connected: true })
    source.close()
    sink.close()
  })

  test('a sink gives up after its time limit, says what is uncertain, and stays ended', async () => {
    await broker.createTopic('given-up')
    const sink = await openKafkaSink({ connection, topic: 'given-up', limits: { deliveryTimeoutMs: 300 } })
    await broker.kill()
    await sink.send(numbers([1, 2], 1))
    await expect(sink.flush()).rejects.toBeInstanceOf(DeliveryTimedOut)
    expect(sink.status().connected).toBe(false)
    await expect(sink.send(numbers([3], 1))).rejects.toThrow('may be written')
    sink.close()
    await broker.start()
  })
})

/** Sends 0, 1, 2 … until it is stopped. */
class NumberWriter {
  readonly #sink: KafkaSink
  readonly #partitions: number
  readonly #running: Promise<void>
  #next = 0
  #stopped = false

  constructor(sink: KafkaSink, partitions: number) {
    this.#sink = sink
    this.#partitions = partitions
    this.#running = this.#run()
  }

  async stop(): Promise<number> {
    this.#stopped = true
    await this.#running
    return this.#next
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const values = Array.from({ length: 250 }, () => this.#next++)
      await this.#sink.send(numbers(values, this.#partitions))
      await sleep(2)
    }
    await this.#sink.flush()
  }
}

class NumberReader {
  readonly seen: number[] = []
  /** Within every partition. */
  inOrder = true
  readonly #source: KafkaSource
  readonly #last = new Map<number, number>()
  readonly #running: Promise<void>
  #expected = Number.POSITIVE_INFINITY

  constructor(source: KafkaSource) {
    this.#source = source
    this.#running = this.#run()
  }

  async stopAfter(expected: number): Promise<void> {
    this.#expected = expected
    await this.#running
    for (const batch of await this.#source.poll(none, 500)) this.#take(batch)
  }

  async #run(): Promise<void> {
    while (this.seen.length < this.#expected) {
      for (const batch of await this.#source.poll(none, 200)) this.#take(batch)
    }
  }

  #take({ partition, records }: PartitionRecords): void {
    for (let i = 0; i < records.n; i++) {
      const value = Number(Buffer.from(records.bytes.subarray(records.valueStart[i], records.valueEnd[i])).toString())
      this.inOrder &&= value > (this.#last.get(partition) ?? -1)
      this.#last.set(partition, value)
      this.seen.push(value)
    }
  }
}

function numbers(values: number[], partitions: number) {
  return toSinkRecords(
    values.map((value) => ({ partition: value % partitions, key: null, value: Buffer.from(String(value)) })),
  )
}
