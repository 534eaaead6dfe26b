import { expect, test } from 'vitest'
import { parseDocument } from './document.ts'

const least = { millrace: 1, name: 'least', nodes: {} }
const problemsOf = (value: unknown) =>
  parseDocument(value).problems.map(({ node, path, message }) => [node, path, message].filter(Boolean).join(' | '))

test('the least document has its defaults', () => {
  expect(parseDocument(least).document).toEqual({
    ...least,
    description: '',
    edges: [],
    layout: {},
    settings: { timeZone: 'UTC', checkpoint: { every: 10_000 } },
    tests: [],
  })
})

test('every problem of the form is named with its place', () => {
  expect(
    problemsOf({
      millrace: 2,
      nodes: { '1st': { type: 'filter' }, ok: { config: [] } },
      edges: [{ from: 'a', to: 'b.in' }],
      settings: { timeZone: 'Mars', checkpoint: { every: 'often' } },
      extra: 1,
    }),
  ).toEqual([
    'millrace | This version of Millrace reads documents of format 1.',
    'name | This is missing.',
    '1st | An id begins with a letter and has letters, digits, _ and - (64 at most).',
    'ok | type | This is missing.',
    'ok | config | Expected an object.',
    'edges[0].from | A port is written node.port.',
    'settings.timeZone | This is not a time zone; examples: UTC, Europe/Berlin, Asia/Shanghai.',
    'settings.checkpoint.every | `often` is not a duration. A duration is written 500ms, 10s, 5m, 1h or 1d.',
    'There is no setting `extra` here.',
  ])
})

test.each(['__proto__', 'constructor', 'prototype'])('the name %s is refused wherever it stands', (name) => {
  const inside = JSON.parse(`{"${name}":{"polluted":true}}`) as object
  for (const value of [
    { ...least, nodes: inside },
    { ...least, layout: inside },
    { ...least, nodes: { a: { type: 'filter', config: { deep: [inside] } } } },
    { ...least, tests: [[inside]] },
  ]) {
    expect(problemsOf(value).join()).toMatch(/is not allowed/)
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('a document of any depth is answered', () => {
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = [deep]
  expect(problemsOf({ ...least, tests: [deep] })).toEqual([expect.stringMatching(/at most 64 levels deep/)])
})

test.each([null, 3, 'text', [], true])('%j is no document, and that is no crash', (value) => {
  expect(problemsOf(value).length).toBeGreaterThan(0)
})
