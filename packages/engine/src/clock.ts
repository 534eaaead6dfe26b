/** Time as the engine sees it: a parameter, so that tests and simulations can turn it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds that never go back. */
  monotonic(): number
  /** Lets other work of the process run: signals, timers, messages. */
  pause(): Promise<void>
  sleep(ms: number): Promise<void>
}
