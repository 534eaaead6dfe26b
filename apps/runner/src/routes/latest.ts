import { setTimeout as delay } from 'node:timers/promises'
import type { News } from '../jobs/news.ts'
import type { Socket } from './context.ts'

/** No subscription tells more often than this. */
export const EVERY_MS = 250
/** A browser that has this much before it gets nothing until it has taken it. */
const MOST_BUFFERED = 256 * 1024

/**
 * The present state, then the newest one whenever there is news.
 *
 * Nothing is queued: what comes while the browser is slow is left out, and the next value is the newest of all. `read` gives
 * undefined when there is nothing to tell.
 */
export async function* latest<T>(
  news: News,
  read: () => T | undefined | Promise<T | undefined>,
  {
    socket,
    signal,
    everyMs = () => EVERY_MS,
  }: { socket: Socket | undefined; signal: AbortSignal; everyMs?: () => number },
): AsyncGenerator<T, void> {
  for (;;) {
    const { seen } = news
    const value = await read()
    if (signal.aborted) return
    if (value !== undefined) yield value
    await pause(everyMs(), signal)
    while (!signal.aborted && (socket?.bufferedAmount ?? 0) > MOST_BUFFERED) await pause(EVERY_MS, signal)
    await news.after(seen, signal)
    if (signal.aborted) return
  }
}

/** A pause that ends early when the browser has gone. */
const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => undefined)
