import { control, defineOperator, problemsOfRows, type Relation, ROWS_TABLE, type Table } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import * as z from 'zod'
import { fileFormat } from '../shared/format.ts'
import { pathsOf, rowOf, schemaField } from '../shared/source.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

const table = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('file').describe('The lines of a file, which is read before the first row.'),
    path: z
      .string()
      .min(1)
      .meta({ control: 'path' })
      .describe('The file; a relative path begins at the folder of the pipeline.'),
    format: fileFormat.describe('How a line is read.'),
    reload: control
      .duration(1000)
      .optional()
      .meta({ title: 'Read again after' })
      .describe('After this long the file is read anew; without it, it is read once.'),
    timeout: control
      .duration(1000)
      .default(60_000)
      .describe('A file that takes longer to read ends the job, which may try again.'),
    maxRows: z
      .int()
      .min(1)
      .default(1_000_000)
      .meta({ control: 'number' })
      .describe('A table with more rows is refused, since all of it is kept in memory.'),
  }),
  z.strictObject({
    type: z.literal('rows').describe('Rows that are written down here.'),
    rows: z
      .array(z.record(z.string(), z.json()))
      .max(10_000, 'Put so many rows into a file.')
      .meta({ control: 'rows' })
      .describe('The rows, each a JSON object.'),
  }),
])

/** Joins each row with what a table outside says about its key at that moment. */
export const lookupJoin = defineOperator({
  type: 'lookup-join',
  palette: {
    group: 'enrich',
    icon: 'scan-search',
    title: 'Look up',
    summary: 'Adds to each row what a table says about its key.',
    synonyms: ['enrich', 'dimension', 'reference data', 'lookup join', 'side input', 'dictionary', 'vlookup'],
  },
  zh,
  config: z.strictObject({
    table: table.meta({ control: 'options' }).describe('Where the table is.'),
    schema: z
      .array(schemaField)
      .min(1, 'Name at least one field.')
      .meta({ control: 'schema' })
      .describe('The fields of the table and their types.'),
    kind: z
      .enum(['inner', 'left'])
      .default('inner')
      .meta({ control: 'choice' })
      .describe('Whether rows that are not in the table are dropped, or go out padded with NULL.'),
    leftKeys: control.fields('in').describe('Fields of the input that must equal those of the table.'),
    rightKeys: control.fields('table').describe('Fields of the table, one for each of the input, in the same order.'),
    condition: control
      .expression('pair')
      .optional()
      .describe('A further condition: `l` is the row of the input, `r` that of the table.'),
    fields: control
      .joinedFields(['in', 'table'])
      .optional()
      .describe('Fields of the result; without them all of the input, and those of the table that have other names.'),
  }),
  inputs: { in: {} },
  outputs: { out: {} },
  plan({ config: { table, schema, ...config }, inputs }) {
    const reload = table.type === 'file' ? table.reload : undefined
    return { out: inputs.in.lookup(tableOf(table, schema, inputs.in), { ...config, names: ['in', 'table'], reload }) }
  },
  examples,
})

/** The table as a connector reads it. */
function tableOf(table: TableConfig, schema: SchemaConfig, { scope }: Relation): Table {
  const problem = (given: Parameters<typeof scope.problem>[0]) => void scope.problem(given)
  const row = rowOf(schema, problem)
  if (table.type === 'file') {
    const { path, format, maxRows, timeout } = table
    const options = { path, format: { ...format }, maxRows, timeout }
    return { connector: 'file', options, row, ...pathsOf(schema, format.type, problem), bounded: true }
  }
  const rows = table.rows as { [field: string]: Json }[]
  const wrong = problemsOfRows(rows, row)
  for (const { path, message } of wrong)
    problem({ code: 'table-row', message, hint: 'Change the row or the schema.', path: `table.rows${path}` })
  return { connector: ROWS_TABLE, options: { rows: wrong.length === 0 ? rows : [] }, row, bounded: true }
}

type TableConfig = z.output<typeof table>
/** Kinds of tables. */
export type LookupTable = TableConfig['type']
type SchemaConfig = z.output<typeof schemaField>[]
