import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { grouping } from '../shared/grouping.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/**
 * Groups rows by key into windows of event time that grow: after every step a result over everything since the beginning.
 *
 * A group that has rows gives a result at every step that follows, with or without new ones (Flink's CUMULATE).
 */
export const cumulateWindow = defineOperator({
  type: 'cumulate-window',
  palette: {
    group: 'window',
    icon: 'cumulate',
    title: 'Cumulate window',
    summary: 'Aggregates rows since the beginning of a period, again after every step.',
    synonyms: ['cumulative', 'so far', 'since midnight', 'today', 'growing', 'running total'],
  },
  config: z.strictObject({
    keyBy: grouping.keyBy,
    size: control.duration().describe('Length of the period, after which everything begins anew.'),
    step: control.duration().describe('How often there is a result; the size is a multiple of it.'),
    offset: control
      .offset()
      .default(0)
      .describe('Moves the beginnings of all periods; they begin at multiples of the size since 1970.'),
    aggregates: grouping.aggregates,
    having: grouping.having,
  }),
  inputs: { in: {} },
  outputs: {
    out: {},
    late: { side: true, summary: 'Rows whose windows were all over when they came.' },
    failed: { side: true, summary: 'Rows on which an expression failed.' },
  },
  plan({ config: { size, step, offset, keyBy, aggregates, having }, inputs }) {
    const windows = inputs.in.window({
      over: { kind: 'cumulate', size, step, offset },
      by: keyBy,
      compute: aggregates,
      having,
    })
    return { out: windows, late: windows.late, failed: windows.failed }
  },
  examples,
  zh,
})
