import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ConnectorProblem } from '@millrace/connectors'
import { check } from './check.ts'
import { describe } from './describe.ts'
import { evaluate } from './evaluate.ts'
import { run } from './run.ts'
import { USAGE, UsageProblem } from './usage.ts'

/** Paths on the command line begin where the caller stands, also when npm has changed the folder. */
const here = process.env.INIT_CWD ?? process.cwd()
const path = (given: string) => resolve(here, given)

function pairs(values: readonly string[] | undefined, option: string): Record<string, string> {
  const result: Record<string, string> = {}
  for (const value of values ?? []) {
    const at = value.indexOf('=')
    if (at < 1 || at === value.length - 1)
      throw new UsageProblem(`${option} is written ${option} NAME=FILE, found ${value}.`)
    result[value.slice(0, at)] = path(value.slice(at + 1))
  }
  return result
}

function one(positionals: readonly string[], what: string): string {
  if (positionals.length !== 1)
    throw new UsageProblem(`Expected ${what}, found ${positionals.length === 0 ? 'none' : positionals.join(' ')}.`)
  return positionals[0]!
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port
  throw new UsageProblem(`--port takes a number from 1 to 65535, found ${text}.`)
}

async function main(args: string[]): Promise<number> {
  const [command, ...rest] = args
  switch (command) {
    case 'check': {
      const { positionals } = parseArgs({ args: rest, allowPositionals: true })
      return check(path(one(positionals, 'one FILE')))
    }
    case 'run': {
      const multiple = { type: 'string', multiple: true } as const
      const { values, positionals } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: {
          source: multiple,
          sink: multiple,
          tap: multiple,
          final: { type: 'boolean', default: false },
          connections: { type: 'string' },
          checkpoints: { type: 'string' },
          quiet: { type: 'boolean', default: false },
        },
      })
      return run({
        file: path(one(positionals, 'one FILE')),
        source: pairs(values.source, '--source'),
        sink: pairs(values.sink, '--sink'),
        tap: pairs(values.tap, '--tap'),
        final: values.final,
        connections: values.connections === undefined ? undefined : path(values.connections),
        checkpoints: values.checkpoints === undefined ? undefined : path(values.checkpoints),
        quiet: values.quiet,
      })
    }
    case 'describe': {
      const { values, positionals } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: { json: { type: 'boolean', default: false } },
      })
      if (positionals.length > 1) throw new UsageProblem('describe takes one operator at most.')
      return describe(positionals[0], values.json)
    }
    case 'eval': {
      const { values, positionals } = parseArgs({
        args: rest,
        allowPositionals: true,
        options: {
          schema: { type: 'string' },
          row: { type: 'string', multiple: true },
          file: { type: 'string' },
          'time-zone': { type: 'string' },
        },
      })
      if (positionals.length > 1)
        throw new UsageProblem('eval takes one EXPRESSION; put it in quotes, so that the shell keeps it together.')
      return evaluate({
        expr: positionals[0],
        schema: values.schema,
        rows: values.row ?? [],
        file: values.file === undefined ? undefined : path(values.file),
        timeZone: values['time-zone'],
      })
    }
    case 'serve': {
      const { values } = parseArgs({
        args: rest,
        options: {
          data: { type: 'string' },
          port: { type: 'string' },
          web: { type: 'string' },
          page: { type: 'string', multiple: true },
        },
      })
      // The server is large; the other commands start faster without it.
      const { serve } = await import('./serve.ts')
      return serve({
        data: values.data === undefined ? undefined : path(values.data),
        port: values.port === undefined ? undefined : portOf(values.port),
        web: values.web === undefined ? undefined : path(values.web),
        pages: values.page ?? [],
      })
    }
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      console.log(USAGE)
      return command === undefined ? 2 : 0
    default:
      throw new UsageProblem(`There is no command ${command}.`)
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (problem) {
  const usage = problem instanceof UsageProblem || (problem as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  if (!usage && !(problem instanceof ConnectorProblem)) throw problem
  console.error(`error: ${(problem as Error).message}`)
  if (usage) console.error('`millrace help` shows what there is.')
  process.exitCode = usage ? 2 : 1
}
