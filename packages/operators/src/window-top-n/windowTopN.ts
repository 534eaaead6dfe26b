import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { sessionKey, windowSpec } from '../shared/windowSpec.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** The best rows of each window and group, given when the window is over; of equal rows the one that came first is better. */
export const windowTopN = defineOperator({
  type: 'window-top-n',
  palette: {
    group: 'window',
    icon: 'list-ordered',
    title: 'Top-N of windows',
    summary: 'Keeps the best rows of each window.',
    synonyms: ['top', 'ranking', 'best', 'hot items', 'leaderboard', 'limit'],
  },
  config: z.strictObject({
    window: control
      .window()
      .optional()
      .describe('Windows of event time; leave it out when the input has windows already.'),
    keyBy: control.fields().default([]).describe('Fields that form a group with a ranking of its own.'),
    orderBy: control.order().describe('What makes a row better; NULL is the lowest value.'),
    limit: z
      .int()
      .min(1, 'At least one row must be kept.')
      .meta({ control: 'number' })
      .describe('How many rows are kept.'),
    offset: z.int().min(0).default(0).meta({ control: 'number' }).describe('How many of the best rows are skipped.'),
    rankField: control.name().optional().describe('Name of a field for the rank, from 1.'),
  }),
  inputs: { in: {} },
  outputs: { out: {}, late: { side: true, summary: 'Rows whose window was over when they came.' } },
  plan({ config: { window, keyBy, orderBy, limit, offset, rankField }, inputs }) {
    const windows = window ? inputs.in.assign(windowSpec(window), 'assign', sessionKey(window, keyBy)) : inputs.in
    const best = windows.rank({ by: keyBy, order: orderBy, from: offset + 1, to: offset + limit, rankField })
    // Rows of sessions are judged when they come, those of other windows when they are ranked.
    return { out: best, late: window?.type === 'session' ? windows.late : best.late }
  },
  examples,
  zh,
})
