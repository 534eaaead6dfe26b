import type { Example } from '@millrace/algebra'

const customers: Example['given'][string] = {
  schema: { id: 'INT', name: 'STRING' },
  rows: [
    { id: 1, name: 'ann' },
    { id: 2, name: 'bob' },
    { id: null, name: 'cid' },
  ],
}
const orders: Example['given'][string] = {
  schema: { order_id: 'INT', customer: 'BIGINT', amount: 'INT' },
  rows: [
    { order_id: 10, customer: 1, amount: 5 },
    { order_id: 11, customer: 1, amount: 7 },
    { order_id: 12, customer: 3, amount: 9 },
    { order_id: 13, customer: null, amount: 2 },
  ],
}
const keys = { leftKeys: ['id'], rightKeys: ['customer'] }

export const examples: readonly Example[] = [
  {
    title: 'Customers with their orders',
    config: keys,
    given: { left: customers, right: orders },
    expect: {
      out: [
        { id: 1, name: 'ann', order_id: 10, customer: 1, amount: 5 },
        { id: 1, name: 'ann', order_id: 11, customer: 1, amount: 7 },
      ],
    },
  },
  {
    title: 'Orders as they arrive, with or without a customer',
    config: {
      kind: 'right',
      ...keys,
      condition: 'amount > 5',
      fields: [
        { from: 'left', field: 'name' },
        { from: 'right', field: 'order_id' },
      ],
    },
    given: { left: customers, right: { ...orders, rows: orders.rows.slice(0, 3) } },
    expect: {
      out: [
        { name: null, order_id: 10 },
        { name: 'ann', order_id: 11 },
        { name: null, order_id: 12 },
      ],
    },
  },
  {
    title: 'A customer changes and the results with it',
    config: {
      ...keys,
      fields: [
        { from: 'left', field: 'name' },
        { from: 'right', field: 'order_id' },
      ],
    },
    given: {
      left: { ...customers, primaryKey: ['id'], rows: [{ id: 1, name: 'ann' }] },
      right: {
        ...orders,
        primaryKey: ['order_id'],
        rows: [
          { order_id: 10, customer: 1, amount: 5 },
          { order_id: 10, customer: 2, amount: 5 },
          { order_id: 10, customer: 1, amount: 6 },
        ],
      },
    },
    expect: {
      out: [
        { name: 'ann', order_id: 10 },
        { $kind: '-U', name: 'ann', order_id: 10 },
        { $kind: '+U', name: 'ann', order_id: 10 },
      ],
    },
  },
  {
    title: 'Customers who never ordered',
    config: { kind: 'anti', ...keys, nullAware: true, fields: [{ from: 'left', field: 'name' }] },
    given: { left: customers, right: { ...orders, rows: orders.rows.slice(0, 1) } },
    expect: {
      out: [
        { name: 'ann' },
        { name: 'bob' },
        { name: 'cid' },
        { $kind: '-D', name: 'ann' },
        { $kind: '-D', name: 'cid' },
      ],
    },
  },
]
