import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { independentClient } from '@millrace/testkit/kafka/client'
import { API, type KafkaProxy, startKafkaProxy } from '@millrace/testkit/kafka/proxy'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type KafkaConnection,
  openKafkaAdmin,
  openKafkaSink,
  openKafkaSource,
  RecordTooLarge,
  RequestRefused,
  type SinkRow,
  TopicNotFound,
  toSinkRecords,
} from './index.ts'

const kafka = await kafkaAvailable()

describe.skipIf(!kafka.ok)('a sink', () => {
  let proxy: KafkaProxy
  let broker: KafkaBroker
  let connection: KafkaConnection

  beforeAll(async () => {
    proxy = await startKafkaProxy()
    broker = await startKafkaBroker({ advertisedPort: proxy.port })
    proxy.targetPort = broker.port
    connection = { brokers: broker.brokers, clientId: 'sink-test' }
  })
  afterEach(() => {
    proxy.plan = () => undefined
  })
  afterAll(async () => {
    await broker?.stop()
    proxy?.stop()
  })

  test('with a fifth of all answers lost, every row is there once and in order', async () => {
    await broker.createTopic('lossy', { partitions: 4 })
    const sink = await openKafkaSink({ connection, topic: 'lossy', limits: { maxBatchRecords: 20, lingerMs: 1 } })
    let requests = 0
    let lost = 0
    proxy.plan = (key) => {
      if (key !== API.produce || ++requests % 5 !== 0) return undefined
      return ++lost % 2 === 0 ? 'before' : 'after'
    }
    const count = 8_000
    for (let first = 0; first < count; first += 100) {
      await sink.send(toSinkRecords(Array.from({ length: 100 }, (_, i) => numbered(first + i, 4))))
    }
    await sink.flush()
    expect(sink.pendingBytes).toBe(0)
    proxy.plan = () => undefined
    expect(lost).toBeGreaterThan(5)
    const written = await valuesOf('lossy')
    for (let partition = 0; partition < 4; partition++) {
      const sent = Array.from({ length: count }, (_, i) => i).filter((value) => value % 4 === partition)
      expect(written.get(partition)).toEqual(sent.map(String))
    }
    sink.close()
  })

  test('another client reads keys, values, headers and times as they were written', async () => {
    await broker.createTopic('read-elsewhere')
    const sink = await openKafkaSink({ connection, topic: 'read-elsewhere', compression: 'gzip' })
    await sink.send(
      toSinkRecords([
        {
          partition: 0,
          key: Buffer.from('k'),
          value: Buffer.from('v'),
          timestamp: 1_234,
          headers: [['source', Buffer.from('test')]],
        },
        { partition: 0, key: Buffer.from('k'), value: null, timestamp: 1_235 },
      ]),
    )
    await sink.flush()
    sink.close()
    const consumer = independentClient(broker.brokers).consumer({
      groupId: 'elsewhere',
    })
    await consumer.connect()
    await consumer.subscribe({ topic: 'read-elsewhere', fromBeginning: true })
    const seen: unknown[] = []
    await new Promise<void>((done) => {
      const eachMessage = async ({
        message,
      }: {
        message: { key: unknown; value: unknown; timestamp: string; headers?: object }
      }) => {
        const headers = Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)])
        seen.push([
          String(message.key),
          message.value === null ? null : String(message.value),
          message.timestamp,
          headers,
        ])
        if (seen.length === 2) done()
      }
      consumer.run({ eachMessage })
    })
    await consumer.disconnect()
    expect(seen).toEqual([
      ['k', 'v', '1234', [['source', 'test']]],
      ['k', null, '1235', []],
    ])
  })

  test('rows without a time get that of sending', async () => {
    await broker.createTopic('now')
    const before = Date.now()
    await write('now', [{ partition: 0, key: null, value: Buffer.from('x') }])
    const admin = openKafkaAdmin(connection)
    const [row] = await admin.sample('now', 1)
    admin.close()
    expect(row!.timestamp).toBeGreaterThanOrEqual(before)
    expect(row!.timestamp).toBeLessThanOrEqual(Date.now())
  })

  test('a row that is too large is refused with its place and the limit, and the others with it', async () => {
    await broker.createTopic('narrow', { config: { 'max.message.bytes': '10000' } })
    const sink = await openKafkaSink({ connection, topic: 'narrow' })
    expect(sink.maxRecordBytes).toBeLessThan(10_000)
    const fitting = { partition: 0, key: null, value: Buffer.alloc(sink.maxRecordBytes - 40) }
    const tooLarge = { partition: 0, key: null, value: Buffer.alloc(sink.maxRecordBytes) }
    const sent = sink.send(toSinkRecords([fitting, tooLarge]))
    await expect(sent).rejects.toBeInstanceOf(RecordTooLarge)
    await expect(sent).rejects.toMatchObject({ row: 1, limit: sink.maxRecordBytes, retryable: false })
    await expect(sent).rejects.toThrow('"narrow"')
    expect(sink.pendingBytes).toBe(0)
    await sink.send(toSinkRecords([fitting, fitting, fitting]))
    await sink.flush()
    sink.close()
    expect((await valuesOf('narrow')).get(0)).toHaveLength(3)
  })

  test('many rows fit into a topic whose batches are small', async () => {
    await broker.createTopic('small-batches', { config: { 'max.message.bytes': '2000' } })
    await write(
      'small-batches',
      Array.from({ length: 500 }, (_, i) => numbered(i, 1)),
    )
    expect((await valuesOf('small-batches')).get(0)).toEqual(Array.from({ length: 500 }, (_, i) => String(i)))
  })

  test('its caller waits while too much is pending, and no longer', async () => {
    await broker.createTopic('pressed')
    const maxPendingBytes = 50_000
    const sink = await openKafkaSink({
      connection,
      topic: 'pressed',
      limits: { maxPendingBytes, maxBatchBytes: 10_000 },
    })
    let most = 0
    for (let i = 0; i < 100; i++) {
      const sent = sink.send(
        toSinkRecords(Array.from({ length: 10 }, () => ({ partition: 0, key: null, value: Buffer.alloc(1_000) }))),
      )
      most = Math.max(most, sink.pendingBytes)
      await sent
      expect(sink.pendingBytes).toBeLessThanOrEqual(maxPendingBytes)
    }
    expect(most).toBeGreaterThan(maxPendingBytes)
    await sink.flush()
    expect(sink.pendingBytes).toBe(0)
    sink.close()
  })

  test('a row for a partition that does not exist is our mistake; one that was added can be written', async () => {
    await broker.createTopic('wider')
    const sink = await openKafkaSink({ connection, topic: 'wider' })
    await expect(sink.send(toSinkRecords([numbered(1, 2)]))).rejects.toThrow('has no partition 1')
    const admin = openKafkaAdmin(connection)
    await admin.addPartitions('wider', 2)
    admin.close()
    expect(await sink.partitions()).toBe(2)
    await sink.send(toSinkRecords([numbered(1, 2)]))
    await sink.flush()
    sink.close()
    expect((await valuesOf('wider')).get(1)).toEqual(['1'])
  })

  test('a refusal ends the session and says what was refused', async () => {
    await broker.createTopic('keyed-only', { config: { 'cleanup.policy': 'compact' } })
    const sink = await openKafkaSink({ connection, topic: 'keyed-only' })
    await sink.send(toSinkRecords([numbered(1, 1)]))
    await expect(sink.flush()).rejects.toBeInstanceOf(RequestRefused)
    await expect(sink.flush()).rejects.toThrow('write to partition 0 of topic "keyed-only": INVALID_RECORD')
    sink.close()
  })

  test('a topic that does not exist is an error that names it', async () => {
    await expect(openKafkaSink({ connection, topic: 'nowhere' })).rejects.toBeInstanceOf(TopicNotFound)
  })

  async function write(topic: string, rows: SinkRow[]): Promise<void> {
    const sink = await openKafkaSink({ connection, topic })
    await sink.send(toSinkRecords(rows))
    await sink.flush()
    sink.close()
  }

  async function valuesOf(topic: string): Promise<Map<number, string[]>> {
    const source = await openKafkaSource({ connection, topic, isolation: 'read_committed' })
    const ends = await source.offsets('latest')
    source.assign(await source.offsets('earliest'))
    const values = new Map<number, string[]>()
    while ([...source.positions()].some(([partition, offset]) => offset < ends.get(partition)!)) {
      for (const { partition, records } of await source.poll(new Set(), 1_000)) {
        const texts = Array.from({ length: records.n }, (_, i) =>
          Buffer.from(records.bytes.subarray(records.valueStart[i], records.valueEnd[i])).toString(),
        )
        values.set(partition, [...(values.get(partition) ?? []), ...texts])
      }
    }
    source.close()
    return values
  }
})

function numbered(value: number, partitions: number): SinkRow {
  return { partition: value % partitions, key: null, value: Buffer.from(String(value)) }
}
