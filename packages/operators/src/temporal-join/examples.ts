import type { Example } from '@millrace/algebra'

const orders: Example['given'][string] = {
  schema: { id: 'INT', currency: 'STRING', amount: 'INT', ts: 'TIMESTAMP(3)' },
  eventTime: 'ts',
  delay: '5s',
  rows: [
    { id: 1, currency: 'EUR', amount: 2, ts: '2026-01-01T10:00:09.999' },
    { id: 2, currency: 'EUR', amount: 3, ts: '2026-01-01T10:00:10.000' },
    { id: 3, currency: 'USD', amount: 5, ts: '2026-01-01T10:00:25.000' },
    { id: 4, currency: 'EUR', amount: 7, ts: '2026-01-01T10:00:20.000' },
    { id: 5, currency: null, amount: 1, ts: '2026-01-01T10:00:21.000' },
  ],
}
const rates: Example['given'][string] = {
  schema: { currency: 'STRING', rate: 'INT', live: 'BOOLEAN', ts: 'TIMESTAMP(3)' },
  eventTime: 'ts',
  delay: '5s',
  primaryKey: ['currency'],
  rows: [
    { currency: 'EUR', rate: 114, live: true, ts: '2026-01-01T10:00:10.000' },
    { currency: 'USD', rate: 102, live: true, ts: '2026-01-01T10:00:01.000' },
    { currency: 'EUR', rate: 119, live: true, ts: '2026-01-01T10:00:20.000' },
    { currency: 'EUR', rate: 116, live: false, ts: '2026-01-01T10:00:15.000' },
  ],
}

export const examples: readonly Example[] = [
  {
    title: 'Orders with the exchange rate of their time',
    config: {
      leftKeys: ['currency'],
      rightKeys: ['currency'],
      fields: [
        { from: 'rows', field: 'id' },
        { from: 'versions', field: 'rate' },
      ],
    },
    given: { rows: orders, versions: rates },
    expect: {
      out: [
        { id: 2, rate: 114 },
        { id: 3, rate: 102 },
        { id: 4, rate: 119 },
      ],
    },
  },
  {
    title: 'Orders before the first rate are kept',
    config: {
      kind: 'left',
      leftKeys: ['currency'],
      rightKeys: ['currency'],
      condition: 'r.live',
      fields: [
        { from: 'rows', field: 'id' },
        { from: 'versions', field: 'rate' },
        { from: 'versions', field: 'ts', as: 'since' },
      ],
    },
    given: {
      rows: orders,
      versions: { ...rates, rows: [...rates.rows, { $kind: '-D', currency: 'USD', ts: '2026-01-01T10:00:24.000' }] },
    },
    expect: {
      out: [
        { id: 1, rate: null, since: null },
        { id: 2, rate: 114, since: '2026-01-01T10:00:10.000' },
        { id: 3, rate: null, since: null },
        { id: 4, rate: 119, since: '2026-01-01T10:00:20.000' },
        { id: 5, rate: null, since: null },
      ],
    },
  },
]
