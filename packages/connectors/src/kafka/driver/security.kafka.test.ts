import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type KafkaBroker, kafkaAvailable, startKafkaBroker } from '@millrace/testkit/kafka'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AuthenticationFailed,
  BrokerUnavailable,
  type KafkaConnection,
  type KafkaSasl,
  openKafkaAdmin,
  openKafkaSink,
  openKafkaSource,
  testConnection,
  toSinkRecords,
} from './index.ts'

const kafka = await kafkaAvailable()
const username = 'miller'
const password = 'gr1st-and-water'

describe.skipIf(!kafka.ok)('a cluster with security', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'millrace-kafka-keys-'))
  let broker: KafkaBroker
  let ca = ''

  beforeAll(async () => {
    const keystore = path.join(dir, 'broker.p12')
    const keytool = (...args: string[]) =>
      execFileSync('keytool', [...args, '-alias', 'broker', '-keystore', keystore, '-storepass', password], {
        stdio: 'pipe',
      })
    const subject = ['-dname', 'CN=broker', '-ext', 'SAN=ip:127.0.0.1']
    keytool('-genkeypair', '-keyalg', 'EC', '-storetype', 'PKCS12', '-validity', '2', ...subject)
    keytool('-exportcert', '-rfc', '-file', path.join(dir, 'broker.pem'))
    ca = readFileSync(path.join(dir, 'broker.pem'), 'utf8')
    broker = await startKafkaBroker({ sasl: { username, password }, tls: { keystore, password } })
    await broker.createTopic('guarded')
  })
  afterAll(async () => {
    await broker?.stop()
    rmSync(dir, { recursive: true })
  })

  const withSasl = (sasl: KafkaSasl): KafkaConnection => ({
    brokers: broker.saslBrokers,
    clientId: 'security-test',
    sasl,
  })

  test.each<KafkaSasl>([
    { mechanism: 'plain', username, password },
    { mechanism: 'scram-sha-256', username, password },
    { mechanism: 'scram-sha-512', username, password },
    { mechanism: 'oauthbearer', token: unsignedToken },
  ])('writes and reads with $mechanism', async (sasl) => {
    expect(await roundTrip(withSasl(sasl))).toBe(`by ${sasl.mechanism}`)
  })

  test.each<KafkaSasl>([
    { mechanism: 'plain', username, password: 'wr0ng-pass' },
    { mechanism: 'scram-sha-256', username, password: 'wr0ng-pass' },
    { mechanism: 'scram-sha-512', username: 'nobody', password: 'wr0ng-pass' },
    { mechanism: 'oauthbearer', token: 'wr0ng-pass' },
  ])('a wrong secret for $mechanism is refused at once and not repeated', async (sasl) => {
    const opening = openKafkaSource({ connection: withSasl(sasl), topic: 'guarded', isolation: 'read_committed' })
    const error = await opening.catch((reason) => reason)
    expect(error).toBeInstanceOf(AuthenticationFailed)
    expect(error.retryable).toBe(false)
    expect(error.message).toContain(broker.saslBrokers[0])
    expect(error.message).not.toContain('wr0ng-pass')
    expect(await testConnection(withSasl(sasl))).toEqual({ ok: false, reason: error.message })
  })

  test('nothing that is logged contains a secret', async () => {
    const lines: string[] = []
    const connection = withSasl({ mechanism: 'plain', username, password: 'wr0ng-pass' })
    const admin = openKafkaAdmin(connection, (_level, line) => lines.push(line))
    await expect(admin.topics()).rejects.toBeInstanceOf(AuthenticationFailed)
    admin.close()
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toContain('wr0ng-pass')
  })

  test('writes and reads over TLS', async () => {
    const connection = { brokers: broker.tlsBrokers, clientId: 'security-test', ssl: { ca } }
    expect(await roundTrip(connection)).toBe('by TLS')
  })

  test('a certificate nobody vouches for is refused, unless the user says so', async () => {
    const connection: KafkaConnection = { brokers: broker.tlsBrokers, clientId: 'security-test', ssl: true }
    const refused = await testConnection(connection)
    expect(refused).toEqual({ ok: false, reason: expect.stringContaining('certificate authority') })
    expect(await testConnection({ ...connection, ssl: { rejectUnauthorized: false } })).toMatchObject({ ok: true })
  })

  test('the wrong kind of listener is told from a wrong password', async () => {
    const plain: KafkaConnection = {
      brokers: broker.brokers,
      clientId: 'security-test',
      timeouts: { requestMs: 2_000 },
    }
    const tlsOnPlain = await testConnection({ ...plain, ssl: true, timeouts: { connectMs: 1_000 } })
    expect(tlsOnPlain.ok).toBe(false)
    const plainOnTls = await testConnection({ ...plain, brokers: broker.tlsBrokers })
    expect(plainOnTls).toEqual({ ok: false, reason: expect.stringContaining('TLS') })
    const plainOnSasl = openKafkaSource({
      connection: { ...plain, brokers: broker.saslBrokers },
      topic: 'guarded',
      isolation: 'read_committed',
    })
    await expect(plainOnSasl).rejects.toBeInstanceOf(BrokerUnavailable)
    await expect(plainOnSasl).rejects.toThrow('may expect TLS or SASL')
  })

  /** Writes who writes, and returns what the newest record says. */
  async function roundTrip(connection: KafkaConnection): Promise<string> {
    const value = Buffer.from(`by ${connection.sasl?.mechanism ?? 'TLS'}`)
    const sink = await openKafkaSink({ connection, topic: 'guarded' })
    await sink.send(toSinkRecords([{ partition: 0, key: null, value }]))
    await sink.flush()
    sink.close()
    const source = await openKafkaSource({ connection, topic: 'guarded', isolation: 'read_committed' })
    const end = (await source.offsets('latest')).get(0)!
    source.assign(new Map([[0, end - 1]]))
    const [batch] = await source.poll(new Set(), 5_000)
    const { bytes, valueStart, valueEnd } = batch!.records
    const text = Buffer.from(bytes.subarray(valueStart[0], valueEnd[0])).toString()
    source.close()
    return text
  }
})

function unsignedToken(): string {
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  return `${part({ alg: 'none' })}.${part({ sub: username, iat: now, exp: now + 600 })}.`
}
