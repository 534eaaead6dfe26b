import type { Row } from '@millrace/language'

declare global {
  /** What browsers and Node both give, and the language's own library does not declare. */
  interface AbortSignal {
    readonly aborted: boolean
  }
}

/**
 * What a connector gives to look rows up key by key.
 *
 * That is all of it: how many requests are under way, how long they may take, when one is tried again, what is remembered and in which
 * order rows go on is the engine's.
 */
export interface LookupService {
  /** Keys that one request may ask for at most. */
  readonly keysPerRequest: number
  /** Gets ready, before the first request. */
  open?(): Promise<void>
  /**
   * The rows of each key, in the order of the keys. Keys are values of the key columns in the order of the node, all different and never
   * NULL. A key without rows is no failure.
   *
   * It rejects when it cannot tell, and may then be asked the same again; not after a problem whose `retryable` is false. Once the signal
   * is aborted nobody waits for the answer any more.
   */
  lookup(keys: readonly Row[], signal: AbortSignal): Promise<readonly (readonly Row[])[]>
  close?(): Promise<void>
}
