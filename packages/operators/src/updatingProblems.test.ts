import { build, type PipelineInput, parseDocument } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { catalogue } from './catalogue.ts'

/** Problems of an operator behind a source with event time `ts`. */
function problemsOf(
  type: string,
  config: object,
): { message: string; hint?: string | undefined; path?: string | undefined }[] {
  const schema = ['k STRING', 'v INT', 'ts TIMESTAMP(3)'].map((field) => {
    const [name, type] = field.split(' ')
    return { name, type }
  })
  const document = {
    millrace: 1,
    name: 'problems',
    nodes: {
      rows: { type: 'file-source', config: { path: 'rows.ndjson', schema, eventTime: { field: 'ts' } } },
      totals: { type: 'running-aggregate', config: { keyBy: ['k'], aggregates: [{ fn: 'count', as: 'n' }] } },
      it: { type, config },
      show: { type: 'print-sink', config: {} },
      totalsOnly: { type: 'print-sink', config: {} },
    },
    edges: [
      { from: 'rows.out', to: 'totals.in' },
      { from: 'totals.out', to: 'totalsOnly.in' },
      { from: 'onTotals' in config ? 'totals.out' : 'rows.out', to: 'it.in' },
      { from: 'it.out', to: 'show.in' },
    ],
  } as unknown as PipelineInput
  const { onTotals: _, ...rest } = config as { onTotals?: boolean }
  const given = { ...document, nodes: { ...document.nodes, it: { type, config: rest } } } as PipelineInput
  const parsed = parseDocument(given)
  if (!parsed.document) throw new Error(JSON.stringify(parsed.problems))
  return build(parsed.document, catalogue).problems.filter(
    ({ severity, node }) => severity === 'error' && node === 'it',
  )
}

const byValue = [{ field: 'v' }]
const byTime = [{ field: 'ts' }]

test.each<[string, object, { message: string; hint: string; path?: string }]>([
  [
    'top-n',
    { orderBy: byValue, limit: 20_000 },
    { message: 'A ranking keeps at most 10000 rows', hint: 'smaller limit', path: 'limit' },
  ],
  [
    'top-n',
    { orderBy: byValue, limit: 1, rankField: 'v' },
    { message: 'has a field `v` already', hint: 'another name', path: 'rankField' },
  ],
  [
    'deduplicate',
    { keyBy: ['k'], orderBy: 'v' },
    { message: '`v` is not the event time', hint: 'The event time is `ts`', path: 'orderBy' },
  ],
  [
    'deduplicate',
    { onTotals: true, keyBy: ['k'] },
    { message: 'Deduplication needs rows that are never changed', hint: '*Top-N*' },
  ],
  ['sort', { orderBy: byValue }, { message: 'only be sorted by event time', hint: '`ts`', path: 'orderBy' }],
  ['sort', { onTotals: true, orderBy: byTime }, { message: 'Sorting needs event time', hint: 'event time' }],
  [
    'over-window',
    { orderBy: byTime, frame: { type: 'rows', preceding: 1 }, aggregates: [{ fn: 'lag', of: 'v', as: 'b' }] },
    { message: 'lag has no frame', hint: '`frame`', path: 'frame' },
  ],
  [
    'over-window',
    { orderBy: byTime, aggregates: [{ fn: 'lag', of: 'v', args: ['v'], as: 'b' }] },
    { message: 'a whole number of rows', hint: 'such as 1', path: 'aggregates[0].args[0]' },
  ],
  [
    'over-window',
    {
      orderBy: byTime,
      frame: { type: 'rows', preceding: 1 },
      aggregates: [{ fn: 'approx-count-distinct', of: 'v', as: 'b' }],
    },
    { message: 'cannot take rows out again', hint: 'unbounded', path: 'aggregates[0]' },
  ],
  [
    'over-window',
    { orderBy: [{ field: 'ts', direction: 'desc' }], aggregates: [{ fn: 'count', as: 'n' }] },
    { message: 'in the order of event time, ascending', hint: 'event time alone', path: 'orderBy' },
  ],
  ['sample', { onTotals: true, fraction: 0.5 }, { message: 'cannot be drawn by lot', hint: '`keyBy`', path: 'keyBy' }],
  ['from-changelog', { field: 'v' }, { message: 'kind of a change is a text', hint: 'CASE', path: 'field' }],
  ['to-changelog', { as: 'v' }, { message: 'has a field `v` already', hint: 'another name', path: 'as' }],
])('%s %o is refused with a remedy', (type, config, { message, hint, path }) => {
  const problems = problemsOf(type, config)
  expect(problems).toHaveLength(1)
  expect(problems[0]!.message).toContain(message)
  expect(problems[0]!.hint).toContain(hint)
  expect(problems[0]!.path).toBe(path)
})
