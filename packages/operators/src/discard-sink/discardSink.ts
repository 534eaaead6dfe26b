import { defineSink } from '@millrace/algebra'
import * as z from 'zod'
import { zh } from './zh.ts'

/** Counts rows and forgets them: for measuring, and for ports whose rows are not wanted. */
export const discardSink = defineSink({
  type: 'discard-sink',
  palette: {
    group: 'sink',
    icon: 'trash-2',
    title: 'Discard',
    summary: 'Counts rows and forgets them.',
    synonyms: ['blackhole', 'null', 'drop', 'nothing', 'benchmark'],
  },
  zh,
  config: z.strictObject({}),
  accepts: ['append', 'upsert', 'retract'],
  guarantee: 'none',
  table: (_, input) => ({ connector: 'discard-sink', options: {}, row: input.row, bounded: false }),
  examples: [{ title: 'Discard', config: {} }],
})
