import { relationAt } from '@millrace/algebra'
import type { Json } from '@millrace/language'
import { build, parseDocument } from '@millrace/pipeline'
import { describe, expect, test } from 'vitest'
import { catalogue } from '../catalogue.ts'

type Config = { [name: string]: Json }

const schema = [
  { name: 'id', type: 'INT' },
  { name: 'k', type: 'STRING' },
  { name: 'n', type: 'BIGINT' },
  { name: 'f', type: 'DOUBLE' },
  { name: 'd', type: 'DECIMAL(5, 2)' },
  { name: 'ts', type: 'TIMESTAMP(3)' },
  { name: 'at', type: 'TIMESTAMP_LTZ(3)' },
]
const source = (more: Config = {}) => ({
  type: 'file-source',
  config: { path: 'x', schema, eventTime: { field: 'ts' }, ...more },
})

/** A join of two sources with a sink, built. */
function built(type: string, config: Config, left: Config = {}, right: Config = {}) {
  const ports = type === 'temporal-join' ? ['rows', 'versions'] : ['left', 'right']
  const { document, problems: unreadable } = parseDocument({
    millrace: 1,
    name: 'test',
    nodes: {
      a: source(left),
      b: source(right),
      it: { type, config: { leftKeys: ['k'], rightKeys: ['k'], ...config } },
      out: { type: 'discard-sink', config: {} },
    },
    edges: [
      { from: 'a.out', to: `it.${ports[0]}` },
      { from: 'b.out', to: `it.${ports[1]}` },
      { from: 'it.out', to: 'out.in' },
    ],
  })
  if (!document) throw new Error(JSON.stringify(unreadable))
  return build(document, catalogue)
}

const problemsOf = (...given: Parameters<typeof built>) =>
  built(...given).problems.map(({ code, path }) => (path === undefined ? code : `${code} ${path}`))

function changesOf(...given: Parameters<typeof built>) {
  const { plan, problems } = built(...given)
  if (!plan) throw new Error(JSON.stringify(problems))
  return relationAt(plan, plan.ports['it.out']!).changes
}

const interval = { lower: '0s', upper: '5s' }
const window = { type: 'tumbling', size: '10s' }

describe('mistakes are named with their place, and with a remedy', () => {
  test.each([
    ['keys of which one is missing', 'stream-join', { leftKeys: ['k', 'id'] }, ['join-keys rightKeys']],
    ['keys that cannot be compared', 'stream-join', { rightKeys: ['n'] }, ['key-types rightKeys[0]']],
    [
      'a field that is not there',
      'stream-join',
      { fields: [{ from: 'left', field: 'x' }] },
      ['field-not-found fields[0].field'],
    ],
    [
      'two fields of one name',
      'stream-join',
      {
        fields: [
          { from: 'left', field: 'id' },
          { from: 'right', field: 'id' },
        ],
      },
      ['duplicate-field fields[1]'],
    ],
    [
      'a right field of a semi join',
      'stream-join',
      { kind: 'semi', fields: [{ from: 'right', field: 'id' }] },
      ['join-fields fields[0].field'],
    ],
    ['a name that both inputs have', 'stream-join', { condition: 'id > 3' }, ['field-ambiguous condition']],
    ['a condition that is none', 'stream-join', { condition: 'l.id + r.id' }, ['condition-type condition']],
    ['an interval without a time in it', 'interval-join', { lower: '5s', upper: '0s' }, ['empty-interval lower']],
    ['inputs without windows', 'window-join', {}, ['no-window window', 'no-window window']],
    ['versions without a key', 'temporal-join', {}, ['no-versions']],
  ] as [string, string, Config, string[]][])('%s', (_, type, config, problems) => {
    expect(problemsOf(type, config)).toEqual(problems)
    expect(built(type, config).problems.every(({ hint }) => hint !== undefined)).toBe(true)
  })

  test('numbers of different types can be compared', () => {
    for (const right of ['n', 'f', 'd']) {
      expect(problemsOf('stream-join', { leftKeys: ['id'], rightKeys: [right] })).toEqual([])
      expect(problemsOf('stream-join', { leftKeys: [right], rightKeys: ['id'] })).toEqual([])
    }
  })

  test('rows that are updated, where only new ones can be taken', () => {
    expect(problemsOf('interval-join', interval, { primaryKey: ['id'] })).toEqual(['change-mode'])
    // Windows themselves cannot take them, on whichever side they are.
    expect(problemsOf('window-join', { window }, {}, { primaryKey: ['id'] })).toContain('change-mode')
  })

  test('versions that are joined by less than their key', () => {
    expect(problemsOf('temporal-join', {}, {}, { primaryKey: ['k', 'id'] })).toEqual(['version-key rightKeys'])
    expect(problemsOf('temporal-join', {}, {}, { primaryKey: ['k'] })).toEqual([])
  })

  test('a wall clock and an instant', () => {
    const instant = { eventTime: { field: 'at' } }
    expect(problemsOf('interval-join', interval, instant)).toEqual(['time-types'])
    expect(problemsOf('window-join', { window }, instant)).toEqual(['time-types'])
    expect(problemsOf('temporal-join', {}, instant, { primaryKey: ['k'] })).toEqual(['time-types'])
    expect(problemsOf('interval-join', interval, instant, instant)).toEqual([])
  })
})

describe('how the result of a join changes', () => {
  const fields = [
    { from: 'right', field: 'id', as: 'other' },
    { from: 'left', field: 'id' },
    { from: 'left', field: 'k' },
    { from: 'right', field: 'k', as: 'k2' },
  ]
  const [byId, byK] = [{ primaryKey: ['id'] }, { primaryKey: ['k'] }]
  const retract = (...key: number[]) => ({ mode: 'retract', filtered: true, ...(key.length > 0 && { key }) })

  test('rows that are only added give such, where none is padded', () => {
    expect(changesOf('stream-join', { fields })).toEqual({ mode: 'append' })
    expect(changesOf('stream-join', { kind: 'semi' })).toEqual({ mode: 'append' })
    expect(changesOf('stream-join', { fields, kind: 'left' })).toEqual(retract())
    expect(changesOf('stream-join', { kind: 'anti' })).toEqual(retract())
    expect(changesOf('interval-join', { ...interval, fields, kind: 'full' })).toEqual({ mode: 'append' })
  })

  test('the keys of both inputs are the key of the result', () => {
    expect(changesOf('stream-join', { fields }, byId, byId)).toEqual(retract(1, 0))
    expect(changesOf('stream-join', { fields, kind: 'full' }, byId, byK)).toEqual(retract(1, 3))
    expect(changesOf('stream-join', { fields: fields.slice(0, 1) }, byId, byId)).toEqual(retract())
    expect(changesOf('stream-join', { fields, leftTtl: '1h' }, byId, byId)).toEqual(retract())
  })

  test('that of one is enough where a row has one partner at most', () => {
    expect(changesOf('stream-join', { fields }, byId, byK)).toEqual(retract(1))
    expect(changesOf('stream-join', { fields, kind: 'left' }, byId, byK)).toEqual(retract(1))
    expect(changesOf('stream-join', { fields, kind: 'right' }, byK, byId)).toEqual(retract(0))
    expect(changesOf('stream-join', { kind: 'semi' }, byId)).toEqual(retract(0))
  })
})
