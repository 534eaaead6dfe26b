import { control, type LookupRequests } from '@millrace/algebra'
import * as z from 'zod'

const cache = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none').describe('Every batch of rows asks anew.') }),
  z.strictObject({
    type: z.literal('partial').describe('Answers are kept for a while, and used again.'),
    maxRows: z
      .int()
      .min(1)
      .default(10_000)
      .meta({ control: 'number' })
      .describe('With more rows, those that were not used for longest go. A key without rows counts as one.'),
    expireAfterWrite: control
      .duration()
      .optional()
      .describe('An answer that is older is asked for again; without it, age does not matter.'),
    expireAfterAccess: control
      .duration()
      .optional()
      .describe('An answer that was not used for this long is asked for again; without it, that does not matter.'),
    missingKeys: z
      .boolean()
      .default(true)
      .meta({ control: 'switch' })
      .describe('Whether it is kept, too, that a key has no rows.'),
  }),
])

/** Configuration of every table that is asked key by key. */
export const requestConfig = {
  cache: cache
    .default({ type: 'none' })
    .meta({ control: 'options' })
    .describe('Whether answers are used again. A cached one may be older than the table.'),
  capacity: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .meta({ control: 'number' })
    .describe('Requests under way at most; when there are as many, reading waits.'),
  timeout: control
    .duration()
    .default(180_000)
    .describe('How long a request may take, all attempts together. After that its rows have failed.'),
  attempts: z
    .int()
    .min(1)
    .default(3)
    .meta({ control: 'number' })
    .describe('How often a request is tried that fails. A key without rows is no failure.'),
  retryDelay: control.duration(0).default(1000).describe('How long to wait before the next attempt.'),
}

const config = z.object(requestConfig)

/** How the engine asks. */
export function requestsOf({
  cache,
  capacity,
  timeout,
  attempts,
  retryDelay,
}: z.output<typeof config>): LookupRequests {
  const requests = { capacity, timeout, attempts, retryDelay }
  if (cache.type === 'none') return requests
  const { maxRows, expireAfterWrite, expireAfterAccess, missingKeys } = cache
  const expiry = {
    ...(expireAfterWrite !== undefined && { expireAfterWrite }),
    ...(expireAfterAccess !== undefined && { expireAfterAccess }),
  }
  return { ...requests, cache: { maxRows, missingKeys, ...expiry } }
}
