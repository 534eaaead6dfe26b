import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { stateTtl } from '../shared/stateTtl.ts'
import { updates } from '../shared/updates.ts'
import { sessionKey, windowSpec } from '../shared/windowSpec.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** One row of each key, the first or the last; in windows, one row of each key and window. */
export const deduplicate = defineOperator({
  type: 'deduplicate',
  palette: {
    group: 'transform',
    icon: 'copy-minus',
    title: 'Deduplicate',
    summary: 'Keeps the first or the last row of each key.',
    synonyms: ['distinct', 'unique', 'first', 'latest', 'newest', 'row number', 'once'],
  },
  zh,
  config: z.strictObject({
    keyBy: control.fields().default([]).describe('Rows with equal values of these fields are the same.'),
    orderBy: control
      .field()
      .optional()
      .describe('The event time, when that decides which row is first; without it the order of arrival does.'),
    keep: z
      .enum(['first', 'last'])
      .default('first')
      .meta({ control: 'choice' })
      .describe('The first row stays; the last one is replaced whenever a later one comes.'),
    window: control.window().optional().describe('Windows of event time, to keep one row of each key in each of them.'),
    updates,
    ttl: stateTtl,
  }),
  inputs: { in: {} },
  outputs: { out: {}, late: { side: true, summary: 'Rows that came when their time was over.' } },
  plan({ config: { keyBy, orderBy, keep, window, updates, ttl }, inputs }) {
    const kept = window
      ? inputs.in.deduplicateWindows({
          by: keyBy,
          order: orderBy,
          keep,
          ttl,
          window: windowSpec(window),
          sessions: sessionKey(window, keyBy),
        })
      : inputs.in.deduplicate({ by: keyBy, order: orderBy, keep, updates, ttl })
    return { out: kept, late: kept.late }
  },
  examples,
})
