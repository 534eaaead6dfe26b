import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { independentClient } from '@millrace/testkit/kafka/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finished, millrace } from '../testing/commandLine.ts'

const kafka = await kafkaAvailable()
const EXAMPLE = fileURLToPath(new URL('../../../../examples/top-products-kafka.json', import.meta.url))
const PARTITIONS = 3
const ORDERS = 6000

interface Order {
  order_id: number
  product: string
  quantity: number
  price: string
  status: string
  order_time: string
}

interface Top {
  product: string
  window_start: string
  window_end: string
  window_time: string
  orders: number
  revenue: string
  rank: number
}

describe.skipIf(!kafka.ok)('orders from Kafka, filtered, in windows, the best five of each to Kafka', () => {
  let broker: KafkaBroker
  let folder: string
  let connections: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-kafka-'))
    broker = await startKafkaBroker()
    await broker.createTopic('orders', { partitions: PARTITIONS })
    await broker.createTopic('top-products', { partitions: 2 })
    connections = join(folder, 'connections.json')
    await writeFile(connections, JSON.stringify({ shop: { type: 'kafka', brokers: broker.brokers } }))
  })
  afterAll(async () => {
    await broker?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('equals the recomputation, with the broker and the job killed in the middle', async () => {
    const orders = await generatedOrders(folder)
    const expected = recomputed(orders)
    const args = ['run', EXAMPLE, '--connections', connections, '--checkpoints', join(folder, 'checkpoints'), '--quiet']
    let job = millrace(args)

    const third = ORDERS / 3
    await produce(broker, orders.slice(0, third))
    await sleep(2500)
    await broker.kill()
    await sleep(1000)
    await broker.start()
    await produce(broker, orders.slice(third, 2 * third))
    await sleep(2500)
    job.process.kill('SIGKILL')
    await job.ended
    job = millrace(args)
    await produce(broker, orders.slice(2 * third))
    // Orders of a later day in every partition bring the watermark behind all windows.
    await produceLast(broker)

    const results = await readBack(broker, expected.length)
    job.process.kill('SIGINT')
    const { code, err } = await job.ended
    expect(err).toMatch(/Going on from checkpoint/)
    expect(code, err).toBe(0)
    expect(results.map(text).sort()).toEqual(expected.map(text).sort())
  })

  test('a run that fails lets its connections go and ends', async () => {
    await broker.createTopic('amounts', { partitions: 1 })
    await send(broker, 'amounts', [{ value: '{"amount":0}' }])
    const document = join(folder, 'failing.json')
    const nodes = {
      amounts: {
        type: 'kafka-source',
        config: { connection: 'shop', topic: 'amounts', schema: [{ name: 'amount', type: 'INT' }] },
      },
      shares: { type: 'filter', config: { condition: '1 / amount > 0' } },
      out: { type: 'discard-sink' },
    }
    const edges = [
      { from: 'amounts.out', to: 'shares.in' },
      { from: 'shares.out', to: 'out.in' },
    ]
    await writeFile(document, JSON.stringify({ millrace: 1, name: 'failing', nodes, edges }))
    const { code, err } = await finished(['run', document, '--connections', connections])
    expect(err).toMatch(/^error in shares: Division by zero\./m)
    expect(code).toBe(1)
  })

  /** Orders as the generator makes them, a tenth up to two seconds late. */
  async function generatedOrders(folder: string): Promise<Order[]> {
    const document = {
      millrace: 1,
      name: 'orders',
      nodes: {
        made: {
          type: 'generator-source',
          config: {
            shape: 'orders',
            rows: ORDERS,
            rowsPerSecond: 20,
            realTime: false,
            start: '2026-01-01T00:00:00',
            disorder: { share: 0.1, by: '2s' },
          },
        },
        file: { type: 'file-sink', config: { path: 'orders.ndjson' } },
      },
      edges: [{ from: 'made.out', to: 'file.in' }],
    }
    await writeFile(join(folder, 'orders.json'), JSON.stringify(document))
    const { code, err } = await finished(['run', join(folder, 'orders.json'), '--quiet'])
    expect(code, err).toBe(0)
    return (await readFile(join(folder, 'orders.ndjson'), 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Order)
  }
})

/** An order goes to the partition of its shop's number, so the order of event time within a partition is kept. */
const produce = (broker: KafkaBroker, orders: readonly Order[]) =>
  send(
    broker,
    'orders',
    orders.map((order) => ({ partition: order.order_id % PARTITIONS, value: JSON.stringify(order) })),
  )

function produceLast(broker: KafkaBroker): Promise<void> {
  const last = {
    order_id: 0,
    product: 'none',
    quantity: 0,
    price: '0.00',
    status: 'OPEN',
    order_time: '2026-01-02T00:00:00',
  }
  const messages = Array.from({ length: PARTITIONS }, (_, partition) => ({ partition, value: JSON.stringify(last) }))
  return send(broker, 'orders', messages)
}

async function send({ brokers }: KafkaBroker, topic: string, messages: { partition?: number; value: string }[]) {
  const producer = independentClient(brokers).producer()
  await producer.connect()
  await producer.send({ topic, messages })
  await producer.disconnect()
}

/** Committed records of the result, at least as many as expected, and whatever more comes in a second. */
async function readBack({ brokers }: KafkaBroker, wanted: number): Promise<Top[]> {
  const consumer = independentClient(brokers).consumer({ groupId: `check-${process.pid}`, readUncommitted: false })
  const found: Top[] = []
  await consumer.connect()
  await consumer.subscribe({ topic: 'top-products', fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const top = JSON.parse(message.value!.toString()) as Top
      expect(message.key!.toString()).toBe(top.product)
      found.push(top)
    },
  })
  const until = Date.now() + 60_000
  while (found.length < wanted && Date.now() < until) await sleep(100)
  await sleep(1500)
  await consumer.disconnect()
  return found
}

/** The same question, answered the slow way from the list of all orders. */
function recomputed(orders: readonly Order[]): Top[] {
  const windows = new Map<number, Map<string, { orders: number; cents: number }>>()
  for (const { product, quantity, price, status, order_time } of orders) {
    if (status !== 'PAID') continue
    const start = Math.floor(Date.parse(`${order_time}Z`) / 10_000) * 10_000
    const products = windows.get(start) ?? new Map()
    windows.set(start, products)
    const sum = products.get(product) ?? { orders: 0, cents: 0 }
    products.set(product, { orders: sum.orders + 1, cents: sum.cents + quantity * Math.round(Number(price) * 100) })
  }
  return [...windows].flatMap(([start, products]) =>
    [...products]
      .sort(([a, x], [b, y]) => y.cents - x.cents || (a < b ? -1 : 1))
      .slice(0, 5)
      .map(([product, { orders, cents }], i) => ({
        product,
        window_start: iso(start),
        window_end: iso(start + 10_000),
        window_time: iso(start + 9_999),
        orders,
        revenue: (cents / 100).toFixed(2),
        rank: i + 1,
      })),
  )
}

const iso = (ms: number) => new Date(ms).toISOString().slice(0, 23)
const text = (top: Top) => JSON.stringify(Object.entries(top).sort(([a], [b]) => (a < b ? -1 : 1)))
