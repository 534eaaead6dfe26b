import { useEffect, useState } from 'react'
import { problemOf, type ShownProblem } from './client.ts'

interface Observer<T> {
  onData(value: T): void
  onError(error: unknown): void
}

interface Options<T> {
  /** What was given before is forgotten when this changes; undefined: nothing is subscribed to. */
  key: string | undefined
  subscribe(observer: Observer<T>): { unsubscribe(): void }
}

/** What is asked for may come to be: a table, once its job has begun. */
const AGAIN_MS = 1000

/** The newest value of a subscription, and what went wrong since. */
export function useSubscription<T>({ key, subscribe }: Options<T>): {
  value?: T | undefined
  problem?: ShownProblem | undefined
} {
  const [state, setState] = useState<{ key?: string; value?: T; problem?: ShownProblem }>({})
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says what is subscribed to
  useEffect(() => {
    if (key === undefined) return
    let subscription: { unsubscribe(): void } | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const begin = () => {
      subscription = subscribe({
        onData: (value) => setState({ key, value }),
        onError: (error) => {
          setState((before) => ({ ...(before.key === key && before), key, problem: problemOf(error) }))
          timer = setTimeout(begin, AGAIN_MS)
        },
      })
    }
    begin()
    return () => {
      clearTimeout(timer)
      subscription?.unsubscribe()
    }
  }, [key])
  return state.key === key ? state : {}
}
