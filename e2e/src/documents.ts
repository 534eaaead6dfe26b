/** Pipelines that stories begin with. */
import type { PipelineDocument } from './fixtures.ts'

/** Orders as they come, paid ones in windows of two seconds by shop; totals in large figures. */
export const shops = (name: string, rowsPerSecond = 200): PipelineDocument => ({
  millrace: 1,
  name,
  description: 'Paid orders by shop, every two seconds.',
  nodes: {
    orders: { type: 'generator-source', label: 'Orders', config: { shape: 'orders', rowsPerSecond, seed: 7 } },
    paid: { type: 'filter', label: 'Paid', config: { condition: "status = 'PAID'" } },
    shops: {
      type: 'tumbling-window',
      label: 'By shop',
      config: {
        keyBy: ['shop'],
        size: '2s',
        aggregates: [
          { fn: 'count', as: 'orders' },
          { fn: 'sum', of: 'price * quantity', as: 'revenue' },
        ],
      },
    },
    best: {
      type: 'window-top-n',
      label: 'Best five',
      config: { orderBy: [{ field: 'revenue', direction: 'desc' }, { field: 'shop' }], limit: 5, rankField: 'rank' },
    },
    ranking: { type: 'table-sink', label: 'Ranking', config: { maxRows: 1000 } },
    all: {
      type: 'tumbling-window',
      label: 'All shops',
      config: { size: '2s', aggregates: [{ fn: 'sum', of: 'price * quantity', as: 'revenue' }] },
    },
    total: {
      type: 'big-number-sink',
      label: 'Revenue',
      config: { value: 'revenue', label: 'Revenue, last 2 s', unit: '¥' },
    },
  },
  edges: [
    { from: 'orders.out', to: 'paid.in' },
    { from: 'paid.out', to: 'shops.in' },
    { from: 'shops.out', to: 'best.in' },
    { from: 'best.out', to: 'ranking.in' },
    { from: 'paid.out', to: 'all.in' },
    { from: 'all.out', to: 'total.in' },
  ],
  layout: {
    orders: [0, 120],
    paid: [230, 120],
    shops: [440, 40],
    best: [690, 40],
    ranking: [930, 40],
    all: [440, 260],
    total: [690, 260],
  },
  settings: { checkpoint: { every: '1s' } },
})
