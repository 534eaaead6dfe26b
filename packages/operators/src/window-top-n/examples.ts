import type { Example } from '@millrace/algebra'

const minute = {
  window_start: '2026-01-01T10:00:00.000',
  window_end: '2026-01-01T10:01:00.000',
  window_time: '2026-01-01T10:00:59.999',
}

export const examples: readonly Example[] = [
  {
    title: 'The two most expensive orders of each minute',
    config: {
      window: { type: 'tumbling', size: '1m' },
      orderBy: [{ field: 'price', direction: 'desc' }],
      limit: 2,
      rankField: 'rank',
    },
    given: {
      in: {
        schema: { id: 'INT', price: 'INT', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        delay: '10s',
        rows: [
          { id: 1, price: 5, ts: '2026-01-01T10:00:01.000' },
          { id: 2, price: 9, ts: '2026-01-01T10:00:30.000' },
          { id: 3, price: 5, ts: '2026-01-01T10:00:20.000' },
          { id: 4, price: null, ts: '2026-01-01T10:00:40.000' },
        ],
      },
    },
    expect: {
      out: [
        { id: 2, price: 9, ts: '2026-01-01T10:00:30.000', ...minute, rank: 1 },
        { id: 1, price: 5, ts: '2026-01-01T10:00:01.000', ...minute, rank: 2 },
      ],
    },
  },
  {
    title: 'All that share the highest price of each minute',
    config: {
      window: { type: 'tumbling', size: '1m' },
      orderBy: [{ field: 'price', direction: 'desc' }],
      limit: 1,
      ties: 'all',
      rankField: 'rank',
    },
    given: {
      in: {
        schema: { id: 'INT', price: 'INT', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        delay: '10s',
        rows: [
          { id: 1, price: 5, ts: '2026-01-01T10:00:01.000' },
          { id: 2, price: 9, ts: '2026-01-01T10:00:30.000' },
          { id: 3, price: 9, ts: '2026-01-01T10:00:20.000' },
        ],
      },
    },
    expect: {
      out: [
        { id: 2, price: 9, ts: '2026-01-01T10:00:30.000', ...minute, rank: 1 },
        { id: 3, price: 9, ts: '2026-01-01T10:00:20.000', ...minute, rank: 1 },
      ],
    },
  },
  {
    title: 'The longest stay of each visit',
    config: {
      window: { type: 'session', gap: '10m', keyBy: ['user'] },
      keyBy: ['user'],
      orderBy: [{ field: 'seconds', direction: 'desc' }],
      limit: 1,
    },
    given: {
      in: {
        schema: { user: 'STRING', page: 'STRING', seconds: 'INT', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        rows: [
          { user: 'ann', page: '/', seconds: 5, ts: '2026-01-01T10:00:00.000' },
          { user: 'ann', page: '/cart', seconds: 60, ts: '2026-01-01T10:05:00.000' },
          { user: 'ann', page: '/', seconds: 7, ts: '2026-01-01T10:30:00.000' },
        ],
      },
    },
    expect: {
      out: [
        {
          user: 'ann',
          page: '/cart',
          seconds: 60,
          ts: '2026-01-01T10:05:00.000',
          window_start: '2026-01-01T10:00:00.000',
          window_end: '2026-01-01T10:15:00.000',
          window_time: '2026-01-01T10:14:59.999',
        },
        {
          user: 'ann',
          page: '/',
          seconds: 7,
          ts: '2026-01-01T10:30:00.000',
          window_start: '2026-01-01T10:30:00.000',
          window_end: '2026-01-01T10:40:00.000',
          window_time: '2026-01-01T10:39:59.999',
        },
      ],
    },
  },
]
