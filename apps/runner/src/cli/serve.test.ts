import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { finished, millrace } from '../testing/commandLine.ts'
import { clientOf, cookieFrom, freePort, temporaryFolder, until } from '../testing/testRunner.ts'

let data: string
beforeEach(() => {
  data = temporaryFolder()
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

const linkIn = (text: string) => /http:\S+#\S+/.exec(text)?.[0]

test('one runner to a data directory: a second start prints another link to the first', async () => {
  const port = String(freePort())
  const first = millrace(['serve', '--data', data, '--port', port])
  const link = await until(() => linkIn(first.printed()), 'the link')
  const second = await finished(['serve', '--data', data])
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining('already running') })
  const other = linkIn(second.out)!
  expect(new URL(other).origin).toBe(new URL(link).origin)
  expect(other).not.toBe(link)
  for (const each of [other, link]) {
    const client = clientOf(new URL(each).origin, await cookieFrom(each))
    expect(await client.api.session.me.query()).toMatchObject({ name: 'owner' })
    client.close()
  }
  first.process.kill('SIGINT')
  expect((await first.ended).code).toBe(0)
})

test('a folder with other things in it is left alone, and a port that is in use is named', async () => {
  writeFileSync(join(data, 'thesis.txt'), 'mine')
  expect(await finished(['serve', '--data', data])).toMatchObject({
    code: 1,
    err: expect.stringContaining('holds other files'),
  })
  const folder = join(data, 'new')
  mkdirSync(folder)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const { code, err } = await finished(['serve', '--data', folder, '--port', String(port)])
  expect([code, err]).toEqual([1, expect.stringContaining(`Port ${port} is in use`)])
  server.close()
  expect(await finished(['serve', '--port', 'x'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--port takes a number'),
  })
})
