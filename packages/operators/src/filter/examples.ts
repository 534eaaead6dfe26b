import type { Example } from '@millrace/algebra'

const schema = { id: 'INT', status: 'STRING', amount: 'DECIMAL(10, 2)' }

export const examples: readonly Example[] = [
  {
    title: 'Paid orders above 100',
    config: { condition: "status = 'PAID' AND amount > 100" },
    given: {
      in: {
        schema,
        rows: [
          { id: 1, status: 'PAID', amount: '120.00' },
          { id: 2, status: 'OPEN', amount: '300.00' },
          { id: 3, status: 'PAID', amount: '100.00' },
          { id: 4, status: null, amount: '500.00' },
          { id: 5, status: 'PAID', amount: null },
        ],
      },
    },
    expect: { out: [{ id: 1, status: 'PAID', amount: '120.00' }] },
  },
  {
    title: 'Rows that replace an earlier one by key withdraw it when they no longer match',
    config: { condition: 'amount >= 10' },
    given: {
      in: {
        schema: { id: 'INT NOT NULL', amount: 'INT' },
        primaryKey: ['id'],
        rows: [
          { id: 1, amount: 10 },
          { id: 1, amount: 20 },
          { id: 2, amount: 5 },
          { id: 1, amount: 3 },
          { $kind: '-D', id: 2, amount: 5 },
        ],
      },
    },
    expect: {
      out: [
        { $kind: '+I', id: 1, amount: 10 },
        { $kind: '-U', id: 1, amount: 10 },
        { $kind: '+U', id: 1, amount: 20 },
        { $kind: '-U', id: 1, amount: 20 },
      ],
    },
  },
  {
    title: 'A row on which the condition fails goes to its own port',
    config: { condition: '10 / amount > 1' },
    given: {
      in: {
        schema: { id: 'INT', amount: 'INT' },
        rows: [
          { id: 1, amount: 4 },
          { id: 2, amount: 0 },
          { id: 3, amount: 40 },
        ],
      },
    },
    expect: { out: [{ id: 1, amount: 4 }], failed: [{ id: 2, amount: 0, error: 'Division by zero.' }] },
  },
]
