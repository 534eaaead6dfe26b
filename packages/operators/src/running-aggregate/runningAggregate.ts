import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { grouping } from '../shared/grouping.ts'
import { stateTtl } from '../shared/stateTtl.ts'
import { updates } from '../shared/updates.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** One row for each group, replaced whenever a row of the group changes its values. */
export const runningAggregate = defineOperator({
  type: 'running-aggregate',
  palette: {
    group: 'transform',
    icon: 'sigma',
    title: 'Running aggregate',
    summary: 'Aggregates all rows of a group so far, and updates the result with every row.',
    synonyms: ['group by', 'count', 'sum', 'total', 'distinct', 'global', 'update', 'unbounded'],
  },
  zh,
  config: z.strictObject({
    keyBy: grouping.keyBy,
    aggregates: control
      .aggregates()
      .default([])
      .describe('What is computed for each group; without any the result is the distinct keys.'),
    having: grouping.having,
    updates,
    ttl: stateTtl,
  }),
  inputs: { in: {} },
  outputs: { out: {}, failed: { side: true, summary: 'Rows on which an expression failed.' } },
  plan({ config: { keyBy, aggregates, having, updates, ttl }, inputs }) {
    const groups = inputs.in.aggregate({ by: keyBy, compute: aggregates, having, updates, ttl })
    return { out: groups, failed: groups.failed }
  },
  examples,
})
