import { control, defineOperator, problemsOfRows, type Relation, ROWS_TABLE, type Table } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import * as z from 'zod'
import { fileFormat } from '../shared/format.ts'
import { pathsOf, rowOf, schemaField } from '../shared/source.ts'
import { examples } from './examples.ts'
import { requestConfig, requestsOf } from './requests.ts'
import { zh } from './zh.ts'

const file = {
  path: z
    .string()
    .min(1)
    .meta({ control: 'path' })
    .describe('The file; a relative path begins at the folder of the pipeline.'),
  format: fileFormat.describe('How a line is read.'),
}

const table = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('file').describe('The lines of a file, which is read before the first row.'),
    ...file,
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
    type: z
      .literal('indexed-file')
      .describe(
        'The lines of a large file, read when their keys are looked up: only where each one lies is in memory.',
      ),
    ...file,
    maxRows: z
      .int()
      .min(1)
      .default(10_000_000)
      .meta({ control: 'number' })
      .describe('A file with more rows is refused; each takes about 20 bytes of memory.'),
    ...requestConfig,
  }),
  z.strictObject({
    type: z.literal('rows').describe('Rows that are written down here.'),
    rows: z
      .array(z.record(z.string(), z.json()))
      .max(10_000, 'Put so many rows into a file.')
      .meta({ control: 'rows', title: 'Rows of the table' })
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
  outputs: { out: {}, failed: { side: true, summary: 'Rows whose key could not be looked up.' } },
  plan({ config: { table, schema, ...config }, inputs }) {
    const reload = table.type === 'file' ? table.reload : undefined
    const requests = table.type === 'indexed-file' ? requestsOf(table) : undefined
    if (requests) expectKeys(inputs.in, config.leftKeys)
    const names = ['in', 'table'] as const
    const rows = inputs.in.lookup(tableOf(table, schema, inputs.in), { ...config, names, reload, requests })
    return { out: rows, failed: rows.failed }
  },
  examples,
})

/** Without a key there is nothing to ask for. */
function expectKeys({ scope }: Relation, keys: readonly unknown[]): void {
  if (keys.length > 0) return
  const message = 'A table that is asked key by key needs a key.'
  scope.problem({ code: 'lookup-keys', message, hint: 'Choose fields that must be equal.', path: 'leftKeys' })
}

/** The table as a connector reads it. */
function tableOf(table: TableConfig, schema: SchemaConfig, { scope }: Relation): Table {
  const problem = (given: Parameters<typeof scope.problem>[0]) => void scope.problem(given)
  const row = rowOf(schema, problem)
  if (table.type !== 'rows') {
    const { type, path, format, maxRows } = table
    const options = { path, format: { ...format }, maxRows, ...(type === 'file' && { timeout: table.timeout }) }
    return { connector: type, options, row, ...pathsOf(schema, format.type, problem), bounded: true }
  }
  const rows = table.rows as { [field: string]: Json }[]
  const wrong = problemsOfRows(rows, row)
  for (const { path, message } of wrong)
    problem({ code: 'table-row', message, hint: 'Change the row or the schema.', path: `table.rows${path}` })
  return { connector: ROWS_TABLE, options: { rows: wrong.length === 0 ? rows : [] }, row, bounded: true }
}

type TableConfig = z.output<typeof table>
/** Kinds of tables: those that a connector reads as a whole, and those that it is asked for by key. */
export type WholeTable = Extract<TableConfig['type'], 'file'>
export type KeyedTable = Extract<TableConfig['type'], 'indexed-file'>
type SchemaConfig = z.output<typeof schemaField>[]
