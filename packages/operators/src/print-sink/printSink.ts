import { defineSink } from '@millrace/algebra'
import * as z from 'zod'
import { zh } from './zh.ts'

/** Shows rows where the job runs: on the terminal, or in the job's log. */
export const printSink = defineSink({
  type: 'print-sink',
  palette: {
    group: 'sink',
    icon: 'terminal',
    title: 'Print',
    summary: 'Shows rows on the terminal or in the log.',
    synonyms: ['console', 'log', 'debug', 'stdout', 'show'],
  },
  zh,
  config: z.strictObject({
    prefix: z.string().max(100).default('').meta({ control: 'text' }).describe('Text before every row.'),
  }),
  accepts: ['append', 'upsert', 'retract'],
  guarantee: 'none',
  table: ({ prefix }, input) => ({ connector: 'print-sink', options: { prefix }, row: input.row, bounded: false }),
  examples: [{ title: 'With a prefix', config: { prefix: 'top: ' } }],
})
