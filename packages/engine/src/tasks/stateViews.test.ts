/** What tasks that update their results show of their state. */
import { relationAt } from '@millrace/algebra'
import type { Change } from '@millrace/algebra/reference'
import { type Json, UTC } from '@millrace/language'
import { planOfOperator, toBatch } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { ALONE } from '../testing/joinScript.ts'
import { createTask } from './create.ts'

const schema = { k: 'STRING', v: 'INT', ts: 'TIMESTAMP(3)' }
const rows = [
  ['a', 5, 1000],
  ['b', null, 2000],
  ['a', 7, 3000],
].map((row): Change => ({ kind: '+I', row }))
const at = (second: number) => `1970-01-01T00:00:0${second}.000`

/** The state of an operator's primitive after some rows, table by table. */
function stateOf(type: string, op: string, config: Json, watermark = 0, primaryKey?: string[]) {
  const given = { schema, eventTime: 'ts', delay: '1h', ...(primaryKey && { primaryKey }) }
  const plan = planOfOperator(type, config, given)
  const node = plan.nodes.find((candidate) => candidate.op.op === op)!
  const inputs = node.inputs.map((port) => relationAt(plan, port))
  const environment = { zone: UTC, now: () => 0, random: () => 0.5 }
  const task = createTask({ node, inputs, emit: () => {}, environment, ...ALONE })
  task.process(toBatch(rows, inputs[0]!.row), 0)
  if (watermark > 0) task.watermark(watermark)
  const view = task.state!()
  return view.tables.map(({ name, size }) => {
    const all = view.scan(name, 0, 100)
    expect(all).toHaveLength(size)
    expect(view.scan(name, 1, 1)).toEqual(all.slice(1, 2))
    return all
  })
}

test('a running aggregate shows the values of its groups', () => {
  const aggregates = [{ fn: 'sum', of: 'v', as: 's' }]
  expect(stateOf('running-aggregate', 'group', { keyBy: ['k'], aggregates })).toEqual([
    [
      { key: { k: 'a' }, value: { s: 12 } },
      { key: { k: 'b' }, value: { s: null } },
    ],
  ])
})

test('a Top-N shows its rows by rank, those that may come to be among the best too', () => {
  const config = { orderBy: [{ field: 'v', direction: 'desc' }], limit: 1 }
  const [five, none, seven] = rows.map(({ row }, i) => ({ k: row[0]!, v: row[1]!, ts: at(i + 1) }))
  expect(stateOf('top-n', 'rank', config)).toEqual([[{ key: { rank: 1 }, value: seven }]])
  expect(stateOf('top-n', 'rank', config, 0, ['ts'])).toEqual([
    [
      { key: { rank: 1 }, value: seven },
      { key: { rank: 2 }, value: five },
      { key: { rank: 3 }, value: none },
    ],
  ])
  // Rows that may share a rank have places; of rows that only come, those without a rank are forgotten.
  expect(stateOf('top-n', 'rank', { ...config, ties: 'all' })).toEqual([[{ key: { place: 1 }, value: seven }]])
  expect(stateOf('top-n', 'rank', { ...config, ties: 'all' }, 0, ['ts'])).toEqual([
    [
      { key: { place: 1 }, value: seven },
      { key: { place: 2 }, value: five },
      { key: { place: 3 }, value: none },
    ],
  ])
})

test('a limit shows how many rows have come', () => {
  expect(stateOf('limit', 'rank', { keyBy: ['k'], limit: 9 })).toEqual([
    [
      { key: { k: 'a' }, value: { rows: 2 } },
      { key: { k: 'b' }, value: { rows: 1 } },
    ],
  ])
})

test('deduplication shows its keys, and their rows where it has them', () => {
  expect(stateOf('deduplicate', 'deduplicate', { keyBy: ['k'], keep: 'last' })).toEqual([
    [
      { key: { k: 'a' }, value: { k: 'a', v: 7, ts: at(3) } },
      { key: { k: 'b' }, value: { k: 'b', v: null, ts: at(2) } },
    ],
  ])
  expect(stateOf('deduplicate', 'deduplicate', { keyBy: ['k'], keep: 'first' })).toEqual([
    [
      { key: { k: 'a' }, value: {} },
      { key: { k: 'b' }, value: {} },
    ],
  ])
})

test('an over window shows the aggregates of its frames', () => {
  const frame = { type: 'rows', preceding: 0 }
  const config = { keyBy: ['k'], orderBy: [{ field: 'ts' }], frame, aggregates: [{ fn: 'sum', of: 'v', as: 's' }] }
  expect(stateOf('over-window', 'over', config, 5000)).toEqual([
    [
      { key: { k: 'a' }, value: { s: 7 } },
      { key: { k: 'b' }, value: { s: null } },
    ],
  ])
})

test('sorting shows the rows that wait', () => {
  expect(stateOf('sort', 'sort', { orderBy: [{ field: 'ts' }] }, 1500)).toEqual([
    [
      { key: { number: 1 }, value: { k: 'b', v: null, ts: at(2) } },
      { key: { number: 2 }, value: { k: 'a', v: 7, ts: at(3) } },
    ],
  ])
})
