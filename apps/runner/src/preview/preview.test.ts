import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PipelineInput } from '@millrace/pipeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listTemplates } from '../templates/templates.ts'
import { countedRows } from '../testing/countedRows.ts'
import { type Client, type TestRunner, testRunner } from '../testing/testRunner.ts'

let server: TestRunner
let client: Client
beforeAll(async () => {
  server = await testRunner()
  client = await server.signIn()
})
afterAll(() => server.close())

const preview = (document: PipelineInput, rows?: number) =>
  client.api.previews.run.mutate({ document, ...(rows !== undefined && { rows }) })

test.each(listTemplates())(
  'template $id: rows at every main port, windows too, and nothing is written',
  async ({ document }) => {
    const shown = await preview(document, 2000)
    expect(shown).toMatchObject({ end: 'whole', failure: null, problems: [] })
    const before = document.edges!.map(({ from }) => from)
    for (const port of before) {
      expect(shown.ports[port]!.count, port).toBeGreaterThan(0)
      expect(shown.ports[port]!.rows.length, port).toBe(Math.min(50, shown.ports[port]!.count))
    }
    expect(server.troubles).toEqual([])
  },
)

test('counts are of all rows, rows are the first; sinks write no file', async () => {
  const shown = await preview(countedRows(500))
  expect(shown.ports['made.out']).toMatchObject({ count: 500 })
  expect(shown.ports['made.out']!.rows[0]!.values).toMatchObject({ order_id: 1 })
  expect(shown.ports['windows.out']!.rows.map(({ values }) => values.n)).toEqual([100, 100, 100, 100, 100])
  expect(readdirSync(join(server.data, 'files'))).toEqual([])
})

test('what is unfinished is left out, with what depends on it; the rest shows its rows', async () => {
  const counted = countedRows(500)
  const shown = await preview({
    ...counted,
    nodes: {
      ...counted.nodes,
      wrong: { type: 'filter', config: { condition: 'nothing > 1' } },
      behind: { type: 'table-sink' },
      alone: { type: 'filter', config: { condition: 'TRUE' } },
    },
    edges: [...counted.edges!, { from: 'made.out', to: 'wrong.in' }, { from: 'wrong.out', to: 'behind.in' }],
  })
  expect(new Set(shown.problems.map(({ node }) => node))).toEqual(new Set(['alone', 'wrong']))
  expect(shown.ports['windows.out']!.count).toBe(5)
  expect(shown.ports['wrong.out']).toBeUndefined()
})

test('a source without a sink shows its rows: drawing begins like that', async () => {
  const { nodes } = countedRows(10)
  const shown = await preview({ millrace: 1, name: 'begun', nodes: { made: nodes.made! } })
  expect(shown.ports['made.out']!.count).toBe(10)
})

test('a failure names its node, and the rows before it are there', async () => {
  const counted = countedRows(3000)
  const shown = await preview(
    {
      ...counted,
      nodes: { ...counted.nodes, picky: { type: 'filter', config: { condition: '10 / (order_id - 1500) < 100' } } },
      edges: [...counted.edges!, { from: 'made.out', to: 'picky.in' }],
    },
    3000,
  )
  expect(shown.failure).toMatchObject({ node: 'picky' })
  expect(shown.ports['made.out']!.rows.length).toBe(50)
  const missing = { type: 'file-source', config: { path: 'data/none.ndjson', schema: [{ name: 'id', type: 'INT' }] } }
  const nothing = await preview({ millrace: 1, name: 'nothing', nodes: { missing } })
  expect(nothing.failure).toMatchObject({ node: 'missing', message: expect.stringContaining('is not there') })
})

test('paths out of the folders of the runner are refused', async () => {
  for (const path of ['../../etc/passwd', '/etc/passwd', 'data/../../package.json', 'nowhere\\..\\x']) {
    const outside = { type: 'file-source', config: { path, schema: [{ name: 'id', type: 'INT' }] } }
    const shown = await preview({ millrace: 1, name: 'outside', nodes: { outside } })
    expect(shown.failure, path).toMatchObject({
      node: 'outside',
      message: expect.stringContaining('Files of this runner are'),
    })
  }
})

test('of previews with one key only the newest counts; those of other keys are answered too', async () => {
  const { api } = client
  const many = Array.from({ length: 8 }, (_, i) =>
    api.previews.run.mutate({ document: countedRows(100 * (i + 1)), key: 'one' }),
  )
  const other = api.previews.run.mutate({ document: countedRows(300), key: 'two' })
  const ends = await Promise.all(many)
  expect(ends.at(-1)).toMatchObject({ end: 'whole', ports: { 'made.out': { count: 800 } } })
  expect(ends.filter(({ end }) => end === 'replaced').length).toBeGreaterThan(0)
  expect((await other).ports['made.out']!.count).toBe(300)
})

test.each(['file', 'indexed-file'])('rows are looked up in a table of the kind %s', async (type) => {
  const path = join(server.data, 'files', 'products.ndjson')
  writeFileSync(path, '{"code": 1, "title": "one"}\n{"code": 3, "title": "three"}\n')
  const { nodes } = countedRows(4)
  const lookup = {
    table: { type, path: 'products.ndjson' },
    schema: [
      { name: 'code', type: 'BIGINT' },
      { name: 'title', type: 'STRING' },
    ],
    leftKeys: ['order_id'],
    rightKeys: ['code'],
  }
  const shown = await preview({
    millrace: 1,
    name: 'look-up',
    nodes: { made: nodes.made!, titles: { type: 'lookup-join', config: lookup } },
    edges: [{ from: 'made.out', to: 'titles.in' }],
  })
  rmSync(path)
  expect(shown.failure).toBeNull()
  expect(shown.ports['titles.out']!.rows.map(({ values }) => values.title)).toEqual(['one', 'three'])
})
