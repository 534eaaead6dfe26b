import { expect, test } from 'vitest'
import { type KafkaConnection, seedAddresses, withoutSecrets } from './connection.ts'
import { AuthenticationFailed, BrokerUnavailable, InvalidConnection } from './errors.ts'
import { linkError } from './linkErrors.ts'

const connection: KafkaConnection = {
  brokers: ['kafka-1:9092'],
  clientId: 'test',
  sasl: { mechanism: 'plain', username: 'reader', password: 's3cr.t+' },
}
const address = { host: 'kafka-1', port: 9092 }

test('addresses are host:port, in brackets for IPv6', () => {
  const brokers = ['kafka-1:9092', ' 10.0.0.7:1 ', '[::1]:9093']
  expect(seedAddresses({ ...connection, brokers })).toEqual([
    { host: 'kafka-1', port: 9092 },
    { host: '10.0.0.7', port: 1 },
    { host: '::1', port: 9093 },
  ])
})

test.each([[[]], [['kafka-1']], [['kafka-1:']], [['kafka-1:0']], [['kafka-1:70000']], [['http://kafka-1:9092']]])(
  'the addresses %j are refused with what to write instead',
  (brokers) => {
    expect(() => seedAddresses({ ...connection, brokers })).toThrow(InvalidConnection)
    expect(() => seedAddresses({ ...connection, brokers })).toThrow('host:port')
  },
)

test('secrets are taken out of any text', () => {
  expect(withoutSecrets('user reader sent s3cr.t+ twice: s3cr.t+', connection)).toBe('user reader sent *** twice: ***')
  const token: KafkaConnection = { ...connection, sasl: { mechanism: 'oauthbearer', token: 'ey.J9' } }
  expect(withoutSecrets('bad token ey.J9', token)).toBe('bad token ***')
})

test('a broker that repeats the password does not get it into our errors', () => {
  const refused = { name: 'KafkaJSSASLAuthenticationError', message: 'SASL PLAIN authentication failed: no s3cr.t+' }
  const error = linkError(refused, address, connection)
  expect(error).toBeInstanceOf(AuthenticationFailed)
  expect(error.message).toContain('kafka-1:9092')
  expect(error.message).not.toContain('s3cr')
})

test('a connection lost while logging in is not a wrong password', () => {
  const lost = {
    name: 'KafkaJSSASLAuthenticationError',
    message: 'SASL PLAIN authentication failed: Closed connection',
  }
  const error = linkError(lost, address, connection)
  expect(error).toBeInstanceOf(BrokerUnavailable)
  expect(error.retryable).toBe(true)
})

test.each([
  ['ECONNREFUSED', 'Nothing listens there'],
  ['ENOTFOUND', 'advertised.listeners'],
])('%s comes with a hint', (code, hint) => {
  expect(linkError({ message: 'Connection error', code }, address, connection).message).toContain(hint)
})
