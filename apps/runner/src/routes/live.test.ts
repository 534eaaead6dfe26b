/** What dashboards show: tables and big numbers, live and after the job, and the list of pipelines. */
import type { NumberState, TablePage } from '@millrace/connectors'
import type { PipelineInput } from '@millrace/pipeline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, type TestRunner, testRunner, until, watch } from '../testing/testRunner.ts'

let server: TestRunner
let client: Client
beforeAll(async () => {
  server = await testRunner()
  client = await server.signIn()
})
afterAll(() => server.close())

const ROWS = 3000
const document: PipelineInput = {
  millrace: 1,
  name: 'shown',
  nodes: {
    made: { type: 'generator-source', config: { rows: ROWS, rowsPerSecond: 1000, start: '2026-01-01T00:00:00' } },
    each: {
      type: 'tumbling-window',
      config: {
        size: '100ms',
        aggregates: [
          { fn: 'count', as: 'n' },
          { fn: 'max', of: 'order_id', as: 'last' },
        ],
      },
    },
    seen: { type: 'table-sink' },
    last: { type: 'big-number-sink', config: { value: 'last', label: 'Last order', unit: 'no.' } },
  },
  edges: [
    { from: 'made.out', to: 'each.in' },
    { from: 'each.out', to: 'seen.in' },
    { from: 'each.out', to: 'last.in' },
  ],
}

test('a table and a number change while they are watched, and are there when the job has ended', async () => {
  const { api } = client
  const { id } = await api.pipelines.create.mutate({ document })
  const at = { pipelineId: id, node: 'seen' }
  const pages = watch<TablePage>((observer) =>
    api.tables.live.subscribe({ ...at, newestFirst: true, limit: 3 }, observer),
  )
  const values = watch<NumberState>((observer) =>
    api.numbers.live.subscribe({ pipelineId: id, node: 'last' }, observer),
  )
  await expect(api.tables.rows.query(at)).rejects.toThrow(/keeps no table yet/)
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  await until(async () => (await api.jobs.get.query({ pipelineId: id })).status?.state === 'finished', 'the end')
  await until(
    () => pages.values.at(-1)?.total === ROWS / 100 && values.values.at(-1)?.value === ROWS,
    'the last change',
  )

  // Steps on the way, each one further than the one before; how many, the machine decides.
  const totals = pages.values.map(({ total }) => total)
  expect(totals.length).toBeGreaterThan(1)
  expect(totals).toEqual([...new Set(totals)].sort((a, b) => a - b))
  expect(pages.values.at(-1)!.rows[0]).toMatchObject({ n: 100, last: ROWS })
  expect(values.values.at(-1)).toMatchObject({ label: 'Last order', unit: 'no.', value: ROWS })

  const ordered = await api.tables.rows.query({ ...at, orderBy: { field: 'last', descending: true }, limit: 2 })
  expect(ordered.rows.map(({ last }) => last)).toEqual([ROWS, ROWS - 100])
  expect((await api.tables.rows.query({ ...at, where: { last: 500 } })).rows).toEqual([
    expect.objectContaining({ last: 500 }),
  ])
  expect((await api.tables.rows.query({ ...at, search: '2026-01-01T00:00:01.5' })).matched).toBeGreaterThan(0)
  expect((await api.numbers.get.query({ pipelineId: id, node: 'last' })).value).toBe(ROWS)

  const { at: times, ports } = await api.jobs.series.query({ pipelineId: id })
  expect(times.length).toBeGreaterThan(1)
  expect(ports['made.out']!.length).toBe(times.length)
  pages.stop()
  values.stop()
  expect(server.troubles).toEqual([])
})

test('every row is counted: those in windows and those that came too late', async () => {
  const { api } = client
  const late = {
    shape: 'orders',
    rows: ROWS,
    rowsPerSecond: 1000,
    realTime: false,
    disorder: { share: 0.3, by: '2s' },
    eventTime: { field: 'order_time', delay: '0s' },
  }
  const { id } = await api.pipelines.create.mutate({
    document: { ...document, nodes: { ...document.nodes, made: { type: 'generator-source', config: late } } },
  })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  const numbers = await until(async () => {
    const { status, numbers } = await api.jobs.get.query({ pipelineId: id })
    return (status?.state === 'finished' && numbers) || undefined
  }, 'the end')
  const { rows } = await api.tables.rows.query({ pipelineId: id, node: 'seen', limit: 500 })
  const inWindows = rows.reduce((sum, { n }) => sum + (n as number), 0)
  const { each, made } = numbers.nodes
  expect(each).toMatchObject({ rowsIn: ROWS, rowsOut: rows.length, late: ROWS - inWindows, failed: 0, ended: true })
  expect(each!.late).toBeGreaterThan(100)
  expect(numbers.ports['each.late']!.rows).toBe(each!.late)
  expect(made).toMatchObject({ rowsOut: ROWS, rejected: 0 })
})

test('a save on top of an old version is refused and changes nothing', async () => {
  const { api } = client
  const { id } = await api.pipelines.create.mutate({ document })
  await api.pipelines.save.mutate({ id, baseVersion: 1, document: { ...document, name: 'mine' } })
  const late = api.pipelines.save.mutate({ id, baseVersion: 1, document: { ...document, name: 'theirs' } })
  await expect(late).rejects.toMatchObject({
    data: { code: 'CONFLICT', problem: { code: 'version-conflict', details: { version: 2, baseVersion: 1 } } },
  })
  expect(await api.pipelines.get.query({ id })).toMatchObject({ name: 'mine', version: 2 })
  expect((await api.pipelines.version.query({ id, version: 1 })).document.name).toBe('shown')
})

test('renamed, duplicated, exported and created from the export again, removed and brought back', async () => {
  const { api } = client
  const { id } = await api.pipelines.create.mutate({ document })
  await api.pipelines.rename.mutate({ id, name: 'Größe / 订单' })
  const { fileName, text } = await api.pipelines.export.query({ id })
  expect(fileName).toBe('Größe-订单.json')
  const again = await api.pipelines.create.mutate({ document: JSON.parse(text) })
  expect(again.name).toBe('Größe / 订单')
  expect((await api.pipelines.duplicate.mutate({ id, name: 'copy' })).name).toBe('copy')
  const ids = async () => (await api.pipelines.list.query()).map((pipeline) => pipeline.id)
  await api.pipelines.remove.mutate({ id })
  expect(await ids()).not.toContain(id)
  await expect(api.pipelines.get.query({ id })).rejects.toMatchObject({ data: { problem: { code: 'not-found' } } })
  await api.pipelines.restore.mutate({ id })
  expect(await ids()).toContain(id)
})

test('a check names the problems with their places, and what flows at every port', async () => {
  const wrong = {
    ...document,
    nodes: { ...document.nodes, each: { type: 'tumbling-window', config: { size: '1x', aggregates: [] } } },
  }
  const { runnable, problems, ports } = await client.api.pipelines.check.mutate({ document: wrong })
  expect(runnable).toBe(false)
  expect(problems).toContainEqual(expect.objectContaining({ node: 'each', path: expect.stringContaining('size') }))
  expect(ports['made.out']).toMatchObject({ eventTime: 'order_time', changes: 'append' })
  await expect(
    client.api.jobs.deploy.mutate({
      pipelineId: (await client.api.pipelines.create.mutate({ document: wrong })).id,
      version: 1,
    }),
  ).rejects.toMatchObject({
    data: {
      code: 'BAD_REQUEST',
      problem: { code: 'not-valid', problems: expect.arrayContaining([expect.objectContaining({ node: 'each' })]) },
    },
  })
})
