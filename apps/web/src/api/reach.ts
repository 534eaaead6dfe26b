/** Whether the runner answers, and whether it knows us. One place finds out, everything else reads it. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** `gone`: nobody answers; `signed-out`: somebody does and wants a session. */
export type Reach = 'ok' | 'gone' | 'signed-out'

export const reachStore = createStore<{ readonly reach: Reach }>(() => ({ reach: 'ok' }))
export const useReach = (): Reach => useStore(reachStore, ({ reach }) => reach)

const note = (reach: Reach) => {
  if (reachStore.getState().reach !== reach) reachStore.setState({ reach })
}

/** Statuses of a proxy whose runner is away. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504])

/** `fetch` that notes what its answer says about the runner. */
export async function reaching(input: RequestInfo | URL | string, init?: RequestInit): Promise<Response> {
  try {
    const response = await fetch(input, init)
    if (response.status === 401) note('signed-out')
    else note(AWAY.has(response.status) && !isJson(response) ? 'gone' : 'ok')
    return response
  } catch (problem) {
    if (!(problem instanceof DOMException && problem.name === 'AbortError')) note('gone')
    throw problem
  }
}

/** The runner answers in JSON, also when something that it asked is not there. */
const isJson = (response: Response) => response.headers.get('content-type')?.includes('json') ?? false

const ASK_AGAIN_MS = 1000

/** While the runner is gone, asks every second whether it is back. Returns how to stop. */
export function watchReach(ask: () => Promise<unknown>): () => void {
  let timer: ReturnType<typeof setInterval> | undefined
  const follow = ({ reach }: { reach: Reach }) => {
    clearInterval(timer)
    timer = reach === 'gone' ? setInterval(() => void ask().catch(() => undefined), ASK_AGAIN_MS) : undefined
  }
  follow(reachStore.getState())
  const leave = reachStore.subscribe(follow)
  return () => {
    leave()
    clearInterval(timer)
  }
}
