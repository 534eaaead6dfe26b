import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const DATABASE = 'millrace.sqlite'
const RUNNING = 'running.json'
const LOCK = 'lock.sqlite'

/** What the runner that holds a directory says of itself. */
export interface Holder {
  pid: number
  origin: string
}

/** The data directory cannot be used: why, and what to do. */
export class DataDirectoryProblem extends Error {
  /** The runner that uses it already. */
  readonly holder: Holder | undefined
  constructor(message: string, holder?: Holder) {
    super(message)
    this.holder = holder
  }
}

export interface DataDirectory {
  readonly path: string
  readonly database: string
  /** One folder for each pipeline that was ever deployed. */
  readonly jobs: string
  /** Keys of this installation; whoever has them can read its secrets. */
  readonly keys: string
  /** What file sources and sinks may use. */
  readonly files: string
  /** Tells a second runner where this one is. */
  announce(origin: string): void
  release(): void
}

/**
 * Opens a data directory for this process alone, and makes it when it is not there.
 *
 * The lock is one of the operating system on a file of its own, held by an open transaction: it goes away with the process, however
 * that ends, so there is never a stale one.
 */
export function openDataDirectory(path: string): DataDirectory {
  prepare(path)
  const lock = acquire(path)
  const folder = (name: string) => {
    mkdirSync(join(path, name), { recursive: true, mode: 0o700 })
    return join(path, name)
  }
  const running = join(path, RUNNING)
  return {
    path,
    database: join(path, DATABASE),
    jobs: folder('jobs'),
    keys: folder('keys'),
    files: folder('files'),
    announce: (origin) => writeFileSync(running, JSON.stringify({ pid: process.pid, origin }), { mode: 0o600 }),
    release() {
      rmSync(running, { force: true })
      lock.close()
    },
  }
}

/** A new or empty folder is taken; one that holds other things is left alone. */
function prepare(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const names = readdirSync(path)
  const ours = names.length === 0 || existsSync(join(path, LOCK))
  if (!ours)
    throw new DataDirectoryProblem(
      `${path} holds other files and is not a data directory of Millrace. Name an empty or a new folder with --data.`,
    )
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700)
}

function acquire(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, LOCK))
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    return lock
  } catch {
    lock.close()
    const holder = holderOf(path)
    const who = holder ? ` (process ${holder.pid}, ${holder.origin})` : ''
    throw new DataDirectoryProblem(`Millrace is already running with the data directory ${path}${who}.`, holder)
  }
}

function holderOf(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(join(path, RUNNING), 'utf8')) as Holder
  } catch {
    return undefined
  }
}
