import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { independentClient } from '@millrace/testkit/kafka/client'
import { CompressionTypes } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeHeaders } from './headers.ts'
import {
  type Codec,
  type KafkaConnection,
  type KafkaSource,
  OffsetOutOfRange,
  openKafkaAdmin,
  openKafkaSink,
  openKafkaSource,
  type SinkRow,
  TopicNotFound,
  toSinkRecords,
} from './index.ts'

const kafka = await kafkaAvailable()
const codecs: Codec[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
const none: ReadonlySet<number> = new Set()

describe.skipIf(!kafka.ok)('a source', () => {
  let broker: KafkaBroker
  let connection: KafkaConnection

  beforeAll(async () => {
    broker = await startKafkaBroker()
    connection = { brokers: broker.brokers, clientId: 'source-test' }
  })
  afterAll(() => broker?.stop())

  test.each(codecs)(
    'reads what the sink has written with %s, and what the broker itself packs so',
    async (compression) => {
      // The broker unpacks what the first topic gets, and packs what the second gets by its own (Java) codec.
      await broker.createTopic(`ours-${compression}`, { config: { 'compression.type': 'uncompressed' } })
      const packed = compression === 'none' ? 'uncompressed' : compression
      await broker.createTopic(`java-${compression}`, { config: { 'compression.type': packed } })
      const rows = numbered(3_000, 1)
      await write(connection, `ours-${compression}`, rows, compression)
      await write(connection, `java-${compression}`, rows, compression === 'none' ? 'lz4' : 'none')
      await broker.createTopic(`same-${compression}`)
      await write(connection, `same-${compression}`, rows, compression)

      for (const topic of [`ours-${compression}`, `java-${compression}`, `same-${compression}`]) {
        const source = await openFromStart(connection, topic)
        expect(await readValues(source, 3_000)).toEqual([rows.map(textOf)])
        source.close()
      }
    },
  )

  test('reads what another client has written', async () => {
    await broker.createTopic('others', { partitions: 2 })
    const producer = independentClient(broker.brokers).producer()
    await producer.connect()
    await producer.send({
      topic: 'others',
      compression: CompressionTypes.GZIP,
      messages: Array.from({ length: 100 }, (_, i) => ({ partition: i % 2, key: `k${i}`, value: `v${i}` })),
    })
    await producer.disconnect()
    const source = await openFromStart(connection, 'others')
    const values = await readValues(source, 100)
    expect(values.map((one) => one.length)).toEqual([50, 50])
    expect(values.flat().sort()).toEqual(Array.from({ length: 100 }, (_, i) => `v${i}`).sort())
    source.close()
  })

  test('keeps keys, tombstones, headers and times', async () => {
    await broker.createTopic('shapes')
    await write(connection, 'shapes', [
      {
        partition: 0,
        key: Buffer.from('a'),
        value: Buffer.from('1'),
        timestamp: 1_000,
        headers: [
          ['trace', Buffer.from('x')],
          ['trace', null],
        ],
      },
      { partition: 0, key: Buffer.from('a'), value: null, timestamp: 500 },
      { partition: 0, key: null, value: Buffer.alloc(0), timestamp: 2_000 },
    ])
    const source = await openFromStart(connection, 'shapes')
    const [batch] = await source.poll(none, 5_000)
    const { records } = batch!
    expect([...records.timestamp.subarray(0, 3)]).toEqual([1_000, 500, 2_000])
    expect([...records.position.subarray(0, 3)]).toEqual([0, 1, 2])
    expect([...records.keyStart.subarray(0, 3)].map((start) => start >= 0)).toEqual([true, true, false])
    expect([...records.valueStart.subarray(0, 3)].map((start) => start >= 0)).toEqual([true, false, true])
    expect(records.valueEnd[2]).toBe(records.valueStart[2])
    const headers = decodeHeaders(records.bytes, records.headersStart[0]!, records.headersEnd[0]!)
    expect(headers.map(([name, value]) => [name, value && Buffer.from(value).toString()])).toEqual([
      ['trace', 'x'],
      ['trace', null],
    ])
    expect(records.headersStart[1]).toBe(-1)
    expect(batch).toMatchObject({ partition: 0, highWatermark: 3, lastStableOffset: 3, nextOffset: 3 })
    source.close()
  })

  test('reads each partition in order, goes on at a position, knows its lag and shows it to others', async () => {
    await broker.createTopic('many', { partitions: 7 })
    const rows = numbered(7_000, 7)
    await write(connection, 'many', rows)
    const first = await openKafkaSource({
      connection,
      topic: 'many',
      partitions: new Map([
        [2, 0],
        [5, 990],
      ]),
      isolation: 'read_committed',
    })
    expect(await first.partitions()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(await first.lag()).toEqual(
      new Map([
        [2, 1_000],
        [5, 10],
      ]),
    )
    const read = await readValues(first, 1_010)
    expect(read[2]).toEqual(rows.filter(({ partition }) => partition === 2).map(textOf))
    expect(read[5]).toEqual(
      rows
        .filter(({ partition }) => partition === 5)
        .map(textOf)
        .slice(990),
    )
    expect(first.positions()).toEqual(
      new Map([
        [2, 1_000],
        [5, 1_000],
      ]),
    )
    expect(await first.lag()).toEqual(
      new Map([
        [2, 0],
        [5, 0],
      ]),
    )
    expect(await first.poll(none, 50)).toEqual([])
    await first.publish('shown', first.positions())
    const admin = independentClient(broker.brokers).admin()
    await admin.connect()
    const [shown] = await admin.fetchOffsets({ groupId: 'shown', topics: ['many'] })
    await admin.disconnect()
    expect(
      shown!.partitions.filter(({ offset }) => offset !== '-1').map(({ partition, offset }) => [partition, offset]),
    ).toEqual([
      [2, '1000'],
      [5, '1000'],
    ])
    first.close()
  })

  test('starts at a time: at the first record not before it, and at the end when there is none', async () => {
    await broker.createTopic('times', { partitions: 2 })
    await write(connection, 'times', [
      ...[100, 200, 300, 400].map((timestamp) => ({ partition: 0, key: null, value: Buffer.from('x'), timestamp })),
      { partition: 1, key: null, value: Buffer.from('x'), timestamp: 150 },
    ])
    const source = await openKafkaSource({ connection, topic: 'times', isolation: 'read_committed' })
    expect(await source.offsets({ timestamp: 201 })).toEqual(
      new Map([
        [0, 2],
        [1, 1],
      ]),
    )
    expect(await source.offsets('earliest')).toEqual(
      new Map([
        [0, 0],
        [1, 0],
      ]),
    )
    expect(await source.offsets('latest')).toEqual(
      new Map([
        [0, 4],
        [1, 1],
      ]),
    )
    source.close()
  })

  test('says so when the position is no longer, or not yet, in the partition; goes on when it is moved', async () => {
    await broker.createTopic('deleted')
    await write(connection, 'deleted', numbered(100, 1))
    const admin = independentClient(broker.brokers).admin()
    await admin.connect()
    await admin.fetchTopicOffsets('deleted') // kafkajs deletes only in topics it has met
    await admin.deleteTopicRecords({ topic: 'deleted', partitions: [{ partition: 0, offset: '40' }] })
    await admin.disconnect()
    const source = await openKafkaSource({
      connection,
      topic: 'deleted',
      partitions: new Map([[0, 10]]),
      isolation: 'read_uncommitted',
    })
    const where = { topic: 'deleted', partition: 0, low: 40, high: 100 }
    await expect(source.poll(none, 5_000)).rejects.toMatchObject({ ...where, asked: 10, retryable: false })
    await expect(source.poll(none, 5_000)).rejects.toBeInstanceOf(OffsetOutOfRange)
    source.assign(new Map([[0, 101]]))
    await expect(source.poll(none, 5_000)).rejects.toMatchObject({ ...where, asked: 101 })
    source.assign(new Map([[0, 40]]))
    expect((await readValues(source, 60))[0]).toHaveLength(60)
    source.close()
  })

  test('a partition that is paused keeps its place, and what was fetched for it', async () => {
    await broker.createTopic('paused', { partitions: 2 })
    const rows = numbered(200, 2)
    await write(connection, 'paused', rows)
    const source = await openFromStart(connection, 'paused')
    const paused = new Set([0])
    const values: string[] = []
    while (values.length < 100) {
      for (const batch of await source.poll(paused, 1_000)) {
        expect(batch.partition).toBe(1)
        values.push(...valuesOf(batch.records))
      }
    }
    expect(await source.poll(paused, 300)).toEqual([])
    expect(await source.poll(new Set([0, 1]), 20)).toEqual([])
    expect((await readValues(source, 100))[0]).toEqual(rows.filter(({ partition }) => partition === 0).map(textOf))
    source.close()
  })

  test('finds partitions that were added, and reads them once they are assigned', async () => {
    await broker.createTopic('growing')
    const source = await openFromStart(connection, 'growing')
    const admin = openKafkaAdmin(connection)
    await admin.addPartitions('growing', 3)
    admin.close()
    expect(await source.partitions()).toEqual([0, 1, 2])
    await write(connection, 'growing', numbered(30, 3))
    expect((await readValues(source, 10))[0]).toHaveLength(10)
    source.assign(
      new Map([
        [1, 0],
        [2, 5],
      ]),
    )
    expect((await readValues(source, 15)).map((one) => one?.length)).toEqual([undefined, 10, 5])
    source.release([1])
    expect([...source.positions().keys()]).toEqual([0, 2])
    source.close()
  })

  test('a record larger than a fetch is read', async () => {
    await broker.createTopic('large', { config: { 'max.message.bytes': '4000000' } })
    const large = Buffer.alloc(3_000_000, 'x')
    await write(connection, 'large', [{ partition: 0, key: null, value: large }, ...numbered(3, 1)])
    const source = await openFromStart(connection, 'large', { maxBytes: 100_000, partitionMaxBytes: 100_000 })
    const values = await readValues(source, 4)
    expect(values[0]!.map((value) => value.length)).toEqual([3_000_000, 7, 7, 7])
    source.close()
  })

  test('a topic that does not exist is an error that names it', async () => {
    const opening = openKafkaSource({ connection, topic: 'nowhere', isolation: 'read_committed' })
    await expect(opening).rejects.toBeInstanceOf(TopicNotFound)
    await expect(opening).rejects.toThrow('"nowhere"')
  })

  test('ends when its caller aborts', async () => {
    await broker.createTopic('aborted')
    const abort = new AbortController()
    const source = await openKafkaSource({
      connection,
      topic: 'aborted',
      partitions: new Map([[0, 0]]),
      isolation: 'read_committed',
      signal: abort.signal,
    })
    const polled = source.poll(none, 60_000)
    abort.abort()
    expect(await polled).toEqual([])
    await expect(source.poll(none, 1_000)).rejects.toThrow('closed')
  })
})

async function write(connection: KafkaConnection, topic: string, rows: SinkRow[], compression: Codec = 'none') {
  const sink = await openKafkaSink({ connection, topic, compression, limits: { maxBatchRecords: 700 } })
  await sink.send(toSinkRecords(rows))
  await sink.flush()
  sink.close()
}

async function openFromStart(connection: KafkaConnection, topic: string, limits = {}): Promise<KafkaSource> {
  const source = await openKafkaSource({ connection, topic, isolation: 'read_committed', limits })
  source.assign(await source.offsets('earliest'))
  return source
}

/** Values by partition, in the order in which they came. */
async function readValues(source: KafkaSource, count: number): Promise<string[][]> {
  const values: string[][] = []
  for (let seen = 0; seen < count; ) {
    for (const { partition, records } of await source.poll(none, 1_000)) {
      values[partition] = [...(values[partition] ?? []), ...valuesOf(records)]
      seen += records.n
    }
  }
  return values
}

function valuesOf({
  n,
  bytes,
  valueStart,
  valueEnd,
}: Awaited<ReturnType<KafkaSource['poll']>>[number]['records']): string[] {
  return Array.from({ length: n }, (_, i) => Buffer.from(bytes.subarray(valueStart[i], valueEnd[i])).toString())
}

function numbered(count: number, partitions: number): SinkRow[] {
  return Array.from({ length: count }, (_, i) => ({
    partition: i % partitions,
    key: Buffer.from(`key-${i}`),
    value: Buffer.from(`value-${i}`),
    timestamp: 1_767_225_600_000 + i,
  }))
}

function textOf({ value }: SinkRow): string {
  return Buffer.from(value!).toString()
}
