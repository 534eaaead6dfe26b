import { defineOperator, type WindowSpec } from '@millrace/algebra'
import * as z from 'zod'
import { grouping } from '../shared/grouping.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/**
 * Groups rows by key and aggregates so many of them, in the order in which they come; event time plays no part.
 *
 * A group whose rows are too few gives nothing, not even at the end of the input (Flink's countWindow).
 */
export const countWindow = defineOperator({
  type: 'count-window',
  palette: {
    group: 'window',
    icon: 'tally-5',
    title: 'Count window',
    summary: 'Aggregates a fixed number of rows of a group.',
    synonyms: ['last rows', 'every n rows', 'batch', 'moving average', 'number of rows'],
  },
  config: z
    .strictObject({
      keyBy: grouping.keyBy,
      size: z
        .int()
        .min(1, 'At least one row is needed.')
        .optional()
        .meta({ control: 'number' })
        .describe('How many rows a result is over; without it all rows since the beginning.'),
      slide: z
        .int()
        .min(1, 'At least one row is needed.')
        .optional()
        .meta({ control: 'number' })
        .describe('After how many rows there is a result; without it after every `size` rows.'),
      aggregates: grouping.aggregates,
      having: grouping.having,
    })
    .refine(({ size, slide }) => size !== undefined || slide !== undefined, {
      message: 'Set `size`, `slide` or both.',
      path: ['size'],
    }),
  inputs: { in: {} },
  outputs: { out: {}, failed: { side: true, summary: 'Rows on which an expression failed.' } },
  plan({ config: { size, slide, keyBy, aggregates, having }, inputs }) {
    const over: WindowSpec = { kind: 'count', ...(size !== undefined && { size }), slide: slide ?? size! }
    const windows = inputs.in.window({ over, by: keyBy, compute: aggregates, having })
    return { out: windows, failed: windows.failed }
  },
  examples,
  zh,
})
