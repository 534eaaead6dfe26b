import { mkdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  clientOf,
  cookieFrom,
  type TestRunner,
  temporaryFolder,
  testRunner,
  until,
  watch,
} from '../testing/testRunner.ts'

let server: TestRunner
let cookie: string
beforeAll(async () => {
  const web = temporaryFolder()
  mkdirSync(join(web, 'assets'))
  writeFileSync(join(web, 'index.html'), '<!doctype html><title>app</title>')
  writeFileSync(join(web, 'assets', 'index-abc.js'), 'console.log(1)')
  writeFileSync(join(web, 'assets', 'preview.worker-abc.js'), 'console.log(2)')
  server = await testRunner(temporaryFolder(), web)
  cookie = await cookieFrom(await server.runner.link())
})
afterAll(() => server.close())

interface Answer {
  status: number
  body: string
  headers: Record<string, string | string[] | undefined>
}

/** A request with exactly these headers. `fetch` would not let us lie about the host. */
function send(
  path: string,
  given: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = given
    const sent = request({ host: '127.0.0.1', port: server.runner.port, path, method, headers, agent: false })
    sent.on('error', reject)
    sent.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve({ status: response.statusCode!, body: '', headers: response.headers })
    })
    sent.on('response', (response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode!, body: text, headers: response.headers }))
    })
    sent.end(body)
  })
}

const port = () => server.runner.port
const own = () => server.runner.origin
const upgrade = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
}
const json = { 'Content-Type': 'application/json' }

describe('a foreign host is refused, whatever it asks', () => {
  const HOSTS = [
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1.evil.example:PORT',
    'localhost.evil.example:PORT',
    'localhost',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost:1',
    '0.0.0.0:PORT',
    '127.0.0.2:PORT',
    '127.1:PORT',
    '2130706433:PORT',
    '0x7f.0.0.1:PORT',
    '[::]:PORT',
    '[::ffff:127.0.0.1]:PORT',
    'localhost.:PORT',
    'user@localhost:PORT',
    'millrace:PORT',
    '169.254.169.254',
    '192.168.0.1:PORT',
  ]
  test.each(HOSTS)('%s', async (name) => {
    const Host = name.replace('PORT', String(port()))
    const Origin = `http://${Host}`
    for (const path of ['/', '/sign-in', '/trpc/session.me', '/api/health', '/assets/index-abc.js'])
      expect((await send(path, { headers: { Host, Cookie: cookie } })).status).toBe(421)
    const post = { method: 'POST', headers: { Host, Origin, Cookie: cookie, ...json }, body: '{}' }
    expect((await send('/trpc/session.logout', post)).status).toBe(421)
    expect((await send('/trpc', { headers: { Host, Origin, Cookie: cookie, ...upgrade } })).status).toBe(421)
  })
})

describe('a foreign origin is refused', () => {
  const ORIGINS = [
    'http://evil.example',
    'null',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://localhost',
    'http://127.0.0.1.evil.example:PORT',
    'file://',
  ]
  test.each(ORIGINS)('%s', async (name) => {
    const Host = `127.0.0.1:${port()}`
    const Origin = name.replace('PORT', String(port()))
    expect((await send('/trpc', { headers: { Host, Origin, Cookie: cookie, ...upgrade } })).status).toBe(403)
    expect((await send('/trpc/session.me', { headers: { Host, Origin, Cookie: cookie } })).status).toBe(403)
    const post = { method: 'POST', headers: { Host, Origin, Cookie: cookie, ...json }, body: '{}' }
    expect((await send('/trpc/session.logout', post)).status).toBe(403)
    expect((await send('/api/session', { ...post, body: '{"token":"x"}' })).status).toBe(403)
  })

  test('so is what names none: sockets, and everything that may change something', async () => {
    const Host = `127.0.0.1:${port()}`
    expect((await send('/trpc', { headers: { Host, Cookie: cookie, ...upgrade } })).status).toBe(403)
    expect(
      (await send('/trpc/session.logout', { method: 'POST', headers: { Host, Cookie: cookie, ...json } })).status,
    ).toBe(403)
  })

  test('and what a browser says comes from another site, but for somebody who follows a link', async () => {
    const from = (path: string, site: string, more = {}) =>
      send(path, { headers: { Host: `127.0.0.1:${port()}`, Cookie: cookie, 'Sec-Fetch-Site': site, ...more } })
    expect((await from('/trpc/session.me', 'cross-site')).status).toBe(403)
    expect((await from('/trpc/session.me', 'same-site')).status).toBe(403)
    expect((await from('/assets/index-abc.js', 'cross-site')).status).toBe(403)
    const navigation: Record<string, string> = { 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' }
    expect((await from('/', 'cross-site', navigation)).status).toBe(200)
    expect((await from('/trpc/session.me', 'cross-site', navigation)).status).toBe(403)
    expect((await from('/trpc/session.me', 'same-origin')).status).toBe(200)
  })
})

test('a socket opens for the own origin and a session, and for nothing less', async () => {
  const headers = { Host: `127.0.0.1:${port()}`, Origin: own(), ...upgrade }
  expect((await send('/trpc', { headers: { ...headers, Cookie: cookie } })).status).toBe(101)
  expect((await send('/trpc', { headers })).status).toBe(401)
  expect((await send('/trpc', { headers: { ...headers, Cookie: cookie.replace(/=.*/, '=x') } })).status).toBe(401)
  expect((await send('/trpc', { headers: { ...headers, Cookie: `${cookie}; ${cookie}` } })).status).toBe(401)
})

test('bodies other than JSON are not read', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-7',
    '',
  ]) {
    const headers = {
      Host: `127.0.0.1:${port()}`,
      Origin: own(),
      Cookie: cookie,
      ...(type !== '' && { 'Content-Type': type }),
    }
    expect((await send('/trpc/session.logout', { method: 'POST', headers, body: '{}' })).status, type).toBe(415)
  }
})

test('names that reach prototypes are refused in every input', async () => {
  const headers = { Host: `127.0.0.1:${port()}`, Origin: own(), Cookie: cookie, ...json }
  for (const name of ['__proto__', 'constructor', 'prototype']) {
    const body = `{"document":{"millrace":1,"name":"x","nodes":{"${name}":{"type":"filter"}}}}`
    const answer = await send('/trpc/pipelines.create', { method: 'POST', headers, body })
    expect(answer.status).toBe(400)
    expect(answer.body).toContain(name)
  }
  expect(({} as { type?: unknown }).type).toBeUndefined()
})

test('a link works once, and guesses are slowed down', async () => {
  const link = await server.runner.link()
  expect(await cookieFrom(link)).toMatch(/^millrace-\d+=[\w-]{43}$/)
  await expect(cookieFrom(link)).rejects.toThrow(/401/)
  const headers = { Host: `127.0.0.1:${port()}`, Origin: own(), ...json }
  const statuses = []
  for (let i = 0; i < 30; i++)
    statuses.push((await send('/api/session', { method: 'POST', headers, body: `{"token":"guess${i}"}` })).status)
  expect(statuses.slice(0, 19)).toEqual(Array(19).fill(401))
  expect(statuses.at(-1)).toBe(429)
})

test('signing out closes the sockets of the session', async () => {
  const mine = clientOf(own(), cookie)
  const { id } = await mine.api.pipelines.create.mutate({ template: 'error-alerts' })
  const live = watch((observer) => mine.api.jobs.live.subscribe({ pipelineId: id }, observer))
  await until(() => live.values.length > 0, 'the present state')
  await mine.api.session.logout.mutate()
  const seen = live.values.length
  await expect(mine.api.session.me.query()).rejects.toThrow('Open the link')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(live.values.length).toBe(seen)
  live.stop()
  mine.close()
})

test('the app is served with a policy: scripts of the runner only, and compiled ones in the preview alone', async () => {
  const Host = `localhost:${port()}`
  const page = await send('/p/0123', { headers: { Host } })
  expect(page).toMatchObject({ status: 200, body: '<!doctype html><title>app</title>' })
  expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self';/)
  expect(page.headers['content-security-policy']).not.toContain('unsafe-eval')
  const script = await send('/assets/index-abc.js', { headers: { Host } })
  expect(script.headers['content-security-policy']).not.toContain('unsafe-eval')
  expect(script.headers['cache-control']).toContain('immutable')
  const worker = await send('/assets/preview.worker-abc.js', { headers: { Host } })
  expect(worker.headers['content-security-policy']).toContain('unsafe-eval')
  for (const path of [
    '/../package.json',
    '/..%2f..%2fpackage.json',

    '/assets/nothing.js',
    '/api/none',
  ])
    expect((await send(path, { headers: { Host } })).status, path).toBe(404)
})
