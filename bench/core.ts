/** The engine on rows in memory: what each kind of work costs beside handing the rows over. */

import { measure, table } from './harness.ts'
import { batchPiece, planOf, runPieces } from './memory.ts'
import { type Batch, ColumnBuffers } from './rows.ts'

const ROWS = 2_000_000
const schema = [
  { name: 'id', type: 'BIGINT NOT NULL' },
  { name: 'user_id', type: 'INT NOT NULL' },
  { name: 'shop', type: 'STRING NOT NULL' },
  { name: 'price', type: 'BIGINT NOT NULL' },
  { name: 'amount', type: 'DOUBLE NOT NULL' },
  { name: 'ts', type: 'TIMESTAMP(3) NOT NULL' },
]

const source = { type: 'file-source', config: { path: 'memory', schema, eventTime: { field: 'ts', delay: '1s' } } }
const sink = { type: 'discard-sink', config: {} }

/** A chain of operators between the source and the sink. */
function chain(...operators: { type: string; config: Record<string, never> | object }[]) {
  const names = operators.map((_, i) => `op${i}`)
  const all = ['in', ...names, 'out']
  return planOf({
    millrace: 1,
    name: 'bench',
    nodes: {
      in: source,
      ...Object.fromEntries(operators.map((operator, i) => [names[i]!, operator as never])),
      out: sink,
    },
    edges: all.slice(1).map((to, i) => ({ from: `${all[i]}.out`, to: `${to}.in` })),
  })
}

const windowBy = (...keyBy: string[]) => ({
  type: 'tumbling-window',
  config: {
    keyBy,
    size: '10s',
    aggregates: [
      { fn: 'count', as: 'n' },
      { fn: 'sum', of: 'price', as: 'total' },
    ],
  },
})

export async function core(): Promise<string> {
  const pieces = ColumnBuffers.make(ROWS).map((batch: Batch, i: number) => batchPiece(batch, i * 1024))
  const cases: [string, ReturnType<typeof chain>][] = [
    ['pass-through', chain()],
    ['filter', chain({ type: 'filter', config: { condition: 'price > 500' } })],
    [
      'filter and compute',
      chain(
        { type: 'filter', config: { condition: 'price > 500' } },
        {
          type: 'compute',
          config: {
            columns: [
              { as: 'gross', expr: 'amount * 1.19e0' },
              { as: 'bonus', expr: 'price / 10' },
            ],
          },
        },
      ),
    ],
    ['tumbling window by integer key (10,000 keys)', chain(windowBy('user_id'))],
    ['tumbling window by text key (1,000 keys)', chain(windowBy('shop'))],
    ['tumbling window by two keys', chain(windowBy('shop', 'user_id'))],
    [
      'sliding window 10 s / 2 s by integer key',
      chain({
        type: 'sliding-window',
        config: { keyBy: ['user_id'], size: '10s', slide: '2s', aggregates: [{ fn: 'count', as: 'n' }] },
      }),
    ],
    [
      'sliding window 60 s / 1 s by integer key',
      chain({
        type: 'sliding-window',
        config: { keyBy: ['user_id'], size: '60s', slide: '1s', aggregates: [{ fn: 'count', as: 'n' }] },
      }),
    ],
    [
      'session window, gap 10 s, by integer key',
      chain({
        type: 'session-window',
        config: { keyBy: ['user_id'], gap: '10s', aggregates: [{ fn: 'count', as: 'n' }] },
      }),
    ],
    [
      'tumbling window with distinct count',
      chain({
        type: 'tumbling-window',
        config: {
          keyBy: ['shop'],
          size: '10s',
          aggregates: [{ fn: 'count', of: 'user_id', distinct: true, as: 'users' }],
        },
      }),
    ],
    [
      'window, then Top-5',
      chain(windowBy('user_id'), {
        type: 'window-top-n',
        config: { orderBy: [{ field: 'total', direction: 'desc' }], limit: 5 },
      }),
    ],
  ]
  const results = []
  for (const [name, plan] of cases) results.push(await measure(name, () => runPieces(plan, pieces)))
  return table(`Rows in memory (${ROWS.toLocaleString('en-US')} rows a round, batches of 1,024)`, results, results[0])
}
