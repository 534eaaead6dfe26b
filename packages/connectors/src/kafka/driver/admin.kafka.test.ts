import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { startKafkaProxy } from '@millrace/testkit/kafka/proxy'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  type KafkaAdmin,
  type KafkaConnection,
  openExactlyOnceSink,
  openKafkaAdmin,
  openKafkaSink,
  TopicNotFound,
  testConnection,
  toSinkRecords,
} from './index.ts'

const kafka = await kafkaAvailable()

describe.skipIf(!kafka.ok)('administration', () => {
  let broker: KafkaBroker
  let connection: KafkaConnection
  let admin: KafkaAdmin

  beforeAll(async () => {
    broker = await startKafkaBroker()
    connection = { brokers: broker.brokers, clientId: 'admin-test' }
    admin = openKafkaAdmin(connection)
  })
  afterAll(async () => {
    admin?.close()
    await broker?.stop()
  })

  test('creates, lists, describes and widens topics', async () => {
    await admin.createTopic({ topic: 'b', partitions: 3, config: { 'cleanup.policy': 'compact' } })
    await admin.createTopic({ topic: 'a' })
    await admin.createTopic({ topic: 'b', partitions: 1 })
    expect(await admin.topics()).toEqual([
      { topic: 'a', partitions: 1, internal: false },
      { topic: 'b', partitions: 3, internal: false },
    ])
    await admin.addPartitions('a', 2)
    await admin.addPartitions('a', 2)
    expect(await admin.describe('a')).toEqual({
      topic: 'a',
      partitions: 2,
      internal: false,
      replicas: 1,
      leaders: [1, 1],
      underReplicated: [],
    })
    await expect(admin.describe('nowhere')).rejects.toBeInstanceOf(TopicNotFound)
  })

  test('says why a topic was not created', async () => {
    await expect(admin.createTopic({ topic: 'not/allowed' })).rejects.toThrow(
      'create topic "not/allowed": INVALID_TOPIC',
    )
    await expect(admin.createTopic({ topic: 'thin', replicas: 3 })).rejects.toThrow('INVALID_REPLICATION_FACTOR')
    const badSetting = { topic: 'odd', config: { 'cleanup.policy': 'sometimes' } }
    await expect(admin.createTopic(badSetting)).rejects.toThrow('cleanup.policy')
  })

  test('samples the newest records of all partitions, oldest first, past what is not a record', async () => {
    await admin.createTopic({ topic: 'sampled', partitions: 2 })
    expect(await admin.sample('sampled', 5)).toEqual([])
    const sink = await openKafkaSink({ connection, topic: 'sampled' })
    const row = (i: number) => ({
      partition: i % 2,
      key: Buffer.from(`k${i}`),
      value: Buffer.from(`v${i}`),
      timestamp: 1_000 + i,
    })
    await sink.send(toSinkRecords(Array.from({ length: 20 }, (_, i) => row(i))))
    await sink.flush()
    sink.close()
    // Its marker lies behind the rows in each partition, and is no record.
    const committed = await openExactlyOnceSink({
      connection,
      topic: 'sampled',
      transactionalId: 'sampled',
      generation: 1,
      marker: { topic: 'sampled-markers' },
    })
    await committed.commitEpoch(0, [toSinkRecords([row(20), row(21)])])
    committed.close()
    await vi.waitFor(async () => expect(await admin.sample('sampled', 100)).toHaveLength(22), { timeout: 10_000 })
    const text = (bytes: Uint8Array | null) => Buffer.from(bytes!).toString()
    const sampled = await admin.sample('sampled', 5)
    expect(sampled.map(({ partition, offset, key, value }) => [partition, offset, text(key), text(value)])).toEqual(
      [17, 18, 19, 20, 21].map((i) => [i % 2, Math.floor(i / 2), `k${i}`, `v${i}`]),
    )
  })

  test('the connection test tells brokers and release, or what is wrong', async () => {
    expect(await testConnection(connection)).toEqual({
      ok: true,
      clusterId: expect.any(String),
      brokers: [{ nodeId: 1, address: broker.brokers[0], rack: null, release: '4.1 or later' }],
    })
    const nobody = await testConnection({ ...connection, brokers: ['127.0.0.1:1'] })
    expect(nobody).toEqual({ ok: false, reason: expect.stringContaining('Nothing listens there') })
    const unknown = await testConnection({ ...connection, brokers: ['no-such-host.invalid:9092'] })
    expect(unknown).toEqual({ ok: false, reason: expect.stringContaining('The name is not known here') })
    const badAddress = await testConnection({ ...connection, brokers: ['kafka'] })
    expect(badAddress).toEqual({ ok: false, reason: expect.stringContaining('host:port') })
  })

  test('the connection test finds brokers that announce an address nobody can reach', async () => {
    const proxy = await startKafkaProxy()
    const hidden = await startKafkaBroker({ advertisedPort: 1 })
    proxy.targetPort = hidden.port
    const result = await testConnection({ ...connection, brokers: [`127.0.0.1:${proxy.port}`] })
    expect(result).toEqual({ ok: false, reason: expect.stringContaining('advertised.listeners') })
    expect(result).toEqual({ ok: false, reason: expect.stringContaining('127.0.0.1:1') })
    await hidden.stop()
    proxy.stop()
  })

  test('a server that is not Kafka does not hang the connection test', async () => {
    const proxy = await startKafkaProxy()
    proxy.targetPort = proxy.port // answers nothing that makes sense
    proxy.plan = () => 'before'
    const result = await testConnection({
      ...connection,
      brokers: [`127.0.0.1:${proxy.port}`],
      timeouts: { requestMs: 500 },
    })
    expect(result).toEqual({ ok: false, reason: expect.stringContaining('may expect TLS or SASL') })
    proxy.stop()
  })
})
