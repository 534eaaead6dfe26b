import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Keeps the rows for which a condition is true; false and NULL drop the row. */
export const filter = defineOperator({
  type: 'filter',
  palette: {
    group: 'transform',
    icon: 'funnel',
    title: 'Filter',
    summary: 'Keeps the rows for which a condition is true.',
    synonyms: ['where', 'keep', 'drop', 'condition'],
  },
  zh,
  config: z.strictObject({
    condition: control.expression().describe('A row goes on when this is true; false and NULL drop it.'),
  }),
  inputs: { in: {} },
  outputs: { out: {}, failed: { side: true, summary: 'Rows on which the condition failed.' } },
  plan({ config, inputs }) {
    const kept = inputs.in.filter(config.condition)
    return { out: kept, failed: kept.failed }
  },
  examples,
})
