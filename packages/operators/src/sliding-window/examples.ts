import type { Example } from '@millrace/algebra'
import { exampleWindow as window } from '../shared/exampleWindow.ts'

export const examples: readonly Example[] = [
  {
    title: 'Errors of the last ten seconds, every five seconds',
    config: { keyBy: ['host'], size: '10s', slide: '5s', aggregates: [{ fn: 'count', as: 'errors' }] },
    given: {
      in: {
        schema: { host: 'STRING', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        delay: '1s',
        rows: [
          { host: 'a', ts: '2026-01-01T10:00:01.000' },
          { host: 'a', ts: '2026-01-01T10:00:06.000' },
          { host: 'b', ts: '2026-01-01T10:00:06.000' },
        ],
      },
    },
    expect: {
      out: [
        { host: 'a', ...window('09:59:55.000', '10:00:05.000', '10:00:04.999'), errors: 1 },
        { host: 'a', ...window('10:00:00.000', '10:00:10.000', '10:00:09.999'), errors: 2 },
        { host: 'b', ...window('10:00:00.000', '10:00:10.000', '10:00:09.999'), errors: 1 },
        { host: 'a', ...window('10:00:05.000', '10:00:15.000', '10:00:14.999'), errors: 1 },
        { host: 'b', ...window('10:00:05.000', '10:00:15.000', '10:00:14.999'), errors: 1 },
      ],
    },
  },
  {
    title: 'A straggler counts in the windows that are still open',
    config: { size: '10s', slide: '5s', aggregates: [{ fn: 'sum', of: 'v', as: 'total' }] },
    given: {
      in: {
        schema: { v: 'INT', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        delay: '0s',
        rows: [
          { v: 1, ts: '2026-01-01T10:00:02.000' },
          { v: 2, ts: '2026-01-01T10:00:07.000' },
          { v: 4, ts: '2026-01-01T10:00:03.000' },
          { v: 8, ts: '2026-01-01T10:00:12.000' },
          { v: 16, ts: '2026-01-01T10:00:01.000' },
        ],
      },
    },
    expect: {
      out: [
        { ...window('09:59:55.000', '10:00:05.000', '10:00:04.999'), total: 1 },
        { ...window('10:00:00.000', '10:00:10.000', '10:00:09.999'), total: 7 },
        { ...window('10:00:05.000', '10:00:15.000', '10:00:14.999'), total: 10 },
        { ...window('10:00:10.000', '10:00:20.000', '10:00:19.999'), total: 8 },
      ],
      late: [{ v: 16, ts: '2026-01-01T10:00:01.000' }],
    },
  },
]
