import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { grouping } from '../shared/grouping.ts'
import { refiring } from '../shared/refiring.ts'
import { evictorOf, triggerOf } from '../shared/windowSpec.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Groups rows by key into fixed windows of event time and aggregates each group when its window is over. */
export const tumblingWindow = defineOperator({
  type: 'tumbling-window',
  palette: {
    group: 'window',
    icon: 'tumbling',
    title: 'Tumbling window',
    summary: 'Aggregates rows in windows that follow each other.',
    synonyms: ['tumble', 'fixed', 'per minute', 'group by time', 'aggregate', 'allowed lateness', 'early results'],
  },
  config: z.strictObject({
    keyBy: grouping.keyBy,
    size: control.duration().describe('Length of every window.'),
    offset: control
      .offset()
      .default(0)
      .describe('Moves the beginnings of all windows; windows begin at multiples of their size since 1970.'),
    aggregates: grouping.aggregates,
    having: grouping.having,
    ...refiring,
  }),
  inputs: { in: {} },
  outputs: {
    out: {},
    late: { side: true, summary: 'Rows whose window was over when they came.' },
    failed: { side: true, summary: 'Rows on which an expression failed.' },
  },
  plan({ config: { size, offset, keyBy, aggregates, having, lateness, trigger, evictor }, inputs }) {
    const windows = inputs.in.window({
      over: { kind: 'tumbling', size, offset },
      by: keyBy,
      compute: aggregates,
      having,
      lateness,
      trigger: triggerOf(trigger),
      evictor: evictorOf(evictor),
    })
    return { out: windows, late: windows.late, failed: windows.failed }
  },
  examples,
  zh,
})
