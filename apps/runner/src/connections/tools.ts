import {
  KafkaError,
  openKafkaAdmin,
  readKafkaConnection,
  type TopicSummary,
  testConnection,
} from '@millrace/connectors/kafka'
import { decodeUtf8 } from '@millrace/language'
import { Problem } from '../problem.ts'
import { createRedactor } from '../security/redact.ts'
import type { OpenedConnection } from './store.ts'

/** A look at a system takes this long at most. */
const PATIENCE_MS = 20_000

export interface ConnectionReport {
  ok: boolean
  /** What failed and what to do about it, or what was found. */
  message: string
  brokers: { address: string; release: string }[]
  topics: number
}

/** Reaches all brokers and lists the topics; what goes wrong is a sentence with a remedy. */
export async function testKafka(name: string, { value, secrets }: OpenedConnection): Promise<ConnectionReport> {
  const redact = createRedactor(secrets)
  const failed = (message: string) => ({ ok: false, message: redact(message), brokers: [], topics: 0 })
  try {
    const connection = readKafkaConnection(name, value)
    const test = await within(testConnection(connection))
    if (!test.ok) return failed(test.reason)
    const topics = await withAdmin(name, { value, secrets }, (admin) => admin.topics())
    const brokers = test.brokers.map(({ address, release }) => ({ address, release }))
    const count = topics.filter(({ internal }) => !internal).length
    const message = `${brokers.length} ${brokers.length === 1 ? 'broker' : 'brokers'} reached, ${count} ${count === 1 ? 'topic' : 'topics'} found.`
    return { ok: true, message, brokers, topics: count }
  } catch (problem) {
    return failed((problem as Error).message)
  }
}

export const kafkaTopics = (name: string, opened: OpenedConnection): Promise<TopicSummary[]> =>
  withAdmin(name, opened, (admin) => admin.topics())

/** The newest records of a topic as text, oldest first. Tombstones are left out. */
export const sampleKafka = (name: string, opened: OpenedConnection, topic: string, count: number): Promise<string[]> =>
  withAdmin(name, opened, async (admin) => {
    const records = await admin.sample(topic, count)
    return records.flatMap(({ value }) => (value === null ? [] : [decodeUtf8(value)]))
  })

async function withAdmin<T>(
  name: string,
  { value, secrets }: OpenedConnection,
  work: (admin: ReturnType<typeof openKafkaAdmin>) => Promise<T>,
): Promise<T> {
  const admin = openKafkaAdmin(readKafkaConnection(name, value))
  try {
    return await within(work(admin))
  } catch (problem) {
    const known = problem instanceof KafkaError || problem instanceof Problem
    if (!known) throw problem
    throw new Problem('not-reachable', createRedactor(secrets)((problem as Error).message))
  } finally {
    admin.close()
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(new Problem('not-reachable', `The brokers did not answer within ${PATIENCE_MS / 1000} s.`)),
    PATIENCE_MS,
  )
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
