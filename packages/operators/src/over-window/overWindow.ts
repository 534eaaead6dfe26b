import { control, defineOperator, ROW_FUNCTIONS } from '@millrace/algebra'
import * as z from 'zod'
import { frame, frameOf } from '../shared/frame.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Every row with aggregates of the rows of its key before it, in the order of event time. */
export const overWindow = defineOperator({
  type: 'over-window',
  palette: {
    group: 'window',
    icon: 'rows-3',
    title: 'Over window',
    summary: 'Adds to every row what the rows before it amount to.',
    synonyms: ['over', 'moving', 'rolling', 'running total', 'previous', 'lag', 'row number', 'analytic'],
  },
  zh,
  config: z.strictObject({
    keyBy: control.fields().default([]).describe('Fields that form a group whose rows are seen together.'),
    orderBy: control.order().describe('The event time, ascending.'),
    frame: frame
      .optional()
      .describe(
        'Which rows before a row count, besides itself; without it all of them do. `lag` and `row-number` have none.',
      ),
    aggregates: control
      .aggregates(ROW_FUNCTIONS)
      .min(1, 'Name at least one function.')
      .describe('What is added: aggregates of the frame, `lag` (the value some rows before) or `row-number` (from 1).'),
  }),
  inputs: { in: {} },
  outputs: {
    out: {},
    late: { side: true, summary: 'Rows that came when their time was over.' },
    failed: { side: true, summary: 'Rows on which an expression failed.' },
  },
  plan({ config: { keyBy, orderBy, frame, aggregates }, inputs }) {
    const rows = inputs.in.over({ by: keyBy, order: orderBy, frame: frameOf(frame), compute: aggregates })
    return { out: rows, late: rows.late, failed: rows.failed }
  },
  examples,
})
