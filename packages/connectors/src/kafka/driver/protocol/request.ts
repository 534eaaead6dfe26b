import type { Reader, Writer } from './wire.ts'

/** One kind of request in the one version of it that this driver speaks. */
export interface Request<Response extends Throttled> {
  /** As Kafka's documentation calls it. */
  api: string
  key: number
  version: number
  write(to: Writer): void
  read(from: Reader): Response
}

/** The broker asks a client that is over its quota to wait before its next request. */
export interface Throttled {
  throttleMs: number
}

/** Lowest and highest version of each request that a broker takes, by request key. */
export type ApiVersions = ReadonlyMap<number, { min: number; max: number }>
