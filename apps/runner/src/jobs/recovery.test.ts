/** Jobs come back: after the runner was killed, after it was stopped, after trouble that passes, and on a changed graph. */
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CommandLine, millrace } from '../testing/commandLine.ts'
import { countedRows, expectedWindows, readWindows } from '../testing/countedRows.ts'
import {
  type Client,
  clientOf,
  cookieFrom,
  freePort,
  type TestRunner,
  temporaryFolder,
  testRunner,
  until,
} from '../testing/testRunner.ts'

const ROWS = 4000

let data: string
beforeEach(() => {
  data = temporaryFolder()
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const windows = () => readWindows(readFileSync(join(data, 'files', 'counted.ndjson'), 'utf8'))

const ended = (api: Client['api'], pipelineId: string) =>
  until(async () => (await api.jobs.get.query({ pipelineId })).status?.state === 'finished', 'the end of the input')

const checkpointed = (api: Client['api'], pipelineId: string) =>
  until(async () => (await api.jobs.get.query({ pipelineId })).checkpoint, 'a checkpoint')

/** A runner as a process of its own, so that it can be killed. */
async function serve(port: number): Promise<{ process: CommandLine; client: Client }> {
  const process = millrace(['serve', '--data', data, '--port', String(port)])
  const link = await until(() => /http:\S+/.exec(process.printed())?.[0], 'the link')
  return { process, client: clientOf(new URL(link).origin, await cookieFrom(link)) }
}

test('kill -9 of the runner: its jobs come back by themselves, and no row is lost or doubled', async () => {
  const port = freePort()
  const first = await serve(port)
  const { id } = await first.client.api.pipelines.create.mutate({ document: countedRows(ROWS) })
  await first.client.api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  await checkpointed(first.client.api, id)
  first.process.process.kill('SIGKILL')
  await first.process.ended
  first.client.close()

  const second = await serve(port)
  const { api } = second.client
  // Whoever has signed in stays signed in.
  expect(await clientOf(`http://127.0.0.1:${port}`, first.client.cookie).api.session.me.query()).toMatchObject({
    name: 'owner',
  })
  await ended(api, id)
  expect(windows()).toEqual(expectedWindows(ROWS))
  const [after, before] = await api.jobs.history.query({ pipelineId: id })
  expect(before!.outcome).toBe('interrupted')
  expect(after!.events.map(({ kind }) => kind)).toEqual(['recovered', 'restored', 'finished'])
  second.client.close()
  second.process.process.kill('SIGTERM')
  expect((await second.process.ended).code).toBe(0)
})

test('a runner that is stopped takes last checkpoints, and the next one goes on', async () => {
  let server = await testRunner(data)
  let { api } = await server.signIn()
  const { id } = await api.pipelines.create.mutate({ document: countedRows(ROWS) })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  await checkpointed(api, id)
  await server.runner.close()
  server = await testRunner(data)
  ;({ api } = await server.signIn())
  await ended(api, id)
  expect(windows()).toEqual(expectedWindows(ROWS))
  expect(server.troubles).toEqual([])
  await server.close()
})

test('trouble that passes: the job starts again, each time later, and goes on from its checkpoint', async () => {
  const server: TestRunner = await testRunner(data)
  const { api } = await server.signIn()
  const { id } = await api.pipelines.create.mutate({ document: countedRows(ROWS) })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  await checkpointed(api, id)
  const place = join(data, 'jobs', id, 'checkpoints')
  renameSync(place, `${place}.away`)
  writeFileSync(place, '')
  await until(async () => ((await api.jobs.get.query({ pipelineId: id })).status?.restarts ?? 0) >= 2, 'two restarts')
  const { status } = await api.jobs.get.query({ pipelineId: id })
  expect(status!.failure!.message).toMatch(/ENOTDIR|EEXIST/)
  rmSync(place)
  renameSync(`${place}.away`, place)
  await ended(api, id)
  expect(windows()).toEqual(expectedWindows(ROWS))
  const [run] = await api.jobs.history.query({ pipelineId: id })
  const delays = run!.events.flatMap(({ message }) => /Starts again in ([\d.]+) s/.exec(message)?.[1] ?? []).map(Number)
  expect(delays.length).toBe(run!.restarts)
  expect(delays[1]).toBeGreaterThan(delays[0]!)
  await server.close()
})

test('a thread that dies without a word: the job starts again and loses nothing', async () => {
  const threads: Worker[] = []
  const note = (thread: Worker) => threads.push(thread)
  process.on('worker', note)
  const server = await testRunner(data)
  const { api } = await server.signIn()
  const { id } = await api.pipelines.create.mutate({ document: countedRows(ROWS) })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  await checkpointed(api, id)
  await threads.at(-1)!.terminate()
  await ended(api, id)
  process.off('worker', note)
  expect(windows()).toEqual(expectedWindows(ROWS))
  const [run] = await api.jobs.history.query({ pipelineId: id })
  expect(run).toMatchObject({ outcome: 'finished', restarts: 1 })
  expect(server.troubles).toEqual([expect.stringContaining('The thread of the job has ended.')])
  await server.close()
})

test('saved state that cannot be read is told before a deployment, and one that begins anew goes on without it', async () => {
  const server = await testRunner(data)
  const { api } = await server.signIn()
  const { id } = await api.pipelines.create.mutate({ document: countedRows(60 * ROWS) })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  const two = () => readdirSync(place).filter((name) => name.startsWith('checkpoint-')).length >= 2
  const place = join(data, 'jobs', id, 'checkpoints')
  await until(() => existsSync(place) && two(), 'two checkpoints')
  await api.jobs.stop.mutate({ pipelineId: id })
  const manifests = readdirSync(place)
    .sort()
    .map((name) => join(place, name, 'manifest.json'))
  const outlook = () => api.jobs.plan.query({ pipelineId: id, version: 1 })

  // What could be written twice can be taken back here, so the checkpoint before does.
  appendFileSync(manifests.at(-1)!, ' ')
  expect(await outlook()).toMatchObject({ goesOn: true, unreadable: null })

  for (const manifest of manifests.slice(0, -1)) appendFileSync(manifest, ' ')
  const { goesOn, unreadable } = await outlook()
  expect(goesOn).toBe(false)
  expect(unreadable).toMatch(/^The checkpoint .* is damaged\. Its manifest was changed after it was written\./)
  await expect(api.jobs.deploy.mutate({ pipelineId: id, version: 1 })).rejects.toThrow(unreadable!)
  expect(readdirSync(place).length).toBe(manifests.length)

  await api.jobs.deploy.mutate({ pipelineId: id, version: 1, fresh: true })
  await checkpointed(api, id)
  expect(await outlook()).toMatchObject({ goesOn: true, unreadable: null })
  await api.jobs.stop.mutate({ pipelineId: id })
  expect(server.troubles).toEqual([])
  await server.close()
})

test('a row on which an expression fails ends the job on its node, and says so', async () => {
  const server = await testRunner(data)
  const { api } = await server.signIn()
  const counted = countedRows(ROWS)
  const filter = { type: 'filter', config: { condition: '10 / (order_id - 50) < 100' } }
  const document = {
    ...counted,
    nodes: { ...counted.nodes, picky: filter },
    edges: [
      { from: 'made.out', to: 'picky.in' },
      { from: 'picky.out', to: 'windows.in' },
      { from: 'windows.out', to: 'out.in' },
    ],
  }
  const { id } = await api.pipelines.create.mutate({ document })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  const job = await until(async () => {
    const { status } = await api.jobs.get.query({ pipelineId: id })
    return status?.state === 'failed' && status
  }, 'the failure')
  expect(job.failure).toMatchObject({ node: 'picky', message: expect.stringMatching(/zero/) })
  const [run] = await api.jobs.history.query({ pipelineId: id })
  expect(run).toMatchObject({ outcome: 'failed', restarts: 0 })
  expect(run!.events.at(-1)).toMatchObject({ kind: 'failed', node: 'picky' })
  const lines = await api.jobs.logs.query({ pipelineId: id })
  expect(lines).toContainEqual(expect.objectContaining({ level: 'error', node: 'picky' }))
  await server.close()
})

test('a changed graph takes over the state that still fits, and says of each node whether it does', async () => {
  const server = await testRunner(data)
  const { api } = await server.signIn()
  const counted = countedRows(ROWS)
  const { id } = await api.pipelines.create.mutate({ document: counted })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  await checkpointed(api, id)

  const grown = {
    ...counted,
    nodes: { ...counted.nodes, some: { type: 'filter', config: { condition: 'n > 0' } }, seen: { type: 'table-sink' } },
    edges: [
      { from: 'made.out', to: 'windows.in' },
      { from: 'windows.out', to: 'some.in' },
      { from: 'some.out', to: 'out.in' },
      { from: 'some.out', to: 'seen.in' },
    ],
  }
  await api.pipelines.save.mutate({ id, baseVersion: 1, document: grown })
  const verdicts = ({ nodes }: Awaited<ReturnType<typeof api.jobs.plan.query>>) =>
    Object.fromEntries(nodes.map(({ node, verdict }) => [node, verdict]))
  const kept = { made: 'kept', windows: 'kept', out: 'kept', some: 'stateless', seen: 'new' }
  expect(verdicts(await api.jobs.plan.query({ pipelineId: id, version: 2 }))).toEqual(kept)
  expect(verdicts(await api.jobs.deploy.mutate({ pipelineId: id, version: 2 }))).toEqual(kept)
  await ended(api, id)
  expect(windows()).toEqual(expectedWindows(ROWS))
  const rows = await api.tables.rows.query({ pipelineId: id, node: 'seen', limit: 500 })
  expect(rows.total).toBeGreaterThan(0)
  expect(rows.rows.map(({ n, first }) => [n, first])).toEqual(expectedWindows(ROWS).slice(-rows.total))
  await server.close()
})

test('a window of another size is another window: its state is lost, and the plan says so before', async () => {
  const server = await testRunner(data)
  const { api } = await server.signIn()
  const counted = countedRows(60 * ROWS)
  const { id } = await api.pipelines.create.mutate({ document: counted })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 1 })
  await checkpointed(api, id)
  const config = { ...counted.nodes.windows!.config, size: '200ms' }
  await api.pipelines.save.mutate({
    id,
    baseVersion: 1,
    document: { ...counted, nodes: { ...counted.nodes, windows: { ...counted.nodes.windows!, config } } },
  })
  const { nodes, sinks } = await api.jobs.plan.query({ pipelineId: id, version: 2 })
  expect(nodes.find(({ node }) => node === 'windows')).toMatchObject({ verdict: 'lost', reason: 'changed' })
  expect(nodes.find(({ node }) => node === 'made')).toMatchObject({ verdict: 'kept' })
  expect(sinks).toEqual([{ node: 'out', guarantee: 'exactly-once' }])
  await api.jobs.deploy.mutate({ pipelineId: id, version: 2 })
  await api.jobs.deploy.mutate({ pipelineId: id, version: 2 })
  await api.jobs.stop.mutate({ pipelineId: id })
  const history = await api.jobs.history.query({ pipelineId: id })
  expect(history.map(({ outcome }) => outcome)).toEqual(['stopped', 'replaced', 'replaced'])
  await server.close()
})
