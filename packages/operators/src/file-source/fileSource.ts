import { defineSource } from '@millrace/algebra'
import * as z from 'zod'
import { fileFormat } from '../shared/format.ts'
import { pathsOf, rowOf, sourceConfig, tableTime } from '../shared/source.ts'
import { zh } from './zh.ts'

/** The lines of a file, to its end or as it grows. */
export const fileSource = defineSource({
  type: 'file-source',
  palette: {
    group: 'source',
    icon: 'file-input',
    title: 'File',
    summary: 'Reads the lines of a file: NDJSON, CSV or text.',
    synonyms: ['ndjson', 'csv', 'json lines', 'log file', 'tail', 'read'],
  },
  zh,
  config: z.strictObject({
    path: z
      .string()
      .min(1)
      .meta({ control: 'path' })
      .describe('The file; a relative path begins at the folder of the pipeline.'),
    format: fileFormat.describe('How a line is read.'),
    follow: z
      .boolean()
      .default(false)
      .meta({ control: 'switch' })
      .describe('Wait for more lines at the end of the file.'),
    ...sourceConfig,
  }),
  table(config, problem) {
    const row = rowOf(config.schema, problem)
    const { path, format, follow } = config
    if (format.type === 'text' && (row.length !== 1 || row[0]!.type.t !== 'VARCHAR')) {
      problem({ code: 'text-format', message: 'The format *text* needs exactly one STRING field.', path: 'schema' })
    }
    return {
      connector: 'file-source',
      options: { path, format: { ...format }, follow },
      row,
      ...pathsOf(config.schema, format.type, problem),
      ...tableTime(row, config, problem),
      bounded: !follow,
      onBadRecord: config.onBadRecord,
    }
  },
  examples: [
    {
      title: 'Flights from a file',
      config: {
        path: 'flights.ndjson',
        schema: [
          { name: 'departure', type: 'TIMESTAMP(3)' },
          { name: 'origin', type: 'STRING' },
          { name: 'delay', type: 'INT' },
        ],
        eventTime: { field: 'departure' },
      },
    },
  ],
})
