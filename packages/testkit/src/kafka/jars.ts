import { execFile } from 'node:child_process'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const POM = fileURLToPath(new URL('./pom.xml', import.meta.url))
const CACHE = fileURLToPath(new URL('../../../../.cache/kafka-4.3.1', import.meta.url))
const JARS = path.join(CACHE, 'lib')

const DOWNLOAD_TIMEOUT_MS = 300_000

/** Whether a broker can be started here, or what is missing. */
export async function kafkaAvailable(): Promise<{ ok: true } | { ok: false; reason: string }> {
  if (!(await starts('java', '-version')))
    return { ok: false, reason: 'Kafka needs Java 17 or later: no java on the PATH.' }
  if (await exists(JARS)) return { ok: true }
  if (await starts('mvn', '--version')) return { ok: true }
  return { ok: false, reason: 'Kafka is fetched by Maven: no mvn on the PATH.' }
}

/** The class path of the broker, downloaded by whoever comes first; others wait for them. */
export async function kafkaClassPath(): Promise<string> {
  if (!(await exists(JARS))) await locked(`${CACHE}.lock`, downloadUnlessThere)
  return path.join(JARS, '*')
}

/** Where things that every broker of this version shares may be kept. */
export const kafkaCache = CACHE

/** Runs `work` while holding a folder as lock: creating one is atomic between processes. */
export async function locked(lock: string, work: () => Promise<void>): Promise<void> {
  await mkdir(path.dirname(lock), { recursive: true })
  while (!(await tryLock(lock))) await sleep(200)
  try {
    await work()
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await mkdir(lock)
    await writeFile(path.join(lock, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (await isAbandoned(lock)) await rm(lock, { recursive: true, force: true })
    return false
  }
}

/** Whether the process that made the lock has died without removing it. */
async function isAbandoned(lock: string): Promise<boolean> {
  const pid = Number(await readFile(path.join(lock, 'pid'), 'utf8').catch(() => ''))
  if (pid === 0) return false // being made, or removed, at this moment
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

async function downloadUnlessThere(): Promise<void> {
  if (await exists(JARS)) return
  const unfinished = `${JARS}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await run(
    'mvn',
    [
      ...['--batch-mode', '--quiet', '--file', POM],
      'dependency:copy-dependencies',
      ...[`-DoutputDirectory=${unfinished}`, '-DincludeScope=runtime'],
    ],
    { timeout: DOWNLOAD_TIMEOUT_MS },
  )
  await rename(unfinished, JARS)
}

async function starts(command: string, version: string): Promise<boolean> {
  return run(command, [version]).then(
    () => true,
    () => false,
  )
}

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}
