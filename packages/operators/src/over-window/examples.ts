import type { Example } from '@millrace/algebra'

const schema = { shop: 'STRING', amount: 'INT', ts: 'TIMESTAMP(3)' }
const row = (shop: string, amount: number | null, second: string) => ({
  shop,
  amount,
  ts: `2026-01-01T10:00:${second}.000`,
})
const rows = [
  row('north', 5, '01'),
  row('north', 3, '04'),
  row('south', 9, '02'),
  row('north', 1, '03'),
  row('north', null, '04'),
]
const given = { in: { schema, eventTime: 'ts', delay: '5s', rows } }
const orderBy = [{ field: 'ts' }]

export const examples: readonly Example[] = [
  {
    title: 'Each order with the sum of the last two orders of its shop',
    config: {
      keyBy: ['shop'],
      orderBy,
      frame: { type: 'rows', preceding: 1 },
      aggregates: [{ fn: 'sum', of: 'amount', as: 'two' }],
    },
    given,
    expect: {
      out: [
        { ...rows[0]!, two: 5 },
        { ...rows[2]!, two: 9 },
        { ...rows[3]!, two: 6 },
        { ...rows[1]!, two: 4 },
        { ...rows[4]!, two: 3 },
      ],
    },
  },
  {
    title: 'Each order with what the last two seconds brought: orders of the same time see each other',
    config: {
      keyBy: ['shop'],
      orderBy,
      frame: { type: 'range', preceding: '2s' },
      aggregates: [
        { fn: 'count', as: 'orders' },
        { fn: 'max', of: 'amount', as: 'most' },
      ],
    },
    given,
    expect: {
      out: [
        { ...rows[0]!, orders: 1, most: 5 },
        { ...rows[2]!, orders: 1, most: 9 },
        { ...rows[3]!, orders: 2, most: 5 },
        { ...rows[1]!, orders: 3, most: 3 },
        { ...rows[4]!, orders: 3, most: 3 },
      ],
    },
  },
  {
    title: 'The number of each order in its shop, and the amount before',
    config: {
      keyBy: ['shop'],
      orderBy,
      aggregates: [
        { fn: 'row-number', as: 'number' },
        { fn: 'lag', of: 'amount', as: 'before' },
        { fn: 'lag', of: 'amount', args: [2, 0], as: 'two_before' },
      ],
    },
    given,
    expect: {
      out: [
        { ...rows[0]!, number: 1, before: null, two_before: 0 },
        { ...rows[2]!, number: 1, before: null, two_before: 0 },
        { ...rows[3]!, number: 2, before: 5, two_before: 0 },
        { ...rows[1]!, number: 3, before: 1, two_before: 5 },
        { ...rows[4]!, number: 4, before: 3, two_before: 1 },
      ],
    },
  },
  {
    title: 'A row behind the watermark leaves on the side',
    config: { orderBy, aggregates: [{ fn: 'count', as: 'so_far' }] },
    given: { in: { schema, eventTime: 'ts', rows: [rows[1]!, rows[0]!] } },
    expect: { out: [{ ...rows[1]!, so_far: 1 }], late: [rows[0]!] },
  },
]
