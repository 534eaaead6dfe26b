import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Rows in the order of event time; they wait until the watermark says that no earlier one can come. */
export const sort = defineOperator({
  type: 'sort',
  palette: {
    group: 'transform',
    icon: 'arrow-down-narrow-wide',
    title: 'Sort by time',
    summary: 'Brings rows into the order of event time.',
    synonyms: ['order by', 'reorder', 'out of order', 'sequence'],
  },
  zh,
  config: z.strictObject({
    orderBy: control
      .order()
      .describe('The event time, ascending, and what orders rows of the same time; then the order of arrival does.'),
  }),
  inputs: { in: {} },
  outputs: { out: {}, late: { side: true, summary: 'Rows that came when their time was over.' } },
  plan({ config: { orderBy }, inputs }) {
    const rows = inputs.in.sort(orderBy)
    return { out: rows, late: rows.late }
  },
  examples,
})
