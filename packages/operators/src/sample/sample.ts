import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { sampled } from './sampled.ts'
import { zh } from './zh.ts'

/** A part of the rows: at random, or all rows of some keys. */
export const sample = defineOperator({
  type: 'sample',
  palette: {
    group: 'transform',
    icon: 'dices',
    title: 'Sample',
    summary: 'Keeps a part of the rows.',
    synonyms: ['random', 'fraction', 'percent', 'thin out', 'subset'],
  },
  zh,
  config: z.strictObject({
    fraction: z
      .number()
      .gt(0, 'The fraction must be more than 0.')
      .max(1, 'The fraction is at most 1.')
      .meta({ control: 'number' })
      .describe('The part that is kept: 0.1 for a tenth.'),
    keyBy: control
      .fields()
      .default([])
      .describe(
        'With them a part of their values is kept with all rows, always the same; without them each row is drawn by lot.',
      ),
  }),
  inputs: { in: {} },
  outputs: { out: {} },
  plan: ({ config, inputs }) => ({ out: sampled(inputs.in, config) }),
  examples,
})
