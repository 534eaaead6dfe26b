import type { Example } from '@millrace/algebra'

const schema = { id: 'INT', amount: 'DECIMAL(8, 2)', country: 'STRING' }
const large = { id: 1, amount: '900.00', country: 'DE' }
const foreign = { id: 2, amount: '20.00', country: 'FR' }
const both = { id: 3, amount: '700.00', country: 'FR' }
const small = { id: 4, amount: '5.00', country: 'DE' }
const unknown = { id: 5, amount: null, country: null }

export const examples: readonly Example[] = [
  {
    title: 'Each order takes the first route that fits',
    config: {
      branches: [
        { port: 'large', when: 'amount > 500' },
        { port: 'foreign', when: "country <> 'DE'" },
      ],
      otherwise: 'rest',
    },
    given: { in: { schema, rows: [large, foreign, both, small, unknown] } },
    expect: { large: [large, both], foreign: [foreign], rest: [small, unknown] },
  },
  {
    title: 'An order takes every route that fits',
    config: {
      branches: [
        { port: 'large', when: 'amount > 500' },
        { port: 'foreign', when: "country <> 'DE'" },
      ],
      mode: 'all',
      otherwise: 'rest',
    },
    given: { in: { schema, rows: [large, foreign, both, small, unknown] } },
    expect: { large: [large, both], foreign: [foreign, both], rest: [small, unknown] },
  },
  {
    title: 'A later condition is not looked at, and a row on which one fails leaves once',
    config: {
      branches: [
        { port: 'text', when: "kind = 'text'" },
        { port: 'high', when: 'CAST(v AS INT) > 10' },
        { port: 'low', when: 'CAST(v AS INT) <= 10' },
      ],
    },
    given: {
      in: {
        schema: { kind: 'STRING', v: 'STRING' },
        rows: [
          { kind: 'text', v: 'abc' },
          { kind: 'number', v: '12' },
          { kind: 'number', v: 'twelve' },
          { kind: 'number', v: '3' },
        ],
      },
    },
    expect: {
      text: [{ kind: 'text', v: 'abc' }],
      high: [{ kind: 'number', v: '12' }],
      low: [{ kind: 'number', v: '3' }],
      failed: [{ kind: 'number', v: 'twelve', error: "'twelve' cannot be read as INT." }],
    },
  },
  {
    title: 'A row that is replaced leaves its old route',
    config: { branches: [{ port: 'open', when: "state = 'open'" }], otherwise: 'done' },
    given: {
      in: {
        schema: { id: 'INT', state: 'STRING' },
        primaryKey: ['id'],
        rows: [
          { id: 1, state: 'open' },
          { id: 1, state: 'closed' },
        ],
      },
    },
    expect: {
      open: [
        { id: 1, state: 'open' },
        { $kind: '-U', id: 1, state: 'open' },
      ],
      done: [{ $kind: '+U', id: 1, state: 'closed' }],
    },
  },
]
