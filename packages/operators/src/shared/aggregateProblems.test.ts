/** What is wrong with aggregates is said with its place, before anything runs. */
import type { Json } from '@millrace/language'
import { build, parseDocument } from '@millrace/pipeline'
import { expect, test } from 'vitest'
import { catalogue } from '../catalogue.ts'

const schema = [
  { name: 'k', type: 'STRING' },
  { name: 'v', type: 'INT' },
  { name: 'ts', type: 'TIMESTAMP(3)' },
]

function problemsOf(type: string, config: { [key: string]: Json }, source: { [key: string]: Json } = {}) {
  const { document } = parseDocument({
    millrace: 1,
    name: 'wrong',
    nodes: {
      in: { type: 'file-source', config: { path: 'a.ndjson', schema, eventTime: { field: 'ts' }, ...source } },
      it: { type, config },
      out: { type: 'discard-sink', config: {} },
    },
    edges: [
      { from: 'in.out', to: 'it.in' },
      { from: 'it.out', to: 'out.in' },
    ],
  })
  return build(document!, catalogue).problems.map(({ code, path }) => `${code} ${path}`)
}

const custom = {
  fn: 'custom',
  init: [{ as: 'q', expr: '0' }],
  add: [{ as: 'q', expr: 'q + COALESCE(v, 0)' }],
  result: 'q',
  as: 'x',
}
const cases: readonly [string, { [key: string]: Json }, string][] = [
  ['a value that is missing', { fn: 'sum', as: 'x' }, 'aggregate-argument aggregates[0]'],
  ['a value of the wrong type', { fn: 'sum', of: 'k', as: 'x' }, 'aggregate-argument aggregates[0].of'],
  ['a fraction that is missing', { fn: 'percentile', of: 'v', as: 'x' }, 'aggregate-argument aggregates[0].of'],
  [
    'a fraction above 1',
    { fn: 'percentile', of: 'v', args: [95], as: 'x' },
    'aggregate-argument aggregates[0].args[0]',
  ],
  [
    'a constant that depends on the row',
    { fn: 'listagg', of: 'k', args: ['k'], as: 'x' },
    'aggregate-argument aggregates[0].args[0]',
  ],
  ['too many arguments', { fn: 'sum', of: 'v', args: [1], as: 'x' }, 'argument-count aggregates[0].args[0]'],
  [
    'distinct frequencies',
    { fn: 'top-values', of: 'k', distinct: true, as: 'x' },
    'aggregate-distinct aggregates[0].of',
  ],
  ['a condition that is none', { fn: 'count', where: 'v', as: 'x' }, 'condition-type aggregates[0].where'],
  ['a name that is taken', { fn: 'count', as: 'k' }, 'duplicate-field aggregates[0].as'],
  ['an unknown function', { fn: 'sume', of: 'v', as: 'x' }, 'configuration aggregates[0].fn'],
  ['whole numbers with a spread', { fn: 'var-pop', of: 'v', as: 'x' }, 'whole-number-result aggregates[0].of'],
  [
    'an own aggregate without a result',
    { fn: 'custom', init: [], add: [], as: 'x' },
    'configuration aggregates[0].result',
  ],
  ['parts of an own aggregate elsewhere', { fn: 'count', init: [], as: 'x' }, 'configuration aggregates[0].init'],
  [
    'a kept value that is not named',
    { ...custom, add: [{ as: 'p', expr: '1' }] },
    'field-not-found aggregates[0].add[0].as',
  ],
  [
    'a kept value that changes its type',
    { ...custom, add: [{ as: 'q', expr: "'a'" }] },
    'result-types aggregates[0].add[0].expr',
  ],
  [
    'a kept value named as a field',
    { ...custom, init: [{ as: 'v', expr: '0' }] },
    'duplicate-field aggregates[0].init[0].expr',
  ],
]

test.each(cases)('%s', (_, aggregate, problem) => {
  expect(problemsOf('tumbling-window', { keyBy: ['k'], size: '1m', aggregates: [aggregate] })).toEqual([problem])
})

test('windows of parts need to know how parts are joined', () => {
  const config = { keyBy: [], aggregates: [custom] }
  expect(problemsOf('sliding-window', { ...config, size: '2m', slide: '1m' })).toEqual(['aggregate-merge aggregates'])
  expect(problemsOf('session-window', { ...config, gap: '1m' })).toEqual(['aggregate-merge aggregates'])
  expect(problemsOf('tumbling-window', { ...config, size: '2m' })).toEqual([])
})

test('updating inputs need aggregates that take rows back', () => {
  const running = (aggregate: { [key: string]: Json }) =>
    problemsOf('running-aggregate', { keyBy: ['k'], aggregates: [aggregate] }, { primaryKey: ['k'] })
  expect(running({ fn: 'approx-count-distinct', of: 'v', as: 'x' })).toEqual(['aggregate-retract aggregates[0].of'])
  expect(running(custom)).toEqual(['aggregate-retract aggregates[0]'])
  expect(running({ ...custom, retract: [{ as: 'q', expr: 'q - COALESCE(v, 0)' }] })).toEqual([])
  expect(running({ fn: 'percentile', of: 'v', args: [0.5], as: 'x' })).toEqual([])
})

test.each([
  ['sum(k) > 1', 'aggregate-argument having'],
  ['SUM() > 1', 'aggregate-argument having'],
  ['PERCENTILE(v) > 1', 'aggregate-argument having'],
  ['SUM(v,) > 1', 'syntax-error having'],
  ['SUM(v) >', 'syntax-error having'],
  ['nope > 1', 'field-not-found having'],
])('one mistake in the condition %s is said once', (having, problem) => {
  const config = { keyBy: ['k'], aggregates: [{ fn: 'count', as: 'n' }], having }
  expect(problemsOf('tumbling-window', { ...config, size: '1m' })).toEqual([problem])
  expect(problemsOf('running-aggregate', config)).toEqual([problem])
})

test.each([
  [{ fn: 'sum', of: 'k', as: 'x' }, 'aggregate-argument aggregates[0].of'],
  [{ ...custom, add: [{ as: 'p', expr: '1' }] }, 'field-not-found aggregates[0].add[0].as'],
])('a condition on an aggregate that is wrong is not wrong itself: %j', (aggregate, problem) => {
  const config = { keyBy: ['k'], aggregates: [aggregate], having: 'x + 1 > 2' }
  expect(problemsOf('running-aggregate', config)).toEqual([problem])
})
