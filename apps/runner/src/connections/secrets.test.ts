/** What is secret goes in and never comes out: not by the API, not in messages, not in any file. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KeyProblem } from '../security/keys.ts'
import { type Client, type TestRunner, temporaryFolder, testRunner, until } from '../testing/testRunner.ts'

const SECRET = 'correct-horse-battery-staple-7'
const forms = [SECRET, Buffer.from(SECRET).toString('base64').slice(0, -2), Buffer.from(SECRET).toString('hex')]
const settings = {
  // Nobody listens there.
  brokers: ['127.0.0.1:9'],
  sasl: { mechanism: 'plain', username: 'shop' },
}
const draft = { name: 'shop', kind: 'kafka' as const, settings, secrets: { 'sasl.password': SECRET } }

const data = temporaryFolder()
let server: TestRunner
let client: Client
beforeAll(async () => {
  server = await testRunner(data)
  client = await server.signIn()
})
afterAll(() => rmSync(data, { recursive: true, force: true }))

const expectNone = (text: string, where: string) => {
  for (const form of forms) expect(text.includes(form), where).toBe(false)
}

test('nothing that the API says holds a secret', async () => {
  const { api } = client
  const said: unknown[] = [await api.connections.save.mutate(draft)]
  expect(said[0]).toMatchObject({
    connection: { secrets: { 'sasl.password': { updatedAt: expect.any(Number) } } },
    forgotten: [],
  })
  said.push(await api.connections.list.query())
  const report = await api.connections.test.mutate({ name: 'shop' })
  expect(report).toMatchObject({ ok: false, message: expect.stringContaining('127.0.0.1:9') })
  said.push(report, await api.connections.test.mutate({ draft }))
  said.push(await api.connections.topics.query({ name: 'shop' }).catch((problem) => String(problem)))
  const sample = { connection: 'shop', topic: 'orders' }
  said.push(await api.connections.inferSchema.mutate(sample).catch((problem) => String(problem)))

  const source = {
    type: 'kafka-source',
    config: { ...sample, schema: [{ name: 'id', type: 'INT' }], eventTime: undefined },
  }
  const nodes = { orders: JSON.parse(JSON.stringify(source)), seen: { type: 'table-sink' } }
  const edges = [{ from: 'orders.out', to: 'seen.in' }]
  const { id } = await api.pipelines.create.mutate({ document: { millrace: 1, name: 'secret', nodes, edges } })
  said.push(await api.jobs.deploy.mutate({ pipelineId: id, version: 1 }))
  await until(async () => {
    const job = await api.jobs.get.query({ pipelineId: id })
    said.push(job)
    return job.status?.failure || job.numbers?.nodes.orders?.trouble
  }, 'trouble with the broker')
  await api.jobs.stop.mutate({ pipelineId: id })
  said.push(await api.jobs.history.query({ pipelineId: id }), await api.jobs.logs.query({ pipelineId: id }))
  said.push(await api.pipelines.export.query({ id }), await api.pipelines.get.query({ id }), server.troubles)
  expectNone(JSON.stringify(said), 'an answer')
})

test('a connection that leads elsewhere forgets its secrets, unless they are given anew', async () => {
  const { api } = client
  const renamed = await api.connections.save.mutate({
    ...draft,
    settings: { ...settings, clientId: 'other' },
    secrets: {},
  })
  expect(renamed.forgotten).toEqual([])
  const brokers = ['127.0.0.1:10']
  const moved = await api.connections.save.mutate({ ...draft, settings: { ...settings, brokers }, secrets: {} })
  expect(moved.forgotten).toEqual(['sasl.password'])
  expect(moved.connection.secrets).toEqual({})
  expect((await api.connections.save.mutate(draft)).forgotten).toEqual([])
})

test('a pipeline that uses a connection keeps it from being removed by accident', async () => {
  const { api } = client
  await expect(api.connections.remove.mutate({ name: 'shop' })).rejects.toThrow(/used by secret/)
})

test('no file of the data directory holds a secret, and a lost or foreign key is noticed', async () => {
  await server.runner.close()
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(2)
  for (const { parentPath, name } of files) expectNone(readFileSync(join(parentPath, name), 'latin1'), name)
  const key = join(data, 'keys', 'secrets.key')
  const text = readFileSync(key, 'utf8')
  rmSync(key)
  await expect(testRunner(data)).rejects.toThrow(KeyProblem)
  writeFileSync(key, `${'ab'.repeat(32)}\n`)
  await expect(testRunner(data)).rejects.toThrow(/another key/)
  writeFileSync(key, text)
  await (await testRunner(data)).close()
})
