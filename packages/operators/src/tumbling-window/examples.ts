import type { Example } from '@millrace/algebra'
import { exampleWindow as window } from '../shared/exampleWindow.ts'

const schema = { shop: 'STRING', amount: 'DECIMAL(10, 2)', ts: 'TIMESTAMP(3)' }
const minute0 = window('10:00:00.000', '10:01:00.000', '10:00:59.999')
const day = {
  window_start: '2026-01-01T00:00:00.000',
  window_end: '2026-01-02T00:00:00.000',
  window_time: '2026-01-01T23:59:59.999',
}
const minute1 = window('10:01:00.000', '10:02:00.000', '10:01:59.999')

export const examples: readonly Example[] = [
  {
    title: 'Revenue by shop and minute',
    config: {
      keyBy: ['shop'],
      size: '1m',
      aggregates: [
        { fn: 'count', as: 'orders' },
        { fn: 'sum', of: 'amount', as: 'revenue' },
      ],
    },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        delay: '5s',
        rows: [
          { shop: 'north', amount: '10.00', ts: '2026-01-01T10:00:01.000' },
          { shop: 'south', amount: '7.50', ts: '2026-01-01T10:00:40.000' },
          { shop: 'north', amount: '2.50', ts: '2026-01-01T10:00:30.000' },
          { shop: 'north', amount: '1.00', ts: '2026-01-01T10:01:02.000' },
          { shop: 'north', amount: null, ts: '2026-01-01T10:00:59.000' },
        ],
      },
    },
    expect: {
      out: [
        { shop: 'north', ...minute0, orders: 3, revenue: '12.50' },
        { shop: 'south', ...minute0, orders: 1, revenue: '7.50' },
        { shop: 'north', ...minute1, orders: 1, revenue: '1.00' },
      ],
    },
  },
  {
    title: 'A straggler leaves on the side',
    config: { size: '1m', aggregates: [{ fn: 'count', as: 'orders' }] },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        delay: '0s',
        rows: [
          { shop: 'north', amount: '1.00', ts: '2026-01-01T10:00:10.000' },
          { shop: 'north', amount: '2.00', ts: '2026-01-01T10:01:00.000' },
          { shop: 'south', amount: '3.00', ts: '2026-01-01T10:00:20.000' },
        ],
      },
    },
    expect: {
      out: [
        { ...minute0, orders: 1 },
        { ...minute1, orders: 1 },
      ],
      late: [{ shop: 'south', amount: '3.00', ts: '2026-01-01T10:00:20.000' }],
    },
  },
  {
    title: 'Conditions, distinct values and a condition on the result',
    config: {
      keyBy: ['shop'],
      size: '1m',
      aggregates: [
        { fn: 'count', of: 'amount', distinct: true, as: 'prices' },
        { fn: 'count', where: 'amount >= 5', as: 'large' },
        { fn: 'max', of: 'amount', as: 'most' },
        { fn: 'min', of: 'amount', as: 'least' },
        { fn: 'avg', of: 'amount', as: 'mean' },
      ],
      having: 'COUNT(*) > 1',
    },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [
          { shop: 'north', amount: '5.00', ts: '2026-01-01T10:00:01.000' },
          { shop: 'north', amount: '5.00', ts: '2026-01-01T10:00:02.000' },
          { shop: 'north', amount: '2.00', ts: '2026-01-01T10:00:03.000' },
          { shop: 'south', amount: '9.00', ts: '2026-01-01T10:00:04.000' },
        ],
      },
    },
    expect: {
      out: [{ shop: 'north', ...minute0, prices: 2, large: 2, most: '5.00', least: '2.00', mean: '4.000000' }],
    },
  },
  {
    title: 'A straggler within the lateness gives the result anew',
    config: { keyBy: ['shop'], size: '1m', aggregates: [{ fn: 'count', as: 'orders' }], lateness: '30s' },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [
          { shop: 'north', amount: '1.00', ts: '2026-01-01T10:00:10.000' },
          { shop: 'north', amount: '2.00', ts: '2026-01-01T10:01:05.000' },
          { shop: 'north', amount: '3.00', ts: '2026-01-01T10:00:20.000' },
          { shop: 'north', amount: '4.00', ts: '2026-01-01T10:01:30.000' },
          { shop: 'north', amount: '5.00', ts: '2026-01-01T10:00:30.000' },
        ],
      },
    },
    expect: {
      out: [
        { shop: 'north', ...minute0, orders: 1 },
        { $kind: '+U', shop: 'north', ...minute0, orders: 2 },
        { shop: 'north', ...minute1, orders: 2 },
      ],
      late: [{ shop: 'north', amount: '5.00', ts: '2026-01-01T10:00:30.000' }],
    },
  },
  {
    title: 'Results so far every twenty seconds',
    config: {
      size: '1m',
      aggregates: [{ fn: 'count', as: 'orders' }],
      trigger: { type: 'continuous', every: '20s' },
    },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [
          { shop: 'north', amount: '1.00', ts: '2026-01-01T10:00:05.000' },
          { shop: 'north', amount: '2.00', ts: '2026-01-01T10:00:25.000' },
          { shop: 'south', amount: '3.00', ts: '2026-01-01T10:00:50.000' },
        ],
      },
    },
    expect: {
      out: [
        { ...minute0, orders: 2 },
        { $kind: '+U', ...minute0, orders: 3 },
        { $kind: '+U', ...minute0, orders: 3 },
      ],
    },
  },
  {
    title: 'Revenue of the day so far, every five seconds by the clock; these rows came at once',
    config: {
      keyBy: ['shop'],
      size: '1d',
      aggregates: [{ fn: 'sum', of: 'amount', as: 'revenue' }],
      trigger: { type: 'continuous-processing-time', every: '5s' },
    },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [
          { shop: 'north', amount: '1.00', ts: '2026-01-01T10:00:05.000' },
          { shop: 'south', amount: '2.00', ts: '2026-01-01T10:00:25.000' },
          { shop: 'north', amount: '3.00', ts: '2026-01-01T18:30:00.000' },
        ],
      },
    },
    expect: {
      out: [
        { shop: 'north', ...day, revenue: '4.00' },
        { shop: 'south', ...day, revenue: '2.00' },
      ],
    },
  },
  {
    title: 'A result after every second order, over the newest two',
    config: {
      size: '1m',
      aggregates: [{ fn: 'sum', of: 'amount', as: 'revenue' }],
      trigger: { type: 'count', n: 2, atEnd: false },
      evictor: { type: 'count', n: 2 },
    },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [
          { shop: 'north', amount: '1.00', ts: '2026-01-01T10:00:05.000' },
          { shop: 'north', amount: '2.00', ts: '2026-01-01T10:00:25.000' },
          { shop: 'south', amount: '4.00', ts: '2026-01-01T10:00:50.000' },
          { shop: 'south', amount: '8.00', ts: '2026-01-01T10:00:51.000' },
          { shop: 'south', amount: '16.00', ts: '2026-01-01T10:00:52.000' },
        ],
      },
    },
    expect: {
      out: [
        { ...minute0, revenue: '3.00' },
        { $kind: '+U', ...minute0, revenue: '12.00' },
      ],
    },
  },
  {
    title: "Median, spread, list, most frequent values, the best row, and an aggregate of one's own",
    config: {
      keyBy: [],
      size: '1m',
      aggregates: [
        { fn: 'percentile', of: 'amount', args: [0.5], as: 'median' },
        { fn: 'stddev-pop', of: 'CAST(amount AS DOUBLE)', as: 'spread' },
        { fn: 'listagg', of: 'shop', args: ["', '"], distinct: true, as: 'shops' },
        { fn: 'top-values', of: 'shop', args: [1], as: 'busiest' },
        { fn: 'arg-max', of: 'shop', args: ['amount'], as: 'best' },
        { fn: 'bool-and', of: 'amount > 1', as: 'all_above_1' },
        {
          fn: 'custom',
          init: [{ as: 'squares', expr: 'CAST(0 AS DOUBLE)' }],
          add: [{ as: 'squares', expr: 'squares + CAST(amount AS DOUBLE) * CAST(amount AS DOUBLE)' }],
          result: 'SQRT(squares)',
          as: 'length',
        },
      ],
    },
    given: {
      in: {
        schema,
        eventTime: 'ts',
        rows: [
          { shop: 'north', amount: '3.00', ts: '2026-01-01T10:00:01.000' },
          { shop: 'south', amount: '12.00', ts: '2026-01-01T10:00:02.000' },
          { shop: 'north', amount: '4.00', ts: '2026-01-01T10:00:03.000' },
        ],
      },
    },
    expect: {
      out: [
        {
          ...minute0,
          median: 4,
          spread: 4.027681991198191,
          shops: 'north, south',
          busiest: [{ value: 'north', count: 2 }],
          best: 'south',
          all_above_1: true,
          length: 13,
        },
      ],
    },
  },
]
