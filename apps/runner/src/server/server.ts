import type { IncomingHttpHeaders } from 'node:http'
import websocket from '@fastify/websocket'
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Context, Socket } from '../routes/context.ts'
import { type AppRouter, appRouter } from '../routes/router.ts'
import type { Session } from '../security/sessions.ts'
import type { Services } from '../services.ts'
import { cookieName, readCookie } from './cookie.ts'
import { apiHeaders } from './headers.ts'
import { type Addresses, type Refusal, refusalOf } from './policy.ts'
import { signInRoutes } from './signIn.ts'
import { WebFiles } from './webFiles.ts'

export interface ServerParts {
  services: Services
  port: number
  addresses: Addresses
  /** Where the built web app lies; without it there is only the API. */
  web: string | undefined
}

const MOST_BODY = 8 * 1024 * 1024
const MOST_MESSAGE = 1024 * 1024
/** Sockets of one session; a tab needs one. */
const MOST_SOCKETS = 50
/** How often it is looked whether the session of an open socket still lasts. */
const CHECK_MS = 60_000

/** The server: policy first, then the session, then what was asked. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const { services, port, addresses } = parts
  const app = fastify({
    logger: false,
    bodyLimit: MOST_BODY,
    // Requests that are bundled have long paths.
    routerOptions: { maxParamLength: 5000 },
    requestTimeout: 60_000,
    forceCloseConnections: true,
  })
  const sessionOf = ({ cookie }: IncomingHttpHeaders) => services.sessions.find(readCookie(cookie, cookieName(port)))

  // Before our own hooks, so that it also ends the sockets of upgrades that are refused.
  await app.register(websocket, { options: { maxPayload: MOST_MESSAGE } })
  app.addHook('onRequest', async (request, reply) => {
    const refusal = refusalOf(formOf(request), addresses)
    if (refusal) return refuse(reply, refusal)
    if (isUpgrade(request) && !(await sessionOf(request.headers)))
      return refuse(reply, { status: 401, message: 'Open the link that the runner printed.' })
  })
  app.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) services.trouble(error.stack ?? error.message)
    const message = status >= 500 ? 'The runner made a mistake. Its log says more.' : 'The request cannot be read.'
    return reply.code(status).headers(apiHeaders).send({ message })
  })

  const sockets = new Sockets(services)
  const createContext = async ({
    req,
    res,
  }: {
    req: { headers: IncomingHttpHeaders }
    res: unknown
  }): Promise<Context> => {
    const session = await sessionOf(req.headers)
    const socket = isSocket(res) ? res : undefined
    if (socket) sockets.open(socket, session)
    return { services, session, socket }
  }
  const trpcOptions = {
    router: appRouter,
    createContext,
    responseMeta: () => ({ headers: apiHeaders }),
    keepAlive: { enabled: true, pingMs: 30_000, pongWaitMs: 10_000 },
  }
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    useWSS: true,
    trpcOptions: trpcOptions as unknown as FastifyTRPCPluginOptions<AppRouter>['trpcOptions'],
  })
  signInRoutes(app, services.sessions, port, services.now)
  app.get('/api/health', (_, reply) => reply.headers(apiHeaders).send({ up: true }))
  serveWeb(app, new WebFiles(parts.web))
  return app
}

/** Nothing more is read from somebody who was refused. */
const refuse = (reply: FastifyReply, { status, message }: Refusal) =>
  reply
    .code(status)
    .headers({ ...apiHeaders, Connection: 'close' })
    .send({ message })

const isUpgrade = ({ headers }: FastifyRequest) => headers.upgrade !== undefined

const formOf = (request: FastifyRequest) => ({
  method: request.method,
  upgrade: isUpgrade(request),
  host: request.headers.host,
  origin: request.headers.origin,
  fetchSite: request.headers['sec-fetch-site'] as string | undefined,
  opensPage: request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && !isApi(pathOf(request)),
  contentType: request.headers['content-type'],
})

const pathOf = ({ url }: FastifyRequest) => url.split('?', 1)[0]!
const isApi = (path: string) => /^\/(api|trpc)(\/|$)/.test(path)

/** What is used of a WebSocket. */
interface OpenSocket extends Socket {
  close(code: number, reason: string): void
  on(event: 'close', listener: () => void): void
}

const isSocket = (response: unknown): response is OpenSocket =>
  typeof response === 'object' && response !== null && 'bufferedAmount' in response

function serveWeb(app: FastifyInstance, files: WebFiles): void {
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request)
    const page = request.method === 'GET' || request.method === 'HEAD'
    const file = page && !isApi(path) ? files.find(path) : undefined
    return file ? reply.code(200).headers(file.headers).send(file.content) : notFound(reply, files)
  })
}

const notFound = (reply: FastifyReply, files: WebFiles) =>
  reply
    .code(404)
    .headers(apiHeaders)
    .send({ message: files.present ? 'There is nothing here.' : 'The web app is not built: npm start builds it.' })

/** Open sockets; each goes with its session. */
class Sockets {
  private readonly services: Services
  private readonly counts = new Map<string, number>()
  constructor(services: Services) {
    this.services = services
  }

  open(socket: OpenSocket, session: Session | undefined): void {
    const hash = session?.hash
    const open = hash === undefined ? MOST_SOCKETS : (this.counts.get(hash) ?? 0)
    if (!session || hash === undefined || open >= MOST_SOCKETS)
      return socket.close(1008, 'No session, or too many sockets.')
    this.counts.set(hash, open + 1)
    const end = () => socket.close(1008, 'The session has ended.')
    const forget = this.services.sessions.whenEnded(session, end)
    const timer = setInterval(async () => {
      if (!(await this.services.sessions.findByHash(hash))) end()
    }, CHECK_MS)
    socket.on('close', () => {
      clearInterval(timer)
      forget()
      const left = this.counts.get(hash)! - 1
      if (left === 0) this.counts.delete(hash)
      else this.counts.set(hash, left)
    })
  }
}
