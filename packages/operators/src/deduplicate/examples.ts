import type { Example } from '@millrace/algebra'

const schema = { order_id: 'INT', status: 'STRING', ts: 'TIMESTAMP(3)' }
const at = (second: string) => `2026-01-01T10:00:${second}`
const rows = [
  { order_id: 1, status: 'new', ts: at('02.000') },
  { order_id: 1, status: 'late news', ts: at('01.000') },
  { order_id: 2, status: 'new', ts: at('03.000') },
  { order_id: 1, status: 'paid', ts: at('09.000') },
]

export const examples: readonly Example[] = [
  {
    title: 'Each order once, as it first came',
    config: { keyBy: ['order_id'] },
    given: { in: { schema, eventTime: 'ts', delay: '5s', rows } },
    expect: { out: [rows[0]!, rows[2]!] },
  },
  {
    title: 'The earliest row of each order by event time',
    config: { keyBy: ['order_id'], orderBy: 'ts', keep: 'first' },
    given: { in: { schema, eventTime: 'ts', delay: '5s', rows } },
    expect: { out: [rows[1]!, rows[2]!] },
  },
  {
    title: 'The newest row of each order by event time: an older row changes nothing',
    config: { keyBy: ['order_id'], orderBy: 'ts', keep: 'last' },
    given: { in: { schema, eventTime: 'ts', delay: '5s', rows } },
    expect: { out: [rows[0]!, rows[2]!, { $kind: '-U', ...rows[0]! }, { $kind: '+U', ...rows[3]! }] },
  },
  {
    title: 'The last row that came: one that is equal changes nothing',
    config: { keyBy: ['order_id'], keep: 'last' },
    given: { in: { schema, rows: [rows[0]!, rows[1]!, rows[1]!] } },
    expect: { out: [rows[0]!, { $kind: '-U', ...rows[0]! }, { $kind: '+U', ...rows[1]! }] },
  },
  {
    title: 'A row whose time is over leaves on the side',
    config: { keyBy: ['order_id'], orderBy: 'ts' },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [rows[2]!, { order_id: 3, status: 'new', ts: at('01.000') }],
      },
    },
    expect: { out: [rows[2]!], late: [{ order_id: 3, status: 'new', ts: at('01.000') }] },
  },
  {
    title: 'The newest row of each order in each minute',
    config: { keyBy: ['order_id'], orderBy: 'ts', keep: 'last', window: { type: 'tumbling', size: '1m' } },
    given: { in: { schema, eventTime: 'ts', delay: '5s', rows: rows.slice(0, 2) } },
    expect: {
      out: [
        {
          ...rows[0]!,
          window_start: '2026-01-01T10:00:00.000',
          window_end: '2026-01-01T10:01:00.000',
          window_time: '2026-01-01T10:00:59.999',
        },
      ],
    },
  },
]
