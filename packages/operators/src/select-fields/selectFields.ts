import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Keeps some fields, in a chosen order and under new names where wanted. */
export const selectFields = defineOperator({
  type: 'select-fields',
  palette: {
    group: 'transform',
    icon: 'columns-3',
    title: 'Select fields',
    summary: 'Keeps, orders and renames fields.',
    synonyms: ['project', 'rename', 'remove', 'prune', 'reorder'],
  },
  zh,
  config: z.strictObject({
    fields: z
      .array(
        z.strictObject({
          field: control.field().describe('A field of the input.'),
          as: control
            .name()
            .optional()
            .meta({ title: 'New name' })
            .describe('Its new name; without one it keeps its name.'),
        }),
      )
      .min(1, 'Choose at least one field.')
      .meta({ control: 'projection' })
      .describe('The fields that go on, in this order.'),
  }),
  inputs: { in: {} },
  outputs: { out: {} },
  plan: ({ config, inputs }) => ({ out: inputs.in.select(config.fields) }),
  examples,
})
