/** A real Apache Flink, in a process of its own that is told SQL statements. */
import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AnsweringProgram } from '../answeringProgram.ts'
import { type Available, exists, Jars, locked, starts } from '../jars.ts'

const run = promisify(execFile)

export const FLINK_VERSION = '2.2.1'

const PROGRAM = fileURLToPath(new URL('./SqlSession.java', import.meta.url))
const pom = fileURLToPath(new URL('./pom.xml', import.meta.url))
const jars = new Jars({ name: 'Flink', version: FLINK_VERSION, pom })

/** Packages of the Java library that Flink reads by reflection. */
const OPENED = ['lang', 'net', 'io', 'nio', 'text', 'time', 'util', 'lang.reflect', 'util.concurrent']
  .concat(['util.concurrent.atomic', 'util.concurrent.locks'])
  .map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`)

/** A job whose result depends on its input alone: one slot, a watermark after every row, nothing forgotten, nothing repeated. */
export const DETERMINISTIC: Readonly<Record<string, string>> = {
  'execution.runtime-mode': 'STREAMING',
  'parallelism.default': '1',
  'pipeline.auto-watermark-interval': '0 ms',
  'table.exec.mini-batch.enabled': 'false',
  'table.optimizer.agg-phase-strategy': 'ONE_PHASE',
  'table.exec.state.ttl': '0 ms',
  'table.local-time-zone': 'UTC',
  'restart-strategy.type': 'none',
}

/** Whether Flink can be started here, or what is missing. */
export async function flinkAvailable(): Promise<Available> {
  const available = await jars.available()
  if (available.ok && !(await starts('javac', '-version')))
    return { ok: false, reason: 'Flink is driven by a small Java program: no javac on the PATH.' }
  return available
}

export interface FlinkAnswer {
  /** Milliseconds by the clock, and of CPU of the whole process. */
  wallMs: number
  cpuMs: number
  /** Rows of a query, fields separated by tabs; nothing for other statements. */
  text: string
}

/** What Flink said against a statement. */
export class FlinkError extends Error {}

/** Statements are worked off one after another. */
export class FlinkSession {
  private readonly program: AnsweringProgram

  private constructor(program: AnsweringProgram) {
    this.program = program
  }

  static async start(
    configuration: Readonly<Record<string, string>> = DETERMINISTIC,
    { heap = '3g' }: { heap?: string } = {},
  ): Promise<FlinkSession> {
    const classPath = [await compiled(), await jars.classPath()].join(path.delimiter)
    const options = Object.entries(configuration).map(([name, value]) => `${name}=${value}`)
    const java = [...OPENED, '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED', `-Xmx${heap}`, '-Duser.timezone=UTC']
    const args = [...java, '-Duser.language=en', '-cp', classPath, 'SqlSession', ...options]
    return new FlinkSession(new AnsweringProgram('Flink', 'java', args))
  }

  /** Runs a statement, and the job it starts to its end. */
  run(statement: string): Promise<FlinkAnswer> {
    return this.ask('run', statement)
  }

  /** Runs a query to its end and gives its rows. */
  rows(statement: string): Promise<FlinkAnswer> {
    return this.ask('rows', statement)
  }

  /** Parses and validates a statement. */
  check(statement: string): Promise<FlinkAnswer> {
    return this.ask('check', statement)
  }

  private async ask(verb: string, statement: string): Promise<FlinkAnswer> {
    const line = await this.program.ask(`${verb} ${Buffer.from(statement).toString('base64')}`)
    const [verdict, wall, cpu, text = ''] = line.split(' ')
    const message = Buffer.from(text, 'base64').toString('utf8')
    if (verdict === 'error') throw new FlinkError(message)
    return { wallMs: Number(wall) / 1e6, cpuMs: Number(cpu) / 1e6, text: message }
  }

  close(): Promise<void> {
    return this.program.close()
  }
}

/** The folder with the compiled program. */
async function compiled(): Promise<string> {
  const folder = path.join(jars.cache, 'classes')
  await locked(`${jars.cache}.compile.lock`, async () => {
    const classPath = await jars.classPath()
    if (await exists(path.join(folder, 'SqlSession.class'))) await rm(folder, { recursive: true })
    await mkdir(folder, { recursive: true })
    await run('javac', ['-d', folder, '-cp', classPath, PROGRAM])
  })
  return folder
}
