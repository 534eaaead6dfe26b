import type { Example } from '@millrace/algebra'

const order = {
  schema: { id: 'INT', lines: 'ARRAY<ROW<sku STRING, qty INT>>' },
  rows: [
    {
      id: 1,
      lines: [
        { sku: 'tea "green"', qty: 2 },
        { sku: 'cup', qty: null },
      ],
    },
    { id: 2, lines: [] },
    { id: 3, lines: null },
    { id: 4, lines: [null] },
  ],
}

export const examples: readonly Example[] = [
  {
    title: 'One row for each line of an order, with its number',
    config: { unnest: 'lines', as: ['item', 'amount'], ordinality: 'line' },
    given: { in: order },
    expect: {
      out: [
        { id: 1, lines: order.rows[0]!.lines, item: 'tea "green"', amount: 2, line: 1 },
        { id: 1, lines: order.rows[0]!.lines, item: 'cup', amount: null, line: 2 },
        { id: 4, lines: [null], item: null, amount: null, line: 1 },
      ],
    },
  },
  {
    title: 'Orders without lines stay',
    config: { unnest: 'lines', kind: 'left', ordinality: 'line' },
    given: { in: { ...order, rows: order.rows.slice(1) } },
    expect: {
      out: [
        { id: 2, lines: [], sku: null, qty: null, line: null },
        { id: 3, lines: null, sku: null, qty: null, line: null },
        { id: 4, lines: [null], sku: null, qty: null, line: 1 },
      ],
    },
  },
  {
    title: 'The entries of a map',
    config: { unnest: 'scores', as: ['player', 'score'] },
    given: {
      in: {
        schema: { game: 'INT', scores: 'MAP<STRING, DECIMAL(6, 2)>' },
        rows: [{ game: 7, scores: { ann: '1.50', bob: null } }],
      },
    },
    expect: {
      out: [
        { game: 7, scores: { ann: '1.50', bob: null }, player: 'ann', score: '1.50' },
        { game: 7, scores: { ann: '1.50', bob: null }, player: 'bob', score: null },
      ],
    },
  },
  {
    title: 'The elements of a computed array',
    config: { unnest: "SPLIT(tags, ',')", as: ['tag'] },
    given: { in: { schema: { tags: 'STRING' }, rows: [{ tags: 'a,b' }, { tags: null }] } },
    expect: {
      out: [
        { tags: 'a,b', tag: 'a' },
        { tags: 'a,b', tag: 'b' },
      ],
    },
  },
  {
    title: 'A row that is replaced takes its elements back',
    config: { unnest: 'nums', as: ['num'] },
    given: {
      in: {
        schema: { id: 'INT', nums: 'ARRAY<BIGINT>' },
        primaryKey: ['id'],
        rows: [
          { id: 1, nums: [5, null] },
          { id: 1, nums: ['9007199254740993'] },
        ],
      },
    },
    expect: {
      out: [
        { id: 1, nums: [5, null], num: 5 },
        { id: 1, nums: [5, null], num: null },
        { $kind: '-U', id: 1, nums: [5, null], num: 5 },
        { $kind: '-U', id: 1, nums: [5, null], num: null },
        { $kind: '+U', id: 1, nums: ['9007199254740993'], num: '9007199254740993' },
      ],
    },
  },
]
