/**
 * Kafka in to Kafka out against a real broker on this machine, 218-byte JSON values.
 *
 * The broker takes its own share of the cores, so the CPU time of this process is what is counted.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ConnectorContext, readers, writers } from '@millrace/connectors'
import { type Clock, Job, run } from '@millrace/engine'
import { UTC } from '@millrace/language'
import type { SinkType, SourceType } from '@millrace/operators'
import type { PipelineInput } from '@millrace/pipeline'
import { kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import {
  type Codec,
  openKafkaSink,
  openKafkaSource,
  type SinkRecords,
  toSinkRecords,
} from '../packages/connectors/src/kafka/driver/index.ts'
import { type Measurement, measure, table } from './harness.ts'
import { planOf } from './memory.ts'

const MESSAGES = Number(process.env.MILLRACE_MESSAGES ?? 500_000)
const PER_SEND = 1_000
const VALUE_BYTES = 218
const PARTITIONS = 4
const CODECS: readonly Codec[] = ['none', 'lz4', 'zstd', 'snappy', 'gzip']

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
  sleep: async (ms) => {
    await sleep(ms)
  },
}

export async function kafka(): Promise<string> {
  const available = await kafkaAvailable()
  if (!available.ok) return `Kafka: not measured. ${available.reason}`
  const broker = await startKafkaBroker({ fullSpeed: true })
  try {
    const { brokers } = broker
    const rows: Measurement[] = []
    for (const codec of CODECS) {
      const topic = `orders-${codec}`
      await broker.createTopic(topic, { partitions: PARTITIONS })
      rows.push(await measure(`produce, ${codec}`, () => produceAll(brokers, topic, codec), 1))
      rows.push(await measure(`fetch, ${codec}`, () => fetchAll(brokers, topic), 2))
    }
    await broker.createTopic('result', { partitions: PARTITIONS })
    for (const [name, operators] of Object.entries(PIPELINES))
      rows.push(await measure(name, () => runPipeline(brokers, operators), 2))
    return table(
      `Kafka, ${MESSAGES.toLocaleString('en-US')} messages of ${VALUE_BYTES} bytes, ${PARTITIONS} partitions`,
      rows,
    )
  } finally {
    await broker.stop()
  }
}

/** Values as a job writes them: fields that differ from row to row, all of one length. */
function batches(): SinkRecords[] {
  return Array.from({ length: 20 }, (_, batch) =>
    toSinkRecords(
      Array.from({ length: PER_SEND }, (__, i) => {
        const id = batch * PER_SEND + i
        const timestamp = 1_767_225_600_000 + id
        return { partition: id % PARTITIONS, key: null, value: Buffer.from(value(id)), timestamp }
      }),
    ),
  )
}

function value(id: number): string {
  const scattered = Math.imul(id, 0x9e37_79b1) >>> 0
  const fields = {
    id,
    user: `user-${scattered % 10_000}`,
    item: `item-${scattered % 997}`,
    amount: (scattered % 100_000) / 100,
    currency: 'EUR',
    status: id % 3 === 0 ? 'OPEN' : 'PAID',
    city: ['Berlin', 'Paris', 'Shanghai', 'Lima'][scattered % 4],
    time: 1_767_225_600_000 + id * 13,
    note: '',
  }
  return JSON.stringify({
    ...fields,
    note: scattered.toString(36).padEnd(VALUE_BYTES - JSON.stringify(fields).length, '-'),
  })
}

async function produceAll(brokers: string[], topic: string, codec: Codec): Promise<number> {
  const sink = await openKafkaSink({ connection: { brokers, clientId: 'bench' }, topic, compression: codec })
  const all = batches()
  for (let sent = 0; sent < MESSAGES; sent += PER_SEND) await sink.send(all[(sent / PER_SEND) % all.length]!)
  await sink.flush()
  sink.close()
  return MESSAGES
}

async function fetchAll(brokers: string[], topic: string): Promise<number> {
  const source = await openKafkaSource({
    connection: { brokers, clientId: 'bench' },
    topic,
    isolation: 'read_committed',
  })
  source.assign(await source.offsets('earliest'))
  let seen = 0
  while (seen < MESSAGES) for (const { records } of await source.poll(new Set(), 1_000)) seen += records.n
  source.close()
  return seen
}

const schema = [
  { name: 'id', type: 'BIGINT' },
  { name: 'user', type: 'STRING' },
  { name: 'item', type: 'STRING' },
  { name: 'amount', type: 'DECIMAL(10, 2)' },
  { name: 'status', type: 'STRING' },
  { name: 'time', type: 'TIMESTAMP(3)' },
]
const paid = { type: 'filter', config: { condition: "status = 'PAID'" } }
const top = { type: 'kafka-sink', config: { connection: 'bench', topic: 'result' } }

/** Operators between the topic and the end, by what they are called in the table. */
const PIPELINES: Record<string, PipelineInput['nodes']> = {
  'topic → 6 fields → nothing': { end: { type: 'discard-sink' } },
  'topic → filter → window by item → Top-5 → topic': {
    paid,
    window: {
      type: 'tumbling-window',
      config: { keyBy: ['item'], size: '10s', aggregates: [{ fn: 'sum', of: 'amount', as: 'revenue' }] },
    },
    top: { type: 'window-top-n', config: { orderBy: [{ field: 'revenue', direction: 'desc' }], limit: 5 } },
    end: top,
  },
  'topic → filter → topic': { paid, end: top },
}

/** The topic was produced twice, once to warm up; reading takes all of it. */
async function runPipeline(brokers: string[], operators: PipelineInput['nodes']): Promise<number> {
  const names = ['in', ...Object.keys(operators)]
  const plan = planOf({
    millrace: 1,
    name: 'bench',
    nodes: {
      in: {
        type: 'kafka-source',
        config: { connection: 'bench', topic: 'orders-none', bounded: true, schema, eventTime: { field: 'time' } },
      },
      ...operators,
    },
    edges: names.slice(1).map((to, i) => ({ from: `${names[i]}.out`, to: `${to}.in` })),
  })
  const context: ConnectorContext = {
    clock,
    zone: UTC,
    connection: () => ({ type: 'kafka', brokers }),
    resolvePath: (path) => path,
    print: () => {},
    job: 'bench',
  }
  const job = new Job(plan, {
    clock,
    random: () => 0,
    reader: (node) => readers[node.op.table.connector as SourceType](node, context),
    writer: (node) => writers[node.op.table.connector as SinkType](node, context),
  })
  await job.open()
  await run(job, { clock })
  const rows = job.metrics().nodes['in/source']!.rowsOut.out!
  await job.close()
  return rows
}
