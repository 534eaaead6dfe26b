import { InvalidConnection } from './errors.ts'

/** How to reach a Kafka cluster: a plain value, so that it can come from a stored connection. */
export interface KafkaConnection {
  /** `host:port` of at least one broker; the others are found through it. */
  brokers: readonly string[]
  /** The name this client shows in the logs and quotas of the cluster. */
  clientId: string
  /** True for TLS with the certificate authorities of the system. */
  ssl?: boolean | KafkaTls
  sasl?: KafkaSasl
  timeouts?: Partial<KafkaTimeouts>
  /** Ports of this machine that must not be connected to: those of the runner itself. */
  refusedPorts?: readonly number[]
}

export interface KafkaTls {
  /** Certificate authorities to trust instead of those of the system, PEM. */
  ca?: string
  /** The client's own certificate and key, PEM, where the cluster asks for them. */
  cert?: string
  key?: string
  /** False accepts any certificate: for tests only. */
  rejectUnauthorized?: boolean
}

export type KafkaSasl =
  | { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
  /** A function is asked again at every new connection, so that tokens may expire. */
  | { mechanism: 'oauthbearer'; token: string | (() => string | Promise<string>) }

export interface KafkaTimeouts {
  /** Until a TCP and TLS connection stands. */
  connectMs: number
  /** Until a request is answered; a fetch may take its own waiting time longer. */
  requestMs: number
}

const DEFAULT_TIMEOUTS: KafkaTimeouts = { connectMs: 5_000, requestMs: 30_000 }

export function timeoutsOf(connection: KafkaConnection): KafkaTimeouts {
  return { ...DEFAULT_TIMEOUTS, ...connection.timeouts }
}

/** Receives what the driver has to tell beside its errors. Texts never contain a secret. */
export type KafkaLog = (level: 'debug' | 'warn', message: string) => void

export interface BrokerAddress {
  host: string
  port: number
}

/** The first brokers to try, checked. */
export function seedAddresses(connection: KafkaConnection): BrokerAddress[] {
  if (connection.brokers.length === 0)
    throw new InvalidConnection('The connection names no broker. Add one as host:port.')
  return connection.brokers.map(parseAddress)
}

function parseAddress(text: string): BrokerAddress {
  const match = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text.trim())
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port < 1 || port > 65_535) {
    throw new InvalidConnection(`"${text}" is not the address of a broker. Write host:port, for example kafka-1:9092.`)
  }
  return { host, port }
}

export function formatAddress({ host, port }: BrokerAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * Takes the connection's secrets out of a text.
 *
 * Error texts come from the broker, from TLS and from kafkajs as well, and a broker is free to repeat what it was sent.
 */
export function withoutSecrets(text: string, connection: KafkaConnection): string {
  let clean = text
  for (const secret of secretsOf(connection)) clean = clean.replaceAll(secret, '***')
  return clean
}

function secretsOf({ sasl, ssl }: KafkaConnection): string[] {
  const secrets: (string | undefined)[] = [typeof ssl === 'object' ? ssl.key : undefined]
  if (sasl !== undefined && 'password' in sasl) secrets.push(sasl.password)
  if (sasl !== undefined && 'token' in sasl && typeof sasl.token === 'string') secrets.push(sasl.token)
  return secrets.filter((secret) => secret !== undefined && secret !== '') as string[]
}
