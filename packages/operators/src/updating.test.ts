/** More rows than fit into a batch, so that every task works off its rows in parts. */
import type { Change } from '@millrace/algebra/reference'
import type { Json } from '@millrace/language'
import { everyWay, planOfOperator } from '@millrace/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const schema = { id: 'INT', k: 'INT', v: 'INT', ts: 'TIMESTAMP(3)' }
const ROWS = 4000

/** Rows of some keys, many of them of the first one; times with ties, out of order. */
function rowsOf(seed: number, keys: number): Change[] {
  let state = seed
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  return Array.from({ length: ROWS }, (_, id) => {
    const k = random(3) === 0 ? 0 : random(keys)
    return { kind: '+I', row: [id, k, random(5) === 0 ? null : random(100), 1000 + 10 * random(id / 20 + 1)] }
  })
}

const by = { keyBy: ['k'], orderBy: [{ field: 'ts' }] }
const counted = [
  { fn: 'count', as: 'n' },
  { fn: 'sum', of: 'v', as: 's' },
  { fn: 'max', of: 'v', as: 'm' },
]

const text = (changes: readonly Change[]) => changes.map(({ kind, row }) => `${kind} ${JSON.stringify(row)}`).sort()

test.each<[string, Json]>([
  ['running-aggregate', { keyBy: ['k'], aggregates: counted }],
  ['top-n', { keyBy: ['k'], orderBy: [{ field: 'v', direction: 'desc' }], limit: 3, rankField: 'rank' }],
  ['top-n', { keyBy: ['k'], orderBy: [{ field: 'v', direction: 'desc' }], limit: 3, ties: 'all', rankField: 'rank' }],
  ['deduplicate', { keyBy: ['v'], orderBy: 'ts', keep: 'last' }],
  ['deduplicate', { keyBy: ['id'], orderBy: 'ts', keep: 'first' }],
  ['over-window', { ...by, frame: { type: 'rows', preceding: 5 }, aggregates: counted }],
  ['over-window', { ...by, frame: { type: 'range', preceding: '100ms' }, aggregates: counted }],
  ['over-window', { ...by, aggregates: [{ fn: 'lag', of: 'v', args: [2], as: 'before' }] }],
  ['sort', { orderBy: [{ field: 'ts' }, { field: 'v' }] }],
])('%s of many rows: %o', async (type, config) => {
  const plan = planOfOperator(type, config, { schema, eventTime: 'ts', delay: '1h' })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (seed) => {
      const { reference, engine } = await everyWay(plan, rowsOf(seed, 40), [700])
      for (const [way, changes] of Object.entries(engine)) expect(text(changes), way).toEqual(text(reference))
    }),
    { numRuns: 1 },
  )
})

test.each<[string, { [name: string]: Json }]>([
  ['tumbling-window', { size: '1s' }],
  ['sliding-window', { size: '1s', slide: '250ms' }],
  ['cumulate-window', { size: '2s', step: '500ms' }],
  ['session-window', { gap: '300ms' }],
  ['count-window', { size: 2 }],
])('%s of more keys than fit into a batch: %o', async (type, window) => {
  const counts = { keyBy: ['k'], aggregates: [...counted, { fn: 'count', of: 'v', distinct: true, as: 'd' }] }
  const plan = planOfOperator(type, { ...window, ...counts }, { schema, eventTime: 'ts', delay: '1h' })
  const { reference, engine } = await everyWay(plan, rowsOf(1, 3000), [700])
  expect(reference.length).toBeGreaterThan(1024)
  for (const [way, changes] of Object.entries(engine)) expect(text(changes), way).toEqual(text(reference))
})

test.each(['first', 'all'])('the best of each key of a window, more than fit into a batch; ties: %s', async (ties) => {
  const best = { keyBy: ['k'], orderBy: [{ field: 'v', direction: 'desc' }], limit: 1, ties, rankField: 'rank' }
  const config = { window: { type: 'tumbling', size: '2s' }, ...best }
  const plan = planOfOperator('window-top-n', config, { schema, eventTime: 'ts', delay: '1h' })
  const { reference, engine } = await everyWay(plan, rowsOf(2, 3000), [700])
  expect(reference.length).toBeGreaterThan(1024)
  for (const [way, changes] of Object.entries(engine)) expect(text(changes), way).toEqual(text(reference))
})
