import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { csv } from '../shared/format.ts'
import { pathsOf, rowOf, sourceConfig } from '../shared/source.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

const separator = (preset: string) => z.string().min(1).default(preset).meta({ control: 'text' })

const format = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('json').describe('A JSON object; a field may lie at a path inside it.') }),
    csv.extend({ type: z.literal('csv').describe('Values separated by commas, in the order of the fields.') }),
    z.strictObject({
      type: z.literal('key-value').describe('Keys with values: a=1 b="x y". Keys that are no fields are skipped.'),
      pairs: separator(' ').describe('What stands between two pairs.'),
      values: separator('=').describe('What stands between a key and its value.'),
    }),
    z.strictObject({
      type: z
        .literal('regex')
        .describe('The groups of a regular expression that is found in the text, in the order of the fields.'),
      pattern: z
        .string()
        .min(1, 'Write a pattern.')
        .meta({ control: 'text' })
        .describe('Written as in Java; every field is one group in parentheses.'),
    }),
  ])
  .default({ type: 'json' })
  .meta({ control: 'options' })

/** Reads a text as fields: a JSON payload, a line of a log, the query string of an address. */
export const parse = defineOperator({
  type: 'parse',
  palette: {
    group: 'transform',
    icon: 'braces',
    title: 'Parse',
    summary: 'Reads the fields in a text: JSON, CSV, keys with values, or a pattern.',
    synonyms: ['json', 'csv', 'regex', 'logfmt', 'grok', 'extract', 'decode', 'query string'],
  },
  zh,
  config: z.strictObject({
    field: control.field().describe('The text that is read.'),
    format: format.describe('How the text has fields in it.'),
    schema: sourceConfig.schema.describe('The fields in the text and their types.'),
    keep: z
      .boolean()
      .default(false)
      .meta({ control: 'switch', title: 'Keep text' })
      .describe('Whether the text itself stays.'),
    onBadRecord: z
      .enum(['reject', 'fail'])
      .default('reject')
      .meta({ control: 'choice' })
      .describe('What happens to a text that cannot be read: its row goes to the port `rejected`, or the job fails.'),
  }),
  inputs: { in: {} },
  outputs: { out: {}, rejected: { side: true, summary: 'Rows with a text that cannot be read.' } },
  plan({ config: { field, format, schema, keep, onBadRecord }, inputs }) {
    const { scope } = inputs.in
    const problem = scope.problem.bind(scope)
    const fields = rowOf(schema, problem)
    const { paths } = pathsOf(schema, format.type, problem)
    const parsed = inputs.in.parse({ field, format, fields, paths, keep, onBadRecord })
    return { out: parsed, rejected: parsed.rejected }
  },
  examples,
})
