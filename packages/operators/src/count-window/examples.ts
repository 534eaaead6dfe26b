import type { Example } from '@millrace/algebra'

const schema = { sensor: 'STRING', value: 'INT' }

export const examples: readonly Example[] = [
  {
    title: 'The mean of every three readings',
    config: { keyBy: ['sensor'], size: 3, aggregates: [{ fn: 'avg', of: 'value', as: 'mean' }] },
    given: {
      in: {
        schema,
        rows: [
          { sensor: 'a', value: 1 },
          { sensor: 'b', value: 10 },
          { sensor: 'a', value: 2 },
          { sensor: 'a', value: 6 },
          { sensor: 'a', value: 100 },
          { sensor: 'b', value: 20 },
        ],
      },
    },
    expect: { out: [{ sensor: 'a', mean: 3 }] },
  },
  {
    title: 'The most of the last three readings, after every second one',
    config: { size: 3, slide: 2, aggregates: [{ fn: 'max', of: 'value', as: 'most' }] },
    given: {
      in: {
        schema,
        rows: [
          { sensor: 'a', value: 9 },
          { sensor: 'a', value: 1 },
          { sensor: 'a', value: 2 },
          { sensor: 'a', value: 3 },
          { sensor: 'a', value: 4 },
        ],
      },
    },
    expect: { out: [{ most: 9 }, { most: 3 }] },
  },
  {
    title: 'How many readings so far, after every second one',
    config: { keyBy: ['sensor'], slide: 2, aggregates: [{ fn: 'count', as: 'readings' }] },
    given: {
      in: {
        schema,
        rows: [
          { sensor: 'a', value: 1 },
          { sensor: 'a', value: 2 },
          { sensor: 'b', value: 3 },
          { sensor: 'a', value: 4 },
          { sensor: 'a', value: 5 },
        ],
      },
    },
    expect: {
      out: [
        { sensor: 'a', readings: 2 },
        { $kind: '+U', sensor: 'a', readings: 4 },
      ],
    },
  },
]
