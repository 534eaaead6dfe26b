import type { Example } from '@millrace/algebra'

const schema = { shop: 'STRING', amount: 'INT' }

export const examples: readonly Example[] = [
  {
    title: 'Orders and revenue of each shop so far',
    config: {
      keyBy: ['shop'],
      aggregates: [
        { fn: 'count', as: 'orders' },
        { fn: 'sum', of: 'amount', as: 'revenue' },
      ],
    },
    given: {
      in: {
        schema,
        rows: [
          { shop: 'north', amount: 5 },
          { shop: 'south', amount: 7 },
          { shop: 'north', amount: null },
        ],
      },
    },
    expect: {
      out: [
        { $kind: '+I', shop: 'north', orders: 1, revenue: 5 },
        { $kind: '+I', shop: 'south', orders: 1, revenue: 7 },
        { $kind: '-U', shop: 'north', orders: 1, revenue: 5 },
        { $kind: '+U', shop: 'north', orders: 2, revenue: 5 },
      ],
    },
  },
  {
    title: 'A value that stays the same is not sent again',
    config: { keyBy: ['shop'], aggregates: [{ fn: 'max', of: 'amount', as: 'most' }] },
    given: {
      in: {
        schema,
        rows: [
          { shop: 'north', amount: 5 },
          { shop: 'north', amount: 3 },
          { shop: 'north', amount: 8 },
        ],
      },
    },
    expect: {
      out: [
        { shop: 'north', most: 5 },
        { $kind: '-U', shop: 'north', most: 5 },
        { $kind: '+U', shop: 'north', most: 8 },
      ],
    },
  },
  {
    title: 'Rows that replace each other: the old one is taken back',
    config: {
      aggregates: [
        { fn: 'sum', of: 'amount', as: 'total' },
        { fn: 'count', as: 'shops' },
      ],
    },
    given: {
      in: {
        schema,
        primaryKey: ['shop'],
        rows: [
          { shop: 'north', amount: 5 },
          { shop: 'south', amount: 1 },
          { shop: 'north', amount: 9 },
          { $kind: '-D', shop: 'south', amount: 1 },
          { $kind: '-D', shop: 'north', amount: 9 },
          { shop: 'west', amount: 2 },
        ],
      },
    },
    expect: {
      out: [
        { total: 5, shops: 1 },
        { $kind: '-U', total: 5, shops: 1 },
        { $kind: '+U', total: 6, shops: 2 },
        { $kind: '-U', total: 6, shops: 2 },
        { $kind: '+U', total: 1, shops: 1 },
        { $kind: '-U', total: 1, shops: 1 },
        { $kind: '+U', total: 10, shops: 2 },
        { $kind: '-U', total: 10, shops: 2 },
        { $kind: '+U', total: 9, shops: 1 },
        { $kind: '-D', total: 9, shops: 1 },
        { total: 2, shops: 1 },
      ],
    },
  },
  {
    title: 'Only groups that are large enough',
    config: { keyBy: ['shop'], aggregates: [{ fn: 'sum', of: 'amount', as: 'revenue' }], having: 'COUNT(*) >= 2' },
    given: {
      in: {
        schema,
        rows: [
          { shop: 'north', amount: 5 },
          { shop: 'south', amount: 7 },
          { shop: 'north', amount: 1 },
        ],
      },
    },
    expect: { out: [{ $kind: '+U', shop: 'north', revenue: 6 }] },
  },
]
