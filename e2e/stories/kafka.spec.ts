import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { independentClient } from '@millrace/testkit/kafka/client'
import { expect, test } from '../src/fixtures.ts'
import { lastOrder, makeOrders, type Order, type Top, topProducts } from '../src/orders.ts'

let broker: KafkaBroker | undefined

test.beforeAll(async () => {
  test.setTimeout(180_000)
  const { ok } = await kafkaAvailable()
  test.skip(!ok, 'A broker needs Java and Maven.')
  const started = await startKafkaBroker()
  broker = started
  // A broker that has just begun may not yet lead the partitions that it makes.
  for (const topic of ['orders', 'top-products'])
    await expect(() => started.createTopic(topic, { partitions: 1 })).toPass({ timeout: 60_000 })
})
test.afterAll(() => broker?.stop())

test('Kafka topic, filter, window, Top-5, Kafka topic: drawn, deployed, and equal to the recomputation', async ({
  editor,
  page,
}) => {
  test.setTimeout(180_000)
  const { brokers } = broker!
  const orders = makeOrders(1200)
  await produce(brokers, orders.slice(0, 600))

  await page.goto('/connections')
  await page.getByRole('button', { name: 'New connection' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('shop')
  await dialog.getByLabel('Brokers').fill(brokers.join('\n'))
  await dialog.getByRole('button', { name: 'Test connection' }).click()
  await expect(dialog.getByRole('alert')).toContainText('1 broker reached')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.locator('tr[data-connection="shop"]')).toContainText(brokers[0]!)

  await editor.openNew()
  await editor.drag('kafka-source', 30, 90)
  await editor.setting('connection').getByRole('combobox').fill('shop')
  await page.keyboard.press('Tab')
  // The topics that are there are suggested.
  await editor.setting('topic').getByRole('combobox').click()
  await page.getByRole('option', { name: /^orders\s*1 partition/ }).click()
  await editor.inspector.getByRole('button', { name: 'From a sample' }).click()
  await expect(page.getByText(/^6 fields from \d+ records/)).toBeVisible()
  // Money is exact: the type is taken by hand.
  const price = editor.setting('schema').locator('.item').nth(3)
  await expect(price.getByRole('textbox')).toHaveValue('price')
  await price.getByRole('combobox').fill('DECIMAL(10, 2)')
  await expect(editor.setting('eventTime.field').getByRole('combobox')).toHaveValue('order_time')

  await editor.drag('filter', 260, 90)
  await editor.connect('kafka-source.out', 'filter.in')
  await editor.select('filter')
  await editor.write(editor.setting('condition'), "status = 'PAID'")

  await editor.drag('tumbling-window', 480, 90)
  await editor.connect('filter.out', 'tumbling.in')
  await editor.select('tumbling')
  await editor.setting('size').getByRole('textbox').fill('10s')
  await editor.setting('keyBy').getByRole('combobox').fill('product')
  await page.keyboard.press('Enter')
  await editor.setting('aggregates').getByRole('button', { name: 'Add to Aggregates' }).click()
  const sum = editor.setting('aggregates').locator('.item').nth(1)
  await sum.getByRole('combobox', { name: 'Function' }).click()
  await page.getByRole('option', { name: /^sum/ }).first().click()
  await editor.write(sum.locator('[data-expression]'), 'price * quantity')
  await sum.getByLabel('Name of the result').fill('revenue')

  await editor.drag('window-top-n', 200, 330)
  await editor.connect('tumbling.out', 'window-top-n.in')
  await editor.select('window-top-n')
  await editor
    .setting('orderBy')
    .getByRole('button', { name: /^Add to/ })
    .click()
  await editor.setting('orderBy').locator('.item').first().getByRole('combobox').fill('revenue')
  await editor
    .setting('orderBy')
    .getByRole('button', { name: /^Add to/ })
    .click()
  const second = editor.setting('orderBy').locator('.item').nth(1)
  await second.getByRole('combobox').fill('product')
  await second.getByRole('button', { name: 'descending' }).click()
  await editor.setting('limit').getByRole('textbox').fill('5')

  await editor.drag('kafka-sink', 520, 330)
  await editor.connect('window-top-n.out', 'kafka-sink.in')
  await editor.select('kafka-sink')
  await editor.setting('connection').getByRole('combobox').fill('shop')
  await editor.setting('topic').getByRole('combobox').fill('top-products')
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible()

  await editor.deploy()
  await editor.expectRun('running')
  await produce(brokers, [...orders.slice(600), lastOrder])
  const expected = topProducts(orders)
  const found = await consume(brokers, expected.length)
  expect(found.map(text).toSorted()).toEqual(expected.map(text).toSorted())

  await editor.selectEdge('filter.out', 'tumbling.in')
  await editor.openTab('Runs')
  await editor.stop()
})

const text = ({ product, window_start, count, revenue }: Top) => `${window_start} ${product} ${count} ${revenue}`

async function produce(brokers: string[], orders: readonly Order[]): Promise<void> {
  const producer = independentClient(brokers).producer()
  await producer.connect()
  await producer.send({ topic: 'orders', messages: orders.map((order) => ({ value: JSON.stringify(order) })) })
  await producer.disconnect()
}

/** As many results as are expected, and whatever comes besides in the second after. */
async function consume(brokers: string[], wanted: number): Promise<Top[]> {
  const consumer = independentClient(brokers).consumer({ groupId: `story-${process.pid}` })
  const found: Top[] = []
  await consumer.connect()
  await consumer.subscribe({ topic: 'top-products', fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => {
      found.push(JSON.parse(message.value!.toString()) as Top)
    },
  })
  await expect.poll(() => found.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(wanted)
  const settled = { count: -1 }
  await expect(async () => {
    const same = settled.count === found.length
    settled.count = found.length
    expect(same).toBe(true)
  }).toPass({ intervals: [1000, 1000, 1000] })
  await consumer.disconnect()
  return found
}
