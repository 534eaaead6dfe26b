/** Who may ask what: every procedure, without and with a session, over a real connection. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type TestRunner, testRunner } from '../testing/testRunner.ts'
import { appRouter } from './router.ts'

const NOBODY = '0'.repeat(20)
const ofNobody = { id: NOBODY }
const job = { pipelineId: NOBODY }

interface Expected {
  type: 'query' | 'mutation' | 'subscription'
  right: 'view' | 'edit' | 'run' | 'connections'
  input?: unknown
  /** Of the request above, by somebody who has a session: what is asked for is not there, where there can be nothing. */
  status: number
}

const ask = (right: Expected['right'], status: number, input?: unknown): Expected => ({
  type: 'query',
  right,
  status,
  input,
})
const act = (right: Expected['right'], status: number, input?: unknown): Expected => ({
  type: 'mutation',
  right,
  status,
  input,
})
/** Subscriptions go over sockets; a plain request for one is answered by a stream that holds the refusal and ends. */
const watched = (right: Expected['right'], input: unknown): Expected => ({
  type: 'subscription',
  right,
  status: 200,
  input,
})

const document = { millrace: 1, name: 'empty', nodes: {}, edges: [] }
const draft = { name: 'shop', kind: 'kafka', settings: { brokers: [] } }

const EXPECTED: Readonly<Record<string, Expected>> = {
  'session.me': ask('view', 200),
  'pipelines.list': ask('view', 200),
  'pipelines.get': ask('view', 404, ofNobody),
  'pipelines.create': act('edit', 400, { document: {} }),
  'pipelines.check': act('view', 200, { document }),
  'pipelines.export': ask('view', 404, ofNobody),
  'pipelines.save': act('edit', 404, { ...ofNobody, baseVersion: 1, document }),
  'pipelines.rename': act('edit', 404, { ...ofNobody, name: 'x' }),
  'pipelines.duplicate': act('edit', 404, { ...ofNobody, name: 'x' }),
  'pipelines.remove': act('edit', 404, ofNobody),
  'pipelines.restore': act('edit', 404, ofNobody),
  'pipelines.versions': ask('view', 404, ofNobody),
  'pipelines.version': ask('view', 404, { ...ofNobody, version: 1 }),
  'previews.run': act('run', 200, { document }),
  'jobs.plan': ask('view', 404, { ...job, version: 1 }),
  'jobs.deploy': act('run', 404, { ...job, version: 1 }),
  'jobs.stop': act('run', 409, job),
  'jobs.get': ask('view', 404, job),
  'jobs.history': ask('view', 200, job),
  'jobs.logs': ask('view', 200, job),
  'jobs.series': ask('view', 200, job),
  'jobs.live': watched('view', job),
  'jobs.rows': watched('run', { ...job, port: 'a.out' }),
  'jobs.state.tables': ask('run', 404, { ...job, node: 'a' }),
  'jobs.state.scan': ask('run', 404, { ...job, task: 'a/window', table: 't' }),
  'jobs.state.lookup': ask('run', 404, { ...job, task: 'a/window', table: 't', key: {} }),
  'tables.rows': ask('run', 404, { ...job, node: 'a' }),
  'tables.live': watched('run', { ...job, node: 'a' }),
  'numbers.get': ask('run', 404, { ...job, node: 'a' }),
  'numbers.live': watched('run', { ...job, node: 'a' }),
  'connections.kinds': ask('view', 200),
  'connections.list': ask('view', 200),
  'connections.save': act('connections', 400, draft),
  'connections.remove': act('connections', 404, { name: 'shop' }),
  'connections.test': act('connections', 404, { name: 'shop' }),
  'connections.topics': ask('run', 404, { name: 'shop' }),
  'connections.inferSchema': act('run', 404, { connection: 'shop', topic: 't' }),
  'files.list': ask('view', 200, {}),
  'templates.list': ask('view', 200),
  'catalogue.list': ask('view', 200),
  // The last one, since the session is gone afterwards.
  'session.logout': act('view', 200),
}

interface Procedure {
  _def: { type: Expected['type']; meta?: { right: string } }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)

test('the table names every procedure there is, with its right', () => {
  const real = procedures.map(([name, { _def }]) => [name, _def.type, _def.meta?.right])
  const expected = Object.entries(EXPECTED).map(([name, { type, right }]) => [name, type, right])
  expect(real.sort()).toEqual(expected.sort())
})

describe('over HTTP', () => {
  let server: TestRunner
  let client: Client
  beforeAll(async () => {
    server = await testRunner()
    client = await server.signIn()
  })
  afterAll(() => server.close())

  async function send(name: string, { type, input }: Expected, headers: Record<string, string>): Promise<Response> {
    const url = new URL(`${server.runner.origin}/trpc/${name}`)
    if (type === 'mutation')
      return fetch(url, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json', Origin: server.runner.origin },
        body: JSON.stringify(input ?? {}),
      })
    if (input !== undefined) url.searchParams.set('input', JSON.stringify(input))
    return fetch(url, { headers })
  }

  test.each(Object.keys(EXPECTED))('%s is refused without a session, and with a wrong one', async (name) => {
    const cookie = client.cookie.replace(/=.*/, `=${'A'.repeat(43)}`)
    for (const headers of [{}, { Cookie: cookie }]) {
      const answer = await send(name, EXPECTED[name]!, headers as Record<string, string>)
      const text = await answer.text()
      if (EXPECTED[name]!.type === 'subscription') expect(text).toMatch(/^(?!.*"result").*"code":"UNAUTHORIZED"/s)
      else expect(answer.status, text).toBe(401)
      expect(text).toContain('"message":"Open the link that the runner printed."')
    }
  })

  test.each(Object.keys(EXPECTED))('%s answers to a session', async (name) => {
    const answer = await send(name, EXPECTED[name]!, { Cookie: client.cookie })
    const text = await answer.text()
    expect(answer.status, text).toBe(EXPECTED[name]!.status)
    if (EXPECTED[name]!.type === 'subscription') expect(text).toContain('"code":"METHOD_NOT_SUPPORTED"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(server.troubles).toEqual([])
  })

  test('after signing out the cookie is of no use', async () => {
    const answer = await send('session.me', EXPECTED['session.me']!, { Cookie: client.cookie })
    expect(answer.status).toBe(401)
  })
})
