import type { Example } from '@millrace/algebra'

const views = { user: 'STRING', page: 'STRING', ts: 'TIMESTAMP(3)' }
const clicks = { user: 'STRING', button: 'STRING', ts: 'TIMESTAMP(3)' }

export const examples: readonly Example[] = [
  {
    title: 'What was clicked within ten seconds of a view',
    config: {
      leftKeys: ['user'],
      rightKeys: ['user'],
      lower: '0s',
      upper: '10s',
      fields: [
        { from: 'left', field: 'user' },
        { from: 'left', field: 'page' },
        { from: 'right', field: 'button' },
        { from: 'right', field: 'ts', as: 'clicked' },
      ],
    },
    given: {
      left: {
        schema: views,
        eventTime: 'ts',
        delay: '2s',
        rows: [
          { user: 'ann', page: 'home', ts: '2026-01-01T10:00:00.000' },
          { user: 'bob', page: 'home', ts: '2026-01-01T10:00:03.000' },
          { user: null, page: 'home', ts: '2026-01-01T10:00:04.000' },
          { user: 'ann', page: 'cart', ts: '2026-01-01T10:00:09.000' },
        ],
      },
      right: {
        schema: clicks,
        eventTime: 'ts',
        delay: '2s',
        rows: [
          { user: 'ann', button: 'buy', ts: '2026-01-01T10:00:10.000' },
          { user: 'bob', button: 'help', ts: '2026-01-01T10:00:02.999' },
          { user: null, button: 'buy', ts: '2026-01-01T10:00:05.000' },
        ],
      },
    },
    expect: {
      out: [
        { user: 'ann', page: 'home', button: 'buy', clicked: '2026-01-01T10:00:10.000' },
        { user: 'ann', page: 'cart', button: 'buy', clicked: '2026-01-01T10:00:10.000' },
      ],
    },
  },
  {
    title: 'Orders that were not paid within a minute',
    config: {
      kind: 'left',
      leftKeys: ['id'],
      rightKeys: ['order_id'],
      lower: '0s',
      upper: '1m',
      condition: 'l.amount <= r.paid',
      fields: [
        { from: 'left', field: 'id' },
        { from: 'right', field: 'paid' },
      ],
    },
    given: {
      left: {
        schema: { id: 'INT', amount: 'INT', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        rows: [
          { id: 1, amount: 10, ts: '2026-01-01T10:00:00.000' },
          { id: 2, amount: 20, ts: '2026-01-01T10:00:01.000' },
          { id: 3, amount: 30, ts: '2026-01-01T10:00:02.000' },
        ],
      },
      right: {
        schema: { order_id: 'INT', paid: 'INT', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        rows: [
          { order_id: 1, paid: 10, ts: '2026-01-01T10:01:00.000' },
          { order_id: 2, paid: 5, ts: '2026-01-01T10:01:00.500' },
          { order_id: 3, paid: 30, ts: '2026-01-01T10:01:02.001' },
        ],
      },
    },
    expect: {
      out: [
        { id: 1, paid: 10 },
        { id: 2, paid: null },
        { id: 3, paid: null },
      ],
    },
  },
]
