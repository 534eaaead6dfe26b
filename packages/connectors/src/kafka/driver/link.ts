import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { addressesOf, answering } from '../../egress/reach.ts'
import {
  type BrokerAddress,
  formatAddress,
  type KafkaConnection,
  type KafkaLog,
  seedAddresses,
  timeoutsOf,
  withoutSecrets,
} from './connection.ts'
import { UnsupportedBroker } from './errors.ts'
import { guardFrames } from './frameGuard.ts'
import {
  createKafkajsConnection,
  type KafkajsConnection,
  type KafkajsLogger,
  type KafkajsSocketOptions,
} from './kafkajs.ts'
import { linkError } from './linkErrors.ts'
import { oauthBearerLogin } from './oauthBearer.ts'
import { apiVersions } from './protocol/apiVersions.ts'
import { CODE } from './protocol/errorCodes.ts'
import type { ApiVersions, Request, Throttled } from './protocol/request.ts'
import { Reader, Writer } from './protocol/wire.ts'

const KEEP_ALIVE_MS = 60_000

/**
 * One authenticated connection to one broker. Once it has failed it stays closed: a new link is a new object.
 *
 * kafkajs could connect the same object again, but would then read the new stream behind the rest of the old one.
 */
export class Link {
  readonly #connection: KafkajsConnection
  readonly #options: KafkaConnection
  readonly #address: BrokerAddress
  #versions: ApiVersions = new Map()

  private constructor(options: KafkaConnection, address: BrokerAddress, lookup: LookupFunction, log: KafkaLog) {
    const { connectMs, requestMs } = timeoutsOf(options)
    this.#options = options
    this.#address = address
    this.#connection = createKafkajsConnection({
      ...address,
      clientId: options.clientId,
      logger: loggerOf(log, options),
      socketFactory: (socket) => openSocket(socket, lookup),
      ssl: options.ssl === true ? {} : options.ssl || null,
      sasl: saslOf(options),
      connectionTimeout: connectMs,
      requestTimeout: requestMs,
    })
  }

  static async open(options: KafkaConnection, address: BrokerAddress, log: KafkaLog): Promise<Link> {
    const lookup = await lookupOf(options, address)
    const link = new Link(options, address, lookup, log)
    try {
      await link.#open()
    } catch (error) {
      link.close()
      throw linkError(error, address, options)
    }
    return link
  }

  get open(): boolean {
    return this.#connection.isConnected()
  }

  get versions(): ApiVersions {
    return this.#versions
  }

  /** `waitMs` is how long the broker may take its time before the ordinary time limit begins. */
  async send<Response extends Throttled>(request: Request<Response>, waitMs = 0): Promise<Response> {
    this.#checkVersion(request)
    try {
      await this.#connection.authenticate()
      return await this.#exchange(request, waitMs)
    } catch (error) {
      // An unanswered request says that the connection is not to be trusted, and the answer may still be on its way.
      this.close()
      throw linkError(error, this.#address, this.#options)
    }
  }

  close(): void {
    this.#connection.rejectRequests(new Error('The connection was closed.'))
    // Resolves once no request is under way, which the line above has seen to; nobody needs to wait for it.
    this.#connection.disconnect().catch(() => {})
    this.#connection.socket?.destroy()
  }

  async #open(): Promise<void> {
    await this.#connection.connect()
    const { errorCode, versions } = await this.#exchange(apiVersions, 0)
    if (errorCode !== CODE.none)
      throw new UnsupportedBroker(`${formatAddress(this.#address)} does not say what it speaks.`)
    this.#versions = versions
    this.#connection.setVersions(
      Object.fromEntries([...versions].map(([key, { min, max }]) => [key, { minVersion: min, maxVersion: max }])),
    )
    this.#connection.setSupportAuthenticationProtocol(versions.has(SASL_AUTHENTICATE))
    await this.#connection.authenticate()
  }

  async #exchange<Response extends Throttled>(request: Request<Response>, waitMs: number): Promise<Response> {
    const payload = await new Promise<Buffer>((resolve, reject) => {
      const correlationId = this.#connection.nextCorrelationId()
      const parts = frame(request, correlationId, this.#options.clientId)
      this.#connection.requestQueue.push({
        entry: {
          apiKey: request.key,
          apiName: request.api,
          apiVersion: request.version,
          correlationId,
          resolve: (response) => resolve(response.payload),
          reject,
        },
        expectResponse: true,
        requestTimeout: timeoutsOf(this.#options).requestMs + waitMs,
        sendRequest: () => this.#write(parts),
      })
    })
    const response = request.read(new Reader(payload))
    this.#connection.requestQueue.maybeThrottle(response.throttleMs)
    return response
  }

  #write(parts: Uint8Array[]): void {
    const { socket } = this.#connection
    if (socket === undefined || !this.open) throw new Error('The connection is closed.')
    socket.cork()
    for (const part of parts) socket.write(part)
    socket.uncork()
  }

  #checkVersion({ api, key, version }: Request<never> | Request<Throttled>): void {
    const spoken = this.#versions.get(key)
    if (spoken !== undefined && spoken.min <= version && version <= spoken.max) return
    const speaks = spoken === undefined ? 'does not know it' : `speaks versions ${spoken.min} to ${spoken.max}`
    throw new UnsupportedBroker(
      `This driver needs version ${version} of the request ${api}, but ${formatAddress(this.#address)} ${speaks}. ` +
        'Kafka 2.3 or later is needed.',
    )
  }
}

const SASL_AUTHENTICATE = 36

/** Size, header and fields of a request, ready for the socket. */
function frame(request: Request<Throttled>, correlationId: number, clientId: string): Uint8Array[] {
  const body = new Writer().int16(request.key).int16(request.version).int32(correlationId).string(clientId)
  request.write(body)
  const parts = body.parts()
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  return [...new Writer().int32(size).parts(), ...parts]
}

/** Where a broker is, looked at before anything is sent there. */
async function lookupOf(options: KafkaConnection, address: BrokerAddress): Promise<LookupFunction> {
  const named = seedAddresses(options).map(({ host }) => host)
  try {
    return answering(await addressesOf({ ...address, named, refusedPorts: options.refusedPorts ?? [] }))
  } catch (error) {
    throw linkError(error, address, options)
  }
}

function openSocket({ host, port, ssl, onConnect }: KafkajsSocketOptions, lookup: LookupFunction): Socket {
  const socket =
    ssl === null
      ? connectTcp({ host, port, lookup, noDelay: true }, onConnect)
      : connectTls(
          { host, port, lookup, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl },
          onConnect,
        ).setNoDelay(true)
  guardFrames(socket)
  return socket.setKeepAlive(true, KEEP_ALIVE_MS)
}

function saslOf({ sasl }: KafkaConnection): object | null {
  if (sasl === undefined) return null
  if (sasl.mechanism !== 'oauthbearer') return { ...sasl }
  const { mechanism, token } = sasl
  return { mechanism, authenticationProvider: oauthBearerLogin(typeof token === 'string' ? () => token : token) }
}

function loggerOf(log: KafkaLog, options: KafkaConnection): KafkajsLogger {
  const tell = (message: string) => log('debug', withoutSecrets(message, options))
  const logger: KafkajsLogger = {
    namespace: () => logger,
    debug: () => {},
    info: tell,
    warn: tell,
    error: tell,
  }
  return logger
}
