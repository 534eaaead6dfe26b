/** What an observer sees of the state of windows while a job runs. */
import type { Change } from '@millrace/algebra/reference'
import type { StateView } from '@millrace/engine'
import type { Json } from '@millrace/language'
import { planOfOperator, runPlan } from '@millrace/testkit'
import { expect, test } from 'vitest'

const START = Date.UTC(2026, 0, 1, 10)
const aggregates = [
  { fn: 'count', as: 'n' },
  { fn: 'sum', of: 'v', as: 's' },
]
const rows = [
  ['a', 1, 0],
  ['b', 2, 1],
  ['a', 4, 3],
  ['a', 8, 4],
].map(([k, v, second]): Change => ({ kind: '+I', row: [k!, v!, START + 1000 * (second as number)] }))

/** The tables of a window when three of the rows have come. */
async function seen(
  type: string,
  config: { [name: string]: Json },
  shared: { [name: string]: Json } = { aggregates },
): Promise<Record<string, unknown[]>> {
  const given = { schema: { k: 'STRING', v: 'INT', ts: 'TIMESTAMP(3)' }, eventTime: 'ts', delay: '10s' }
  const plan = planOfOperator(type, { keyBy: ['k'], ...config, ...shared }, given)
  const { node } = plan.ports['it.out']!
  const source = plan.nodes.find(({ owner }) => owner === 'given-in')!.id
  let tables: Record<string, unknown[]> = {}
  let count = 0
  await runPlan(
    plan,
    { 'given-in': rows },
    {
      batchRows: 1,
      watch(port, _, job) {
        if (port === `${source}.out` && ++count === rows.length) tables = contentOf(job.state(node)!)
      },
    },
  )
  return tables
}

function contentOf(view: StateView): Record<string, unknown[]> {
  return Object.fromEntries(
    view.tables.map(({ name, size }) => {
      const all = view.scan(name, 0, 100)
      expect(all.length).toBe(size)
      expect(view.scan(name, 1, 1)).toEqual(all.slice(1, 2))
      return [name, all]
    }),
  )
}

const group = (k: string, n: number, s: number) => ({ key: { k }, value: { n, s } })
const at = (second: number) => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000`
const slice = (second: number) => at(second).replace('T', ' ')
const pane = (k: string, from: number, to: number, n: number, s: number) => ({
  key: { k, window_start: at(from), window_end: at(to) },
  value: { n, s },
})

test('groups by slice where windows share slices', async () => {
  expect(await seen('tumbling-window', { size: '2s' })).toEqual({
    [slice(0)]: [group('a', 1, 1), group('b', 1, 2)],
    [slice(2)]: [group('a', 1, 4)],
  })
  const sliding = { [slice(0)]: [group('a', 1, 1)], [slice(1)]: [group('b', 1, 2)], [slice(3)]: [group('a', 1, 4)] }
  expect(await seen('sliding-window', { size: '4s', slide: '1s' })).toEqual(sliding)
  expect(await seen('sliding-window', { size: '60s', slide: '1s' })).toEqual(sliding)
})

test('what a growing window has so far, and its later steps', async () => {
  expect(await seen('cumulate-window', { size: '10s', step: '2s' })).toEqual({
    [slice(0)]: [group('a', 1, 1), group('b', 1, 2)],
    [`${slice(2)} +`]: [group('a', 1, 4)],
  })
})

test('windows by key where each is kept by itself', async () => {
  expect(await seen('session-window', { gap: '3s' })).toEqual({
    windows: [pane('a', 0, 6, 2, 5), pane('b', 1, 4, 1, 2)],
  })
  expect(await seen('tumbling-window', { size: '2s', lateness: '5s' })).toEqual({
    windows: [pane('a', 0, 2, 1, 1), pane('b', 0, 2, 1, 2), pane('a', 2, 4, 1, 4)],
  })
  expect(await seen('tumbling-window', { size: '5s', evictor: { type: 'count', n: 1 } })).toEqual({
    windows: [pane('a', 0, 5, 2, 5), pane('b', 0, 5, 1, 2)],
  })
})

test('groups of a count window', async () => {
  expect(await seen('count-window', { size: 3 })).toEqual({ groups: [group('a', 2, 5), group('b', 1, 2)] })
  expect(await seen('count-window', { size: 3, slide: 5 })).toEqual({ groups: [group('a', 2, 5), group('b', 1, 2)] })
})

test('ranked rows by window', async () => {
  const config = { window: { type: 'tumbling', size: '5s' }, orderBy: [{ field: 'v', direction: 'desc' }], limit: 2 }
  const ranked = (k: string, rank: number, v: number, second: number) => ({
    key: { k, rank },
    value: { k, v, ts: at(second), window_start: at(0), window_end: at(5), window_time: '2026-01-01T10:00:04.999' },
  })
  expect(await seen('window-top-n', config, {})).toEqual({
    [slice(5)]: [ranked('a', 1, 4, 3), ranked('a', 2, 1, 0), ranked('b', 1, 2, 1)],
  })
})
