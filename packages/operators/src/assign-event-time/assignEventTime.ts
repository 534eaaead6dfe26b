import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { eventTime } from '../shared/source.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/** Gives rows an event time in the middle of a pipeline: what was read from a text, or what a join has brought. */
export const assignEventTime = defineOperator({
  type: 'assign-event-time',
  palette: {
    group: 'transform',
    icon: 'timer',
    title: 'Assign event time',
    summary: 'Says when rows happened and how long to wait for late ones.',
    synonyms: ['watermark', 'timestamp', 'rowtime', 'out of order', 'lateness'],
  },
  zh,
  config: z.strictObject({
    field: control.field().describe('The field with the time of the event: TIMESTAMP(3) or TIMESTAMP_LTZ(3).'),
    delay: eventTime.shape.delay,
    idleAfter: eventTime.shape.idleAfter,
  }),
  inputs: { in: {} },
  outputs: { out: {}, failed: { side: true, summary: 'Rows whose event time is NULL.' } },
  plan({ config, inputs }) {
    const timed = inputs.in.time(config)
    return { out: timed, failed: timed.failed }
  },
  examples,
})
