import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LiveJob, LiveRows } from '../routes/jobs.ts'
import { type Client, type TestRunner, testRunner, until, watch } from '../testing/testRunner.ts'

let server: TestRunner
let client: Client
beforeAll(async () => {
  server = await testRunner()
  client = await server.signIn()
})
afterAll(() => server.close())

test('a template is deployed and watched: rates, rows and state; then it is stopped with a checkpoint', async () => {
  const { api } = client
  const { id, version } = await api.pipelines.create.mutate({ template: 'shop-revenue' })
  const live = watch<LiveJob>((observer) => api.jobs.live.subscribe({ pipelineId: id }, observer))
  await until(() => live.values.length > 0, 'the present state')
  expect(live.values[0]).toEqual({ status: null, numbers: null, checkpoint: null })

  const outlook = await api.jobs.deploy.mutate({ pipelineId: id, version })
  expect(outlook).toMatchObject({ possible: true, goesOn: false })
  const rows = watch<LiveRows>((observer) => api.jobs.rows.subscribe({ pipelineId: id, port: 'paid.out' }, observer))
  const rate = () => live.values.at(-1)?.numbers?.ports['orders.out']?.perSecond ?? 0
  await until(() => rate() > 50 && rate() < 400, 'a rate near the 200 of the template')
  await until(() => rows.values.flatMap((value) => value.rows).length > 10, 'rows')
  const shown = rows.values.flatMap((value) => value.rows)
  expect(shown.every(({ kind, values }) => kind === '+I' && values.status === 'PAID')).toBe(true)
  expect(rows.values[0]!.columns).toContainEqual({ name: 'price', type: 'DECIMAL(10, 2)' })

  const [table] = await api.jobs.state.tables.query({ pipelineId: id, node: 'by-shop' })
  expect(table).toMatchObject({ task: 'by-shop/window', key: [{ name: 'shop', type: 'STRING' }] })
  const at = { pipelineId: id, task: table!.task, table: table!.table }
  const [entry] = await api.jobs.state.scan.query({ ...at, limit: 1 })
  const found = await api.jobs.state.lookup.query({ ...at, key: entry!.key })
  expect(found!.key).toEqual(entry!.key)
  expect(await api.jobs.state.lookup.query({ ...at, key: { shop: 'nowhere' } })).toBeNull()

  expect((await api.jobs.history.query({ pipelineId: id }))[0]!.rowsRead).toBeGreaterThan(shown.length)

  await api.jobs.stop.mutate({ pipelineId: id })
  await until(() => live.values.at(-1)?.status?.state === 'stopped', 'the end')
  const [run] = await api.jobs.history.query({ pipelineId: id })
  expect(run!.outcome).toBe('stopped')
  expect(run!.events.map(({ kind }) => kind)).toEqual(['deployed', 'started', 'stopping', 'stopped'])
  live.stop()
  rows.stop()
  expect(server.troubles).toEqual([])
})
