import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTRPCClient, createWSClient, httpBatchLink, splitLink, type TRPCClient, wsLink } from '@trpc/client'
import type { AppRouter } from '../routes/router.ts'
import { type Runner, startRunner } from '../runner.ts'

export type Api = TRPCClient<AppRouter>

/** A browser's part: it has signed in, and names its origin. */
export interface Client {
  api: Api
  cookie: string
  close(): void
}

/** A runner of this process on a folder of its own, on a free port. */
export interface TestRunner {
  runner: Runner
  data: string
  /** What went wrong inside. */
  troubles: string[]
  signIn(): Promise<Client>
  close(): Promise<void>
}

export const temporaryFolder = () => mkdtempSync(join(tmpdir(), 'millrace-runner-'))

/** Runners of test files that run side by side begin elsewhere each, below the ports that the system gives to others. */
export const freePort = () => 10_000 + ((process.pid * 37 + nextPort++) % 20_000)
let nextPort = 0

export async function testRunner(data: string = temporaryFolder(), web?: string): Promise<TestRunner> {
  const troubles: string[] = []
  const runner = await startRunner({
    data,
    port: freePort(),
    ...(web !== undefined && { web }),
    trouble: (detail) => troubles.push(detail),
  })
  const clients: Client[] = []
  return {
    runner,
    data,
    troubles,
    async signIn() {
      const client = clientOf(runner.origin, await cookieFrom(await runner.link()))
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) client.close()
      await runner.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** Opens a link as a browser does; the cookie of the session. */
export async function cookieFrom(link: string): Promise<string> {
  const { origin, hash } = new URL(link)
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: origin },
    body: JSON.stringify({ token: hash.slice(1) }),
  })
  const [cookie] = answer.headers.getSetCookie()
  if (!cookie) throw new Error(`Signing in was refused: ${answer.status} ${await answer.text()}`)
  return cookie.split(';', 1)[0]!
}

export function clientOf(origin: string, cookie: string): Client {
  const headers = { Origin: origin, Cookie: cookie }
  const socket = createWSClient({
    url: `${origin.replace('http', 'ws')}/trpc`,
    WebSocket: withHeaders(headers),
    lazy: { enabled: true, closeMs: 60_000 },
  })
  const api = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: wsLink({ client: socket }),
        false: httpBatchLink({ url: `${origin}/trpc`, headers }),
      }),
    ],
  })
  return { api, cookie, close: () => void socket.close() }
}

/** A browser sends these by itself. */
function withHeaders(headers: Record<string, string>): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers } as unknown as string[])
    }
  }
}

export interface Watched<T> {
  values: T[]
  error: Error | undefined
  stop(): void
}

/** Keeps what a subscription tells. */
export function watch<T>(
  subscribe: (observer: { onData(value: T): void; onError(error: Error): void }) => { unsubscribe(): void },
): Watched<T> {
  const watched: Watched<T> = { values: [], error: undefined, stop: () => subscription.unsubscribe() }
  const subscription = subscribe({
    onData: (value) => watched.values.push(value),
    onError: (error) => {
      watched.error = error
    },
  })
  return watched
}

/** Waits until a value is there; throws what was last seen when it does not come. */
export async function until<T>(
  read: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  ms = 30_000,
): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const value = await read()
    if (value) return value
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
