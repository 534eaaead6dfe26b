import * as z from 'zod'

/** Which changes of an updated result go out. */
export const updates = z
  .enum(['every', 'latest'])
  .default('every')
  .meta({ control: 'choice' })
  .describe(
    'Which changes go out: every one, as each row makes it; or, faster, the latest of rows that come together. In the end the result is the same.',
  )
