import type { Example } from '@millrace/algebra'
import { exampleWindow as window } from '../shared/exampleWindow.ts'

const schema = { user: 'STRING', page: 'STRING', ts: 'TIMESTAMP(3)' }

export const examples: readonly Example[] = [
  {
    title: 'Visits that end after ten minutes without a click',
    config: {
      keyBy: ['user'],
      gap: '10m',
      aggregates: [
        { fn: 'count', as: 'clicks' },
        { fn: 'count', of: 'page', distinct: true, as: 'pages' },
      ],
    },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        delay: '5m',
        rows: [
          { user: 'ann', page: '/', ts: '2026-01-01T10:00:00.000' },
          { user: 'ann', page: '/cart', ts: '2026-01-01T10:04:00.000' },
          { user: 'bob', page: '/', ts: '2026-01-01T10:05:00.000' },
          { user: 'ann', page: '/', ts: '2026-01-01T10:14:00.000' },
          { user: 'ann', page: '/', ts: '2026-01-01T10:24:00.001' },
        ],
      },
    },
    expect: {
      out: [
        { user: 'ann', ...window('10:00:00.000', '10:24:00.000', '10:23:59.999'), clicks: 3, pages: 2 },
        { user: 'bob', ...window('10:05:00.000', '10:15:00.000', '10:14:59.999'), clicks: 1, pages: 1 },
        { user: 'ann', ...window('10:24:00.001', '10:34:00.001', '10:34:00.000'), clicks: 1, pages: 1 },
      ],
    },
  },
  {
    title: 'A click in the middle connects two visits',
    config: { keyBy: ['user'], gap: '10m', aggregates: [{ fn: 'count', as: 'clicks' }], lateness: '30m' },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [
          { user: 'ann', page: '/', ts: '2026-01-01T10:00:00.000' },
          { user: 'ann', page: '/', ts: '2026-01-01T10:20:00.000' },
          { user: 'ann', page: '/cart', ts: '2026-01-01T10:10:00.000' },
        ],
      },
    },
    expect: {
      out: [
        { user: 'ann', ...window('10:00:00.000', '10:10:00.000', '10:09:59.999'), clicks: 1 },
        { $kind: '+U', user: 'ann', ...window('10:00:00.000', '10:30:00.000', '10:29:59.999'), clicks: 3 },
      ],
    },
  },
]
