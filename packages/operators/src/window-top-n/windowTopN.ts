import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { ranking } from '../shared/ranking.ts'
import { sessionKey, windowSpec } from '../shared/windowSpec.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** The best rows of each window and group, given when the window is over. */
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
    ...ranking,
  }),
  inputs: { in: {} },
  outputs: { out: {}, late: { side: true, summary: 'Rows whose window was over when they came.' } },
  plan({ config: { window, keyBy, orderBy, limit, offset, rankField, ties }, inputs }) {
    const windows = window ? inputs.in.assign(windowSpec(window), 'assign', sessionKey(window, keyBy)) : inputs.in
    const ranks = { from: offset + 1, to: offset + limit, rankField, time: inputs.in.type.time }
    const best = windows.rank({ by: keyBy, order: orderBy, ...ranks, ties: ties === 'all' })
    // Rows of sessions are judged when they come, those of other windows when they are ranked.
    return { out: best, late: window?.type === 'session' ? windows.late : best.late }
  },
  examples,
  zh,
})
