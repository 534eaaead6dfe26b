import { control, defineOperator } from '@millrace/algebra'
import * as z from 'zod'
import { grouping } from '../shared/grouping.ts'
import { refiring } from '../shared/refiring.ts'
import { evictorOf, triggerOf } from '../shared/windowSpec.ts'
import { examples } from './examples.ts'
import { zh } from './zh.ts'

/**
 * Groups rows by key into sessions: rows of a key that are at most the gap apart.
 *
 * A row is first put into its session and then judged: it is late when the session it makes is over.
 */
export const sessionWindow = defineOperator({
  type: 'session-window',
  palette: {
    group: 'window',
    icon: 'session',
    title: 'Session window',
    summary: 'Aggregates rows in sessions that end with a pause.',
    synonyms: ['gap', 'inactivity', 'visit', 'pause', 'timeout'],
  },
  config: z.strictObject({
    keyBy: grouping.keyBy,
    gap: control.duration().describe('The longest pause inside a session; after a longer one a new session begins.'),
    aggregates: grouping.aggregates,
    having: grouping.having,
    ...refiring,
  }),
  inputs: { in: {} },
  outputs: {
    out: {},
    late: { side: true, summary: 'Rows whose session was over when they came.' },
    failed: { side: true, summary: 'Rows on which an expression failed.' },
  },
  plan({ config: { gap, keyBy, aggregates, having, lateness, trigger, evictor }, inputs }) {
    const sessions = inputs.in.window({
      over: { kind: 'session', gap },
      by: keyBy,
      compute: aggregates,
      having,
      lateness,
      trigger: triggerOf(trigger),
      evictor: evictorOf(evictor),
    })
    return { out: sessions, late: sessions.late, failed: sessions.failed }
  },
  examples,
  zh,
})
