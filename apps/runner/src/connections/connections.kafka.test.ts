/** Kafka through the server: a connection is made and tested, topics are read, a pipeline is deployed, changed and brought back. */
import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { independentClient } from '@millrace/testkit/kafka/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type TestRunner, temporaryFolder, testRunner, until } from '../testing/testRunner.ts'

const kafka = await kafkaAvailable()

describe.skipIf(!kafka.ok)('with a broker', () => {
  const data = temporaryFolder()
  let broker: KafkaBroker
  let server: TestRunner
  let client: Client
  beforeAll(async () => {
    broker = await startKafkaBroker()
    await broker.createTopic('orders', { partitions: 2 })
    await broker.createTopic('paid', { partitions: 1 })
    await produce(0, 300)
    server = await testRunner(data)
    client = await server.signIn()
    const settings = { brokers: broker.brokers }
    await client.api.connections.save.mutate({ name: 'shop', kind: 'kafka', settings })
  })
  afterAll(async () => {
    await server?.close()
    await broker?.stop()
  })

  async function produce(from: number, to: number): Promise<void> {
    const producer = independentClient(broker.brokers).producer()
    await producer.connect()
    const messages = Array.from({ length: to - from }, (_, i) => ({
      partition: (from + i) % 2,
      value: JSON.stringify({
        id: from + i,
        paid: (from + i) % 3 === 0,
        at: new Date(1767225600000 + 10 * (from + i)).toISOString(),
      }),
    }))
    await producer.send({ topic: 'orders', messages })
    await producer.disconnect()
  }

  /** Committed ids of the result, as soon as there are as many as wanted. */
  async function results(wanted: number): Promise<number[]> {
    const consumer = independentClient(broker.brokers).consumer({ groupId: `check-${wanted}`, readUncommitted: false })
    const ids: number[] = []
    await consumer.connect()
    await consumer.subscribe({ topic: 'paid', fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => {
        ids.push((JSON.parse(message.value!.toString()) as { id: number }).id)
      },
    })
    await until(() => ids.length >= wanted, `${wanted} results`, 60_000)
    await new Promise((resolve) => setTimeout(resolve, 500))
    await consumer.disconnect()
    return ids.sort((a, b) => a - b)
  }

  test('the connection is tested, its topics are listed, and the schema of one is proposed', async () => {
    const { api } = client
    expect(await api.connections.test.mutate({ name: 'shop' })).toMatchObject({
      ok: true,
      brokers: [{ address: broker.brokers[0] }],
    })
    const topics = await api.connections.topics.query({ name: 'shop' })
    expect(
      topics
        .filter(({ internal }) => !internal)
        .map(({ topic }) => topic)
        .sort(),
    ).toEqual(['orders', 'paid'])
    const schema = await api.connections.inferSchema.mutate({ connection: 'shop', topic: 'orders' })
    expect(schema.samples).toBe(300)
    expect(schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id INT',
      'paid BOOLEAN',
      'at TIMESTAMP_LTZ(3)',
    ])
    expect(schema.eventTimes[0]!.field).toBe('at')
  })

  const document = (condition: string) => ({
    millrace: 1 as const,
    name: 'paid orders',
    nodes: {
      orders: {
        type: 'kafka-source',
        config: {
          connection: 'shop',
          topic: 'orders',
          start: 'earliest',
          schema: [
            { name: 'id', type: 'INT' },
            { name: 'paid', type: 'BOOLEAN' },
            { name: 'at', type: 'TIMESTAMP_LTZ(3)' },
          ],
          eventTime: { field: 'at', delay: '1s' },
        },
      },
      paid: { type: 'filter', config: { condition } },
      out: { type: 'kafka-sink', config: { connection: 'shop', topic: 'paid', guarantee: 'exactly-once' } },
    },
    edges: [
      { from: 'orders.out', to: 'paid.in' },
      { from: 'paid.out', to: 'out.in' },
    ],
    settings: { checkpoint: { every: '500ms' } },
  })
  const threes = (to: number) => Array.from({ length: to / 3 }, (_, i) => 3 * i)

  // The next test would find twice what a preview had written.
  test('a preview reads the topic', async () => {
    const shown = await client.api.previews.run.mutate({ document: document('paid') })
    expect(shown).toMatchObject({ failure: null, ports: { 'orders.out': { count: 300 }, 'paid.out': { count: 100 } } })
  })

  test('deployed, changed while it runs, stopped with the runner and brought back: each order once', async () => {
    const { id } = await client.api.pipelines.create.mutate({ document: document('paid') })
    await client.api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
    expect(await results(100)).toEqual(threes(300))
    await client.api.pipelines.save.mutate({ id, baseVersion: 1, document: document('paid AND id >= 0') })
    const { nodes } = await client.api.jobs.deploy.mutate({ pipelineId: id, version: 2 })
    expect(nodes.map(({ node, verdict }) => [node, verdict])).toEqual([
      ['orders', 'kept'],
      ['paid', 'stateless'],
      ['out', 'kept'],
    ])
    await produce(300, 600)
    expect(await results(200)).toEqual(threes(600))
    await server.runner.close()
    await produce(600, 900)
    server = await testRunner(data)
    client = await server.signIn()
    expect(await results(300)).toEqual(threes(900))
    const live = await client.api.jobs.get.query({ pipelineId: id })
    expect(live.status).toMatchObject({ state: 'running', restarts: 0, failure: null })
  })
})
