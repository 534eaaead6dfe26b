import type { FastifyInstance } from 'fastify'
import * as z from 'zod'
import type { Sessions } from '../security/sessions.ts'
import { sessionCookie } from './cookie.ts'
import { apiHeaders, pageHeaders } from './headers.ts'

/** Attempts in vain within a minute; more are not even looked at. */
const MOST_FAILURES = 20
const MINUTE = 60_000

const request = z.strictObject({ token: z.string().min(1).max(200) })

/**
 * The page behind the link that the runner prints.
 *
 * The secret stands after the `#`, which browsers send to nobody; the page's script posts it once and forgets it.
 */
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Millrace</title>
    <style>body { font: 15px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem; }</style>
    <script src="/sign-in.js" defer></script>
  </head>
  <body>
    <h1>Millrace</h1>
    <p id="message" role="status">Signing in … 正在登录……</p>
    <noscript>Millrace needs JavaScript. 需要启用 JavaScript。</noscript>
  </body>
</html>
`
const SCRIPT = `const message = document.getElementById('message')
const token = location.hash.slice(1)
history.replaceState(null, '', '/sign-in')
try {
  const answer = await fetch('/api/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (answer.ok) location.replace('/')
  else message.textContent = (await answer.json()).message
} catch {
  message.textContent = 'The runner does not answer. Is it running? 无法连接到运行器。'
}
`

const USED_UP =
  'This link was used already or is too old. Start Millrace again (npm start) for a new one. 链接已失效，请重新运行 npm start 获取新链接。'

/** Exchanges the secret of a link for a session, and ends sessions. These routes are all that answers without one. */
export function signInRoutes(app: FastifyInstance, sessions: Sessions, port: number, now: () => number): void {
  let failures: number[] = []
  const page = (content: string, type: string) => ({
    content,
    headers: { ...pageHeaders, 'Content-Type': type, 'Cache-Control': 'no-store' },
  })
  const pages = {
    '/sign-in': page(PAGE, 'text/html; charset=utf-8'),
    '/sign-in.js': page(`(async () => {\n${SCRIPT}})()\n`, 'text/javascript; charset=utf-8'),
  }
  for (const [path, { content, headers }] of Object.entries(pages))
    app.get(path, (_, reply) => reply.headers(headers).send(content))

  app.post('/api/session', async ({ body }, reply) => {
    reply.headers(apiHeaders)
    failures = failures.filter((at) => now() - at < MINUTE)
    if (failures.length >= MOST_FAILURES)
      return reply.code(429).send({ message: 'Too many attempts. Wait a minute. 尝试次数过多，请稍候。' })
    const given = request.safeParse(body)
    const session = given.success ? await sessions.signIn(given.data.token) : undefined
    if (!session) {
      failures.push(now())
      return reply.code(401).send({ message: USED_UP })
    }
    const seconds = Math.floor((session.endsAt - now()) / 1000)
    return reply.header('Set-Cookie', sessionCookie(port, session.token, seconds)).send({ ok: true })
  })
}
