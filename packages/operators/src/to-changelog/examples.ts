import type { Example } from '@millrace/algebra'

const given = {
  in: {
    schema: { shop: 'STRING', amount: 'INT' },
    primaryKey: ['shop'],
    rows: [
      { shop: 'north', amount: 5 },
      { shop: 'north', amount: 9 },
      { $kind: '-D', shop: 'north', amount: 9 },
    ],
  },
}

export const examples: readonly Example[] = [
  {
    title: 'The history of a table',
    config: {},
    given,
    expect: {
      out: [
        { op: 'INSERT', shop: 'north', amount: 5 },
        { op: 'UPDATE_BEFORE', shop: 'north', amount: 5 },
        { op: 'UPDATE_AFTER', shop: 'north', amount: 9 },
        { op: 'DELETE', shop: 'north', amount: 9 },
      ],
    },
  },
  {
    title: 'Only what rows become',
    config: { as: 'change', kinds: ['INSERT', 'UPDATE_AFTER'] },
    given,
    expect: {
      out: [
        { change: 'INSERT', shop: 'north', amount: 5 },
        { change: 'UPDATE_AFTER', shop: 'north', amount: 9 },
      ],
    },
  },
]
