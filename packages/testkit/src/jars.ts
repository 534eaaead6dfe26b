/** Java programs that tests and measurements talk to: their jars come from Maven into the cache of this checkout. */
import { execFile } from 'node:child_process'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const CACHE = fileURLToPath(new URL('../../../.cache/', import.meta.url))
const DOWNLOAD_TIMEOUT_MS = 300_000

export type Available = { ok: true } | { ok: false; reason: string }

/** The jars that a project file of Maven names, and what they need. */
export class Jars {
  /** Where things that everyone who uses these jars shares may be kept. */
  readonly cache: string
  private readonly name: string
  private readonly pom: string

  /** `version` keeps the jars of different versions apart. */
  constructor({ name, version, pom }: { name: string; version: string; pom: string }) {
    this.name = name
    this.pom = pom
    this.cache = path.join(CACHE, `${name.toLowerCase()}-${version}`)
  }

  private get folder(): string {
    return path.join(this.cache, 'lib')
  }

  /** Whether programs in the jars can be started here, or what is missing. */
  async available(): Promise<Available> {
    const { name } = this
    if (!(await starts('java', '-version')))
      return { ok: false, reason: `${name} needs Java 17 or later: no java on the PATH.` }
    if ((await exists(this.folder)) || (await starts('mvn', '--version'))) return { ok: true }
    return { ok: false, reason: `${name} is fetched by Maven: no mvn on the PATH.` }
  }

  /** The class path, downloaded by whoever comes first; others wait for them. */
  async classPath(): Promise<string> {
    if (!(await exists(this.folder))) await locked(`${this.cache}.lock`, () => this.downloadUnlessThere())
    return path.join(this.folder, '*')
  }

  private async downloadUnlessThere(): Promise<void> {
    if (await exists(this.folder)) return
    const unfinished = `${this.folder}.unfinished`
    await rm(unfinished, { recursive: true, force: true })
    await run(
      'mvn',
      [
        ...['--batch-mode', '--quiet', '--file', this.pom],
        'dependency:copy-dependencies',
        ...[`-DoutputDirectory=${unfinished}`, '-DincludeScope=runtime'],
      ],
      { timeout: DOWNLOAD_TIMEOUT_MS },
    )
    await rename(unfinished, this.folder)
  }
}

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

export async function starts(command: string, version: string): Promise<boolean> {
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
