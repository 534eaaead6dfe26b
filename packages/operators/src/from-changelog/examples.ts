import type { Example } from '@millrace/algebra'

const schema = { op: 'STRING', shop: 'STRING', amount: 'INT' }

export const examples: readonly Example[] = [
  {
    title: 'A change log becomes changes again',
    config: { field: 'op' },
    given: {
      in: {
        schema,
        rows: [
          { op: 'INSERT', shop: 'north', amount: 5 },
          { op: 'UPDATE_BEFORE', shop: 'north', amount: 5 },
          { op: 'UPDATE_AFTER', shop: 'north', amount: 9 },
          { op: 'DELETE', shop: 'north', amount: 9 },
        ],
      },
    },
    expect: {
      out: [
        { $kind: '+I', shop: 'north', amount: 5 },
        { $kind: '-U', shop: 'north', amount: 5 },
        { $kind: '+U', shop: 'north', amount: 9 },
        { $kind: '-D', shop: 'north', amount: 9 },
      ],
    },
  },
  {
    title: 'Updates by key; what is no change leaves on the side',
    config: { field: 'op', primaryKey: ['shop'] },
    given: {
      in: {
        schema,
        rows: [
          { op: 'c', shop: 'north', amount: 5 },
          { op: 'u', shop: 'north', amount: 9 },
          { op: null, shop: 'north', amount: 1 },
        ],
      },
    },
    expect: {
      out: [
        { $kind: '+I', shop: 'north', amount: 5 },
        { $kind: '+U', shop: 'north', amount: 9 },
      ],
      rejected: [{ op: null, shop: 'north', amount: 1, error: '`NULL` is no kind of change.' }],
    },
  },
]
