import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KafkaConnection, openKafkaAdmin, openKafkaSink, openKafkaSource, toSinkRecords } from './index.ts'

const kafka = await kafkaAvailable()

describe.skipIf(!kafka.ok)('a cluster of two brokers', () => {
  let first: KafkaBroker
  let second: KafkaBroker
  let connection: KafkaConnection

  beforeAll(async () => {
    first = await startKafkaBroker()
    second = await startKafkaBroker({ join: first })
    connection = { brokers: [...first.brokers, ...second.brokers], clientId: 'cluster-test' }
  })
  afterAll(async () => {
    await second?.stop()
    await first?.stop()
  })

  test('reading and writing go on when leaders move, without loss, doubling or disorder', async () => {
    const partitions = 4
    await first.createTopic('moving', { partitions, replicas: 2, config: { 'min.insync.replicas': '1' } })
    const admin = openKafkaAdmin(connection)
    expect(new Set((await admin.describe('moving')).leaders)).toEqual(new Set([1, 2]))

    const sink = await openKafkaSink({ connection, topic: 'moving', limits: { maxBatchRecords: 50 } })
    const source = await openKafkaSource({ connection, topic: 'moving', isolation: 'read_committed' })
    source.assign(await source.offsets('earliest'))
    const seen = new Map<number, number[]>()
    const readUntil = async (count: number) => {
      while ([...seen.values()].flat().length < count) {
        for (const { partition, records } of await source.poll(new Set(), 500)) {
          const values = Array.from({ length: records.n }, (_, i) =>
            Number(Buffer.from(records.bytes.subarray(records.valueStart[i], records.valueEnd[i])).toString()),
          )
          seen.set(partition, [...(seen.get(partition) ?? []), ...values])
        }
      }
    }
    let sent = 0
    const send = async (count: number) => {
      for (const last = sent + count; sent < last; sent += 100) {
        const rows = Array.from({ length: 100 }, (_, i) => ({
          partition: (sent + i) % partitions,
          key: null,
          value: Buffer.from(String(sent + i)),
        }))
        await sink.send(toSinkRecords(rows))
      }
    }
    await send(2_000)
    await readUntil(2_000)
    await send(2_000)
    await second.kill()
    await send(2_000)
    await sink.flush()
    await readUntil(6_000)
    expect(new Set((await admin.describe('moving')).leaders)).toEqual(new Set([1]))
    expect(source.status().connected).toBe(true)
    await second.start()
    await send(1_000)
    await sink.flush()
    await readUntil(7_000)
    for (const [partition, values] of seen) {
      expect(values).toEqual(Array.from({ length: 7_000 / partitions }, (_, i) => i * partitions + partition))
    }
    sink.close()
    source.close()
    admin.close()
  })
})
