import type { Example } from '@millrace/algebra'

export const examples: readonly Example[] = [
  {
    title: 'A total, and a name in capital letters in place of the old one',
    config: {
      columns: [
        { as: 'total', expr: 'price * qty' },
        { as: 'item', expr: 'UPPER(item)' },
      ],
    },
    given: {
      in: {
        schema: { item: 'STRING', price: 'DECIMAL(8, 2)', qty: 'INT' },
        rows: [
          { item: 'tea', price: '2.50', qty: 3 },
          { item: null, price: null, qty: 1 },
        ],
      },
    },
    expect: {
      out: [
        { item: 'TEA', price: '2.50', qty: 3, total: '7.50' },
        { item: null, price: null, qty: 1, total: null },
      ],
    },
  },
  {
    title: 'Text that is no number goes to its own port',
    config: { columns: [{ as: 'n', expr: 'CAST(text AS INT)' }] },
    given: { in: { schema: { text: 'STRING' }, rows: [{ text: ' 12 ' }, { text: 'twelve' }, { text: null }] } },
    expect: {
      out: [
        { text: ' 12 ', n: 12 },
        { text: null, n: null },
      ],
      failed: [{ text: 'twelve', error: "'twelve' cannot be read as INT." }],
    },
  },
]
