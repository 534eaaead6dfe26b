import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const POM = fileURLToPath(new URL('./pom.xml', import.meta.url))
const CACHE = fileURLToPath(new URL('../../../../.cache/kafka-4.3.1', import.meta.url))
const JARS = path.join(CACHE, 'lib')

const DOWNLOAD_TIMEOUT_MS = 300_000
/** A lock this old was left behind by a process that died. */
const STALE_LOCK_MS = DOWNLOAD_TIMEOUT_MS + 10_000

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
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const age = await stat(lock).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > STALE_LOCK_MS) await rm(lock, { recursive: true, force: true })
    return false
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
