import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Adds computed fields, or replaces fields of the same name in place. */
export const compute = defineOperator({
  type: 'compute',
  palette: {
    group: 'transform',
    icon: 'square-function',
    title: 'Compute',
    summary: 'Adds fields computed from the others, or replaces them.',
    synonyms: ['map', 'calculate', 'derive', 'formula', 'cast'],
  },
  zh,
  config: z.strictObject({
    columns: control
      .columns()
      .min(1, 'Add at least one field.')
      .describe('The computed fields; all of them read the fields as they come in.'),
  }),
  inputs: { in: {} },
  outputs: { out: {}, failed: { side: true, summary: 'Rows on which an expression failed.' } },
  plan({ config, inputs }) {
    const computed = inputs.in.with(config.columns)
    return { out: computed, failed: computed.failed }
  },
  examples,
})
