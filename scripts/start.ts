/** Starts Millrace: builds the web app when something of it has changed, then runs the server, which prints a link. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { local, root, run } from './test/command.ts'

const WEB = `${root}apps/web/`
const DIST = `${WEB}dist`
const STAMP = `${root}.cache/web-build`
/** What the built app is made of. */
const PARTS = [
  'apps/web',
  'packages/language',
  'packages/algebra',
  'packages/operators',
  'packages/pipeline',
  'packages/engine',
]

/** Changes whenever a file of the app does: names, sizes and times are enough to tell. */
function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync(`${root}pnpm-lock.yaml`))
  for (const part of PARTS)
    for (const name of readdirSync(root + part, { recursive: true, encoding: 'utf8' }).sort()) {
      if (/(^|[\\/])(node_modules|dist)([\\/]|$)/.test(name)) continue
      const { size, mtimeMs } = statSync(`${root}${part}/${name}`)
      hash.update(`${part}/${name} ${size} ${mtimeMs}\n`)
    }
  return hash.digest('hex')
}

const upToDate = (now: string) =>
  existsSync(`${DIST}/index.html`) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now

/** A failure is told, and the server starts all the same: its API and its jobs need no page. */
async function buildWeb(): Promise<void> {
  const now = fingerprint()
  if (upToDate(now)) return
  console.log('Building the editor …')
  if ((await run(local('vite'), ['build', '--logLevel', 'warn', WEB])) !== 0) {
    console.error('The editor could not be built; its messages stand above.')
    return
  }
  mkdirSync(`${root}.cache`, { recursive: true })
  writeFileSync(STAMP, now)
}

await buildWeb()
// In this process, so that Ctrl-C reaches the server and is waited for.
process.argv.splice(2, 0, 'serve', '--web', DIST)
await import('../apps/runner/src/cli/main.ts')
