import { defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { ranking } from '../shared/ranking.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** The first rows that come, of all or of each group. Where rows are taken back, the next ones take their places. */
export const limit = defineOperator({
  type: 'limit',
  palette: {
    group: 'transform',
    icon: 'scissors',
    title: 'Limit rows',
    summary: 'Lets the first rows through, and no more.',
    synonyms: ['take', 'head', 'first rows', 'skip', 'offset', 'fetch'],
  },
  zh,
  config: z.strictObject({
    keyBy: ranking.keyBy.describe('Fields that form a group with a limit of its own.'),
    limit: ranking.limit,
    offset: ranking.offset.describe('How many of the first rows are skipped.'),
  }),
  inputs: { in: {} },
  outputs: { out: {} },
  plan({ config: { keyBy, limit, offset }, inputs }) {
    return { out: inputs.in.topN({ by: keyBy, order: [], from: offset + 1, to: offset + limit }) }
  },
  examples,
})
