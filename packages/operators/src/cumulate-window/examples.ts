import type { Example } from '@millrace/algebra'
import { exampleWindow } from '../shared/exampleWindow.ts'

const window = (to: string, last: string) => exampleWindow('10:00:00.000', to, last)

export const examples: readonly Example[] = [
  {
    title: 'Visitors of the hour so far, every quarter of an hour',
    config: {
      size: '1h',
      step: '15m',
      aggregates: [
        { fn: 'count', as: 'visits' },
        { fn: 'count', of: 'visitor', distinct: true, as: 'visitors' },
      ],
    },
    given: {
      in: {
        schema: { visitor: 'STRING', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        delay: '1m',
        rows: [
          { visitor: 'ann', ts: '2026-01-01T10:02:00.000' },
          { visitor: 'bob', ts: '2026-01-01T10:14:00.000' },
          { visitor: 'ann', ts: '2026-01-01T10:31:00.000' },
        ],
      },
    },
    expect: {
      out: [
        { ...window('10:15:00.000', '10:14:59.999'), visits: 2, visitors: 2 },
        { ...window('10:30:00.000', '10:29:59.999'), visits: 2, visitors: 2 },
        { ...window('10:45:00.000', '10:44:59.999'), visits: 3, visitors: 2 },
        { ...window('11:00:00.000', '10:59:59.999'), visits: 3, visitors: 2 },
      ],
    },
  },
]
