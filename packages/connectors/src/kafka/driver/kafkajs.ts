import { createRequire } from 'node:module'
import type { Socket } from 'node:net'

/**
 * The one place that reaches into kafkajs: its connection class, with the types it lacks.
 *
 * The connection brings TCP, TLS, SASL (with re-authentication), correlation of requests and their timeouts. What is
 * above it (requests, records, leaders, retries) is ours. The files behind these imports are not a public interface,
 * so kafkajs is pinned to one exact version.
 */
const require = createRequire(import.meta.url)

export interface KafkajsConnection {
  readonly socket: Socket | undefined
  readonly requestQueue: KafkajsRequestQueue
  connect(): Promise<unknown>
  authenticate(): Promise<void>
  disconnect(): Promise<unknown>
  isConnected(): boolean
  nextCorrelationId(): number
  rejectRequests(error: Error): void
  setVersions(versions: Record<number, { minVersion: number; maxVersion: number }>): void
  setSupportAuthenticationProtocol(supported: boolean): void
}

export interface KafkajsRequestQueue {
  readonly pending: readonly unknown[]
  push(request: {
    entry: {
      apiKey: number
      apiName: string
      apiVersion: number
      correlationId: number
      resolve(response: { payload: Buffer }): void
      reject(error: Error): void
    }
    expectResponse: boolean
    requestTimeout: number
    sendRequest(): void
  }): void
  maybeThrottle(throttleMs: number): void
  scheduleCheckPendingRequests(): void
}

export interface KafkajsLogger {
  namespace(): KafkajsLogger
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

export interface KafkajsConnectionOptions {
  host: string
  port: number
  clientId: string
  logger: KafkajsLogger
  socketFactory: (options: KafkajsSocketOptions) => Socket
  ssl: object | null
  sasl: object | null
  connectionTimeout: number
  requestTimeout: number
}

export interface KafkajsSocketOptions {
  host: string
  port: number
  ssl: object | null
  onConnect: () => void
}

const Connection = require('kafkajs/src/network/connection.js') as new (
  options: KafkajsConnectionOptions,
) => KafkajsConnection

export function createKafkajsConnection(options: KafkajsConnectionOptions): KafkajsConnection {
  const connection = new Connection(options)
  sleepOnlyForPending(connection.requestQueue)
  return connection
}

/**
 * Keeps the queue from setting a timer after every answer.
 *
 * kafkajs computes the time of that timer from a point in the past, which makes Node print a warning about negative
 * timeouts; it is of use only while requests wait.
 */
function sleepOnlyForPending(queue: KafkajsRequestQueue): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue)
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule()
  }
}
