/** A real runner in a folder of its own, started as a person starts it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const MAIN = `${root}apps/runner/src/cli/main.ts`
export const NODE_ARGUMENTS = ['--disable-warning=ExperimentalWarning']

export interface RunningRunner {
  readonly origin: string
  /** Its data directory; files that pipelines may write lie in `files` there. */
  readonly data: string
  /** A link to sign in with; works once. */
  link(): Promise<string>
  /** Ends the process without a word, as a crash does. */
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

const START_MS = 30_000

export async function startRunner(): Promise<RunningRunner> {
  const data = mkdtempSync(join(tmpdir(), 'millrace-e2e-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  let firstLink: string | undefined
  const start = async () => {
    const started = await serve(data, port)
    child = started.child
    firstLink = started.link
  }
  const kill = async () => {
    const ended = new Promise<void>((resolve) => child?.once('exit', () => resolve()))
    child?.kill('SIGKILL')
    await ended
  }
  // A run that breaks off leaves no runner behind.
  process.once('exit', () => child?.kill('SIGKILL'))
  await start()
  return {
    origin: `http://127.0.0.1:${port}`,
    data,
    async link() {
      const link = firstLink ?? (await anotherLink(data))
      firstLink = undefined
      return link
    },
    kill,
    start,
    async remove() {
      await kill()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

const LINK = /http:\/\/\S+#\S+/

function serve(data: string, port: number): Promise<{ child: ChildProcess; link: string }> {
  const args = [MAIN, 'serve', '--data', data, '--port', String(port), '--web', `${root}apps/web/dist`]
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`The runner did not start:\n${said}`)), START_MS)
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const link = LINK.exec(said)?.[0]
      if (link === undefined) return
      clearTimeout(timer)
      resolve({ child, link })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`The runner ended with ${code}:\n${said}`)))
  })
}

/** A second start on the same data prints a new link to the first one. */
function anotherLink(data: string): Promise<string> {
  const child = spawn(process.execPath, [...NODE_ARGUMENTS, MAIN, 'serve', '--data', data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    child.once('exit', () => {
      const link = LINK.exec(said)?.[0]
      if (link) resolve(link)
      else reject(new Error(`No link in: ${said}`))
    })
  })
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('No port.')),
      )
    })
  })
}
