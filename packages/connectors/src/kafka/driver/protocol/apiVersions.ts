import type { ApiVersions, Request, Throttled } from './request.ts'

export interface ApiVersionsResponse extends Throttled {
  errorCode: number
  versions: ApiVersions
}

/** The first request on every connection, and the only one that a broker answers before authentication. */
export const apiVersions: Request<ApiVersionsResponse> = {
  api: 'ApiVersions',
  key: 18,
  version: 0,
  write() {},
  read: (from) => ({
    throttleMs: 0,
    errorCode: from.int16(),
    versions: new Map(from.array(() => [from.int16(), { min: from.int16(), max: from.int16() }])),
  }),
}
