import { defineSink } from '@millrace/algebra'
import * as z from 'zod'
import { zh } from './zh.ts'

/** Writes each row as one line of JSON; after a restart the file goes on exactly where the checkpoint left it. */
export const fileSink = defineSink({
  type: 'file-sink',
  palette: {
    group: 'sink',
    icon: 'file-output',
    title: 'File',
    summary: 'Writes rows to a file as NDJSON.',
    synonyms: ['ndjson', 'json lines', 'export', 'save', 'write'],
  },
  zh,
  config: z.strictObject({
    path: z
      .string()
      .min(1)
      .meta({ control: 'path' })
      .describe('The file; a relative path begins at the folder of the pipeline. A new run replaces it.'),
  }),
  accepts: ['append', 'upsert', 'retract'],
  guarantee: 'exactly-once',
  table: ({ path }, input) => ({ connector: 'file-sink', options: { path }, row: input.row, bounded: false }),
  examples: [{ title: 'A file beside the pipeline', config: { path: 'result.ndjson' } }],
})
