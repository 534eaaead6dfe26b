import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { grouping } from '../shared/grouping.ts'
import { refiring } from '../shared/refiring.ts'
import { evictorOf, triggerOf } from '../shared/windowSpec.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Groups rows by key into windows of event time that overlap; a row counts in each of its windows. */
export const slidingWindow = defineOperator({
  type: 'sliding-window',
  palette: {
    group: 'window',
    icon: 'sliding',
    title: 'Sliding window',
    summary: 'Aggregates rows in windows that overlap.',
    synonyms: ['hop', 'hopping', 'moving', 'last minutes', 'rolling'],
  },
  config: z.strictObject({
    keyBy: grouping.keyBy,
    size: control.duration().describe('Length of every window.'),
    slide: control.duration().describe('A new window begins at every multiple of it.'),
    offset: control
      .offset()
      .default(0)
      .describe('Moves the beginnings of all windows; windows begin at multiples of the slide since 1970.'),
    aggregates: grouping.aggregates,
    having: grouping.having,
    ...refiring,
  }),
  inputs: { in: {} },
  outputs: {
    out: {},
    late: { side: true, summary: 'Rows whose windows were all over when they came.' },
    failed: { side: true, summary: 'Rows on which an expression failed.' },
  },
  plan({ config: { size, slide, offset, keyBy, aggregates, having, lateness, trigger, evictor }, inputs }) {
    const windows = inputs.in.window({
      over: { kind: 'sliding', size, slide, offset },
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
