import { defineSink } from '@millrace/algebra'
import * as z from 'zod'
import { zh } from './zh.ts'

/** Keeps rows where the job runs, as a table that can be looked at: updates replace, deletions remove. */
export const tableSink = defineSink({
  type: 'table-sink',
  palette: {
    group: 'sink',
    icon: 'table-2',
    title: 'Table',
    summary: 'Keeps rows as a table to look at.',
    synonyms: ['result', 'view', 'materialize', 'ranking', 'list', 'grid'],
  },
  zh,
  config: z.strictObject({
    maxRows: z
      .int()
      .min(1)
      .max(100_000)
      .default(10_000)
      .meta({ control: 'number' })
      .describe('Most rows that are kept; the oldest go first.'),
  }),
  accepts: ['append', 'upsert', 'retract'],
  guarantee: 'exactly-once',
  table: ({ maxRows }, input) => ({ connector: 'table-sink', options: { maxRows }, row: input.row, bounded: false }),
  examples: [{ title: 'The newest hundred rows', config: { maxRows: 100 } }],
})
