import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../clock.ts'
import { DataDirectoryProblem } from '../dataDirectory.ts'
import { linkTo, type Runner, startRunner } from '../runner.ts'
import { KeyProblem } from '../security/keys.ts'
import { Sessions } from '../security/sessions.ts'
import { openDatabase } from '../storage/database.ts'

export interface ServeArguments {
  data: string | undefined
  port: number | undefined
  /** Folder of the built web app. */
  web: string | undefined
  pages: readonly string[]
}

const DATABASE = 'millrace.sqlite'

/** Runs the server until Ctrl-C. Where one runs already on this data directory, prints a new link to it. */
export async function serve({
  data = join(homedir(), '.millrace'),
  port,
  web,
  pages,
}: ServeArguments): Promise<number> {
  try {
    const runner = await startRunner({
      data,
      ...(port !== undefined && { port }),
      ...(web !== undefined && existsSync(web) && { web }),
      pages,
      trouble: (detail) => console.error(`${new Date().toISOString()} ${detail}`),
    })
    console.log(`Millrace is running. Open this link once, within ten minutes:\n\n  ${await runner.link()}\n`)
    console.log(`Afterwards: ${runner.origin}   Data: ${data}   Stop: Ctrl-C`)
    await untilAsked(runner)
    return 0
  } catch (problem) {
    if (problem instanceof DataDirectoryProblem && problem.holder) return linkToOther(data, problem.holder.origin)
    const known = problem instanceof DataDirectoryProblem || problem instanceof KeyProblem
    const taken = (problem as { code?: string }).code === 'EADDRINUSE'
    if (!known && !taken) throw problem
    console.error(
      `error: ${taken ? `Port ${port} is in use. Choose another one with --port.` : (problem as Error).message}`,
    )
    return 1
  }
}

async function linkToOther(data: string, origin: string): Promise<number> {
  const db = await openDatabase(join(data, DATABASE))
  const token = await new Sessions(db, systemClock.now).createLink()
  await db.destroy()
  console.log(
    `Millrace is already running on ${data}. Open this link once, within ten minutes:\n\n  ${linkTo(origin, token)}\n`,
  )
  return 0
}

/** The first Ctrl-C stops all jobs with a checkpoint; one that comes well after it ends the process at once. */
async function untilAsked(runner: Runner): Promise<void> {
  const asked = Promise.withResolvers<void>()
  let askedAt = 0
  const ask = () => {
    if (askedAt === 0) {
      askedAt = performance.now()
      return asked.resolve()
    }
    // A terminal and the tools in between may pass the same signal on several times.
    if (performance.now() - askedAt > 1000) process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  await asked.promise
  console.log('Stopping all jobs with a checkpoint; they come back with the next start …')
  await runner.close()
}
