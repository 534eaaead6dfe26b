import { fileURLToPath } from 'node:url'
import { systemClock } from './clock.ts'
import { ConnectionStore } from './connections/store.ts'
import { type DataDirectory, openDataDirectory } from './dataDirectory.ts'
import type { Root } from './files/roots.ts'
import { JobManager } from './jobs/jobManager.ts'
import { Previews } from './preview/previews.ts'
import { type Keys, openKeys } from './security/keys.ts'
import { Sessions } from './security/sessions.ts'
import { addressesOf } from './server/policy.ts'
import { createServer } from './server/server.ts'
import type { Services } from './services.ts'
import { type Database, openDatabase } from './storage/database.ts'
import { readMeta, writeMeta } from './storage/meta.ts'
import { PipelineStore } from './storage/pipelines.ts'
import { RunStore } from './storage/runs.ts'

/** Sample data that comes with Millrace. */
const SAMPLES = fileURLToPath(new URL('../../../data', import.meta.url))
/** A pipeline that was removed can be brought back this long. */
const REMOVED_MS = 30 * 24 * 3_600_000
/** How long jobs may take for their last checkpoint when the runner ends. */
const CLOSE_MS = 15_000
/** Ports that are tried when none is asked for. */
const FIRST_PORT = 7700
const MOST_PORTS = 20

export interface RunnerOptions {
  /** The data directory. */
  data: string
  /** Without one, the first free port from 7700 on. */
  port?: number
  /** The built web app. */
  web?: string
  /** Origins of a development server that passes requests on. */
  pages?: readonly string[]
  /** For the log: what went wrong inside. */
  trouble(detail: string): void
}

export interface Runner {
  /** Where the editor is. */
  origin: string
  port: number
  /** A link that signs in whoever opens it first. */
  link(): Promise<string>
  /** Stops all jobs with a checkpoint; they come back with the next start. */
  close(): Promise<void>
}

/** Starts a runner on a data directory: jobs that ran when the last one ended come back by themselves. */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const directory = openDataDirectory(options.data)
  try {
    return await start(directory, options)
  } catch (problem) {
    directory.release()
    throw problem
  }
}

async function start(directory: DataDirectory, options: RunnerOptions): Promise<Runner> {
  const { trouble, web, pages } = options
  const { now, monotonic } = systemClock
  const db = await openDatabase(directory.database)
  const keys = await keysOf(db, directory)
  const pipelines = new PipelineStore(db, now)
  const runs = new RunStore(db, now)
  const ownPorts = new Set<number>()
  const connections = new ConnectionStore(db, keys.secrets, now, ownPorts)
  const sessions = new Sessions(db, now)
  const roots: Root[] = [
    { name: 'files', path: directory.files, writable: true },
    { name: 'data', path: SAMPLES, writable: false },
  ]
  const jobs = new JobManager({
    pipelines,
    runs,
    connections,
    roots,
    directory: directory.jobs,
    stateKey: keys.state.bytes,
    now,
    monotonic,
    random: Math.random,
    trouble,
  })
  for (const id of await pipelines.purge(now() - REMOVED_MS)) jobs.purge(id)
  const previews = new Previews(trouble)
  const services: Services = { pipelines, runs, connections, jobs, previews, sessions, roots, now, trouble }
  const { port, server } = await listen(options.port, (port) =>
    createServer({ services, port, addresses: addressesOf(port, pages), web }),
  )
  ownPorts.add(port)
  await jobs.recover()
  const { origin } = addressesOf(port)
  directory.announce(origin)
  return {
    origin,
    port,
    link: async () => linkTo(origin, await sessions.createLink()),
    async close() {
      await server.close()
      await previews.close()
      await jobs.close(CLOSE_MS)
      await db.destroy()
      directory.release()
    },
  }
}

export const linkTo = (origin: string, token: string) => `${origin}/sign-in#${token}`

/** The keys of the installation; which ones they are is noted, so that a lost or foreign one is noticed. */
async function keysOf(db: Database, directory: DataDirectory): Promise<Keys> {
  const { secretsKey, stateKey } = await readMeta(db)
  const keys = openKeys(directory.keys, {
    ...(secretsKey !== undefined && { secrets: secretsKey }),
    ...(stateKey !== undefined && { state: stateKey }),
  })
  if (secretsKey === undefined) await writeMeta(db, { secretsKey: keys.secrets.id, stateKey: keys.state.id })
  return keys
}

type Server = Awaited<ReturnType<typeof createServer>>

/** Listens on the loopback only: on the port that was asked for, or on the first free one. */
async function listen(
  wanted: number | undefined,
  create: (port: number) => Promise<Server>,
): Promise<{ port: number; server: Server }> {
  const last = wanted ?? FIRST_PORT + MOST_PORTS - 1
  for (let port = wanted ?? FIRST_PORT; ; port++) {
    const server = await create(port)
    try {
      await server.listen({ host: '127.0.0.1', port })
      return { port, server }
    } catch (problem) {
      await server.close()
      if ((problem as { code?: string }).code !== 'EADDRINUSE' || port === last) throw problem
    }
  }
}
