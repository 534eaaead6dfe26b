/** The runner's procedures, typed: questions over HTTP, what streams over one WebSocket. */
import {
  createTRPCClient,
  createWSClient,
  httpBatchLink,
  splitLink,
  type TRPCClient,
  TRPCClientError,
  wsLink,
} from '@trpc/client'
import { reaching } from './reach.ts'
import type { AppRouter, ProblemCode } from './types.ts'

const socketUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/trpc`

/** A socket that nobody uses closes; one that was lost is tried again, soon at first. */
const socket = createWSClient({
  url: socketUrl,
  lazy: { enabled: true, closeMs: 5000 },
  retryDelayMs: (attempt) => Math.min(2000, 150 * 2 ** attempt),
  keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 4000 },
  onClose: () => void ask().catch(() => undefined),
})

export const api: TRPCClient<AppRouter> = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: wsLink({ client: socket }),
      false: httpBatchLink({
        url: '/trpc',
        fetch: (input, init) => reaching(input as string, init as RequestInit),
        maxURLLength: 4000,
      }),
    }),
  ],
})

/** Asks who we are: the smallest question there is. */
export const ask = (): Promise<unknown> => api.session.me.query()

/** What a failed request says to a person. */
export interface ShownProblem {
  readonly message: string
  readonly hint?: string | undefined
  readonly code?: ProblemCode | undefined
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

export function problemOf(error: unknown): ShownProblem {
  if (!(error instanceof TRPCClientError)) return { message: error instanceof Error ? error.message : String(error) }
  const problem = (error as TRPCClientError<AppRouter>).data?.problem
  return { message: error.message, hint: problem?.hint, code: problem?.code, details: problem?.details }
}

/** The request reached nobody, so trying again later makes sense. */
export const isUnreached = (error: unknown): boolean => error instanceof TRPCClientError && !error.data
