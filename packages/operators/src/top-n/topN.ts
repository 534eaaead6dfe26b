import { defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { ranking } from '../shared/ranking.ts'
import { updates } from '../shared/updates.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** The best rows of each group so far; of equal rows the one that came first is better, or all have one rank. */
export const topN = defineOperator({
  type: 'top-n',
  palette: {
    group: 'transform',
    icon: 'trophy',
    title: 'Top-N',
    summary: 'Keeps the best rows of each group so far, and updates them with every row.',
    synonyms: ['top', 'ranking', 'best', 'leaderboard', 'order by limit', 'row number', 'highest', 'lowest'],
  },
  zh,
  config: z.strictObject({ ...ranking, updates }),
  inputs: { in: {} },
  outputs: {
    out: {},
    late: {
      side: true,
      summary: 'Rows that came when their time was over; only when the first row by event time is kept.',
    },
  },
  plan({ config: { keyBy, orderBy, limit, offset, rankField, ties, updates }, inputs }) {
    const ranks = { from: offset + 1, to: offset + limit, rankField, ties: ties === 'all' }
    const best = inputs.in.topN({ by: keyBy, order: orderBy, ...ranks, updates })
    return { out: best, late: best.late }
  },
  examples,
})
