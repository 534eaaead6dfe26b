import type { Example } from '@millrace/algebra'

export const examples: readonly Example[] = [
  {
    title: 'Two of three fields, one renamed',
    config: { fields: [{ field: 'qty', as: 'quantity' }, { field: 'item' }] },
    given: {
      in: {
        schema: { id: 'INT', item: 'STRING', qty: 'INT' },
        rows: [
          { id: 1, item: 'tea', qty: 3 },
          { id: 2, item: null, qty: null },
        ],
      },
    },
    expect: {
      out: [
        { quantity: 3, item: 'tea' },
        { quantity: null, item: null },
      ],
    },
  },
]
