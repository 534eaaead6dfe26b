import type { Example } from '@millrace/algebra'

const people = { id: 'INT', name: 'STRING', ts: 'TIMESTAMP(3)' }
const auctions = { seller: 'INT', item: 'STRING', ts: 'TIMESTAMP(3)' }

const given: Example['given'] = {
  left: {
    schema: people,
    eventTime: 'ts',
    delay: '1s',
    rows: [
      { id: 1, name: 'ann', ts: '2026-01-01T10:00:01.000' },
      { id: 2, name: 'bob', ts: '2026-01-01T10:00:09.000' },
      { id: 3, name: 'cid', ts: '2026-01-01T10:00:10.000' },
      { id: 4, name: 'dan', ts: '2026-01-01T10:00:15.000' },
      { id: 5, name: 'eve', ts: '2026-01-01T10:00:03.000' },
    ],
  },
  right: {
    schema: auctions,
    eventTime: 'ts',
    delay: '1s',
    rows: [
      { seller: 1, item: 'lamp', ts: '2026-01-01T10:00:08.000' },
      { seller: 1, item: 'desk', ts: '2026-01-01T10:00:07.500' },
      { seller: 2, item: 'book', ts: '2026-01-01T10:00:10.500' },
      { seller: 4, item: 'sofa', ts: '2026-01-01T10:00:19.000' },
    ],
  },
}

export const examples: readonly Example[] = [
  {
    title: 'People who register and open an auction in the same ten seconds',
    config: {
      leftKeys: ['id'],
      rightKeys: ['seller'],
      window: { type: 'tumbling', size: '10s' },
      fields: [
        { from: 'left', field: 'name' },
        { from: 'right', field: 'item' },
        { from: 'left', field: 'window_start', as: 'since' },
      ],
    },
    given,
    expect: {
      out: [
        { name: 'ann', item: 'lamp', since: '2026-01-01T10:00:00.000' },
        { name: 'ann', item: 'desk', since: '2026-01-01T10:00:00.000' },
        { name: 'dan', item: 'sofa', since: '2026-01-01T10:00:10.000' },
      ],
      lateLeft: [
        {
          id: 5,
          name: 'eve',
          ts: '2026-01-01T10:00:03.000',
          window_start: '2026-01-01T10:00:00.000',
          window_end: '2026-01-01T10:00:10.000',
          window_time: '2026-01-01T10:00:09.999',
        },
      ],
    },
  },
  {
    title: 'Those who open none',
    config: {
      kind: 'anti',
      leftKeys: ['id'],
      rightKeys: ['seller'],
      window: { type: 'tumbling', size: '10s' },
      fields: [{ from: 'left', field: 'name' }],
    },
    given,
    expect: { out: [{ name: 'bob' }, { name: 'cid' }] },
  },
  {
    title: 'Bids that reach the reserve of their window',
    config: {
      window: { type: 'sliding', size: '4s', slide: '2s' },
      kind: 'semi',
      leftKeys: ['item'],
      rightKeys: ['item'],
      condition: 'l.price >= r.price AND r.reserve',
    },
    given: {
      left: {
        schema: { item: 'STRING', price: 'INT', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        rows: [
          { item: 'lamp', price: 7, ts: '2026-01-01T10:00:01.000' },
          { item: 'lamp', price: 9, ts: '2026-01-01T10:00:03.000' },
        ],
      },
      right: {
        schema: { item: 'STRING', price: 'INT', reserve: 'BOOLEAN', ts: 'TIMESTAMP(3)' },
        eventTime: 'ts',
        rows: [
          { item: 'lamp', price: 8, reserve: true, ts: '2026-01-01T10:00:00.000' },
          { item: 'lamp', price: 1, reserve: null, ts: '2026-01-01T10:00:02.000' },
        ],
      },
    },
    expect: {
      out: [
        {
          item: 'lamp',
          price: 9,
          ts: '2026-01-01T10:00:03.000',
          window_start: '2026-01-01T10:00:00.000',
          window_end: '2026-01-01T10:00:04.000',
          window_time: '2026-01-01T10:00:03.999',
        },
      ],
    },
  },
]
