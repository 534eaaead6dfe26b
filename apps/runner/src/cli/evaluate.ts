import { readFileSync } from 'node:fs'
import {
  checkText,
  DataError,
  type Diagnostic,
  type Environment,
  type Field,
  formatTyped,
  interpret,
  type Json,
  NotOfType,
  parseType,
  type Row,
  type RowType,
  readJson,
  rowFromJson,
  type TExpr,
  toJson,
  type Value,
  zoneOf,
} from '@millrace/language'
import * as z from 'zod'
import { systemClock } from '../clock.ts'
import { caret, summary } from './problems.ts'
import { UsageProblem } from './usage.ts'

export interface EvaluateArguments {
  expr: string | undefined
  /** Fields as SQL: `amount DECIMAL(10, 2), user STRING NOT NULL`. */
  schema: string | undefined
  /** Rows as JSON. */
  rows: readonly string[]
  /** A file with one expression per line, in place of the one above. */
  file: string | undefined
  timeZone: string | undefined
}

/** Prints type and value of an expression, or its problems with a caret under the place; or does so for each line of a file. */
export function evaluate({ expr, schema, rows, file, timeZone }: EvaluateArguments): number {
  const environment = environmentIn(timeZone ?? 'UTC')
  if (file !== undefined) return evaluateFile(file, environment)
  if (expr === undefined) throw new UsageProblem('eval needs an EXPRESSION, or --file LIST.ndjson.')
  const fields = schema === undefined ? [] : fieldsOf(schema)
  const { expr: typed, problems } = checkText(expr, { fields })
  // With a value on standard output, what is only doubtful goes beside it.
  const say = typed ? console.error : console.log
  for (const problem of problems) say(`${problemIn(expr, problem)}\n`)
  if (!typed) {
    say(summary(problems))
    return 1
  }
  console.log(formatTyped(typed))
  const given = rows.map((text, i) => rowOf(text, fields, `--row ${i + 1}`))
  // Without rows only an expression that reads no field has a value.
  if (given.length === 0 && fields.length > 0) return 0
  return printValues(typed, given.length > 0 ? given : [[]], environment)
}

function environmentIn(timeZone: string): Environment {
  const zone = zoneOf(timeZone)
  if (!zone) throw new UsageProblem(`--time-zone: \`${timeZone}\` is not a time zone; examples: UTC, Europe/Berlin.`)
  return { zone, now: () => systemClock.now(), random: () => Math.random() }
}

function problemIn(text: string, { severity, message, hint, span }: Diagnostic): string {
  return [`${severity}: ${message}`, ...(span ? caret(text, span) : []), ...(hint ? [`  → ${hint}`] : [])].join('\n')
}

const PREFIX = 'ROW<'

/** The fields of a schema in SQL. */
function fieldsOf(schema: string): RowType {
  const { typed, problems } = parseType(`${PREFIX}${schema}>`)
  if (typed?.type.t === 'ROW') return typed.type.fields
  const [problem] = problems
  const span = problem?.span?.map((at) => Math.min(schema.length, Math.max(0, at - PREFIX.length))) as [number, number]
  const text = problem ? problemIn(schema, { ...problem, span }) : 'it is not a list of fields'
  throw new UsageProblem(`--schema: ${text}`)
}

function rowOf(text: string, fields: RowType, place: string): Row {
  try {
    return rowFromJson(readJson(text) as Record<string, Json>, fields)
  } catch (problem) {
    if (problem instanceof SyntaxError || problem instanceof NotOfType)
      throw new UsageProblem(`${place}: ${problem.message}`)
    throw problem
  }
}

function printValues(typed: TExpr, rows: readonly Row[], environment: Environment): number {
  const results = rows.map((row) => outcomeOf(typed, row, environment))
  for (const result of results)
    console.log('value' in result ? JSON.stringify(toJson(result.value, typed.type)) : `error: ${result.failed}`)
  return results.some((result) => 'failed' in result) ? 1 : 0
}

/** The value for a row, or why it has none. A NULL that the type rules out fails, as it does when such a row leaves a Flink job. */
function outcomeOf(typed: TExpr, row: Row, environment: Environment): { value: Value } | { failed: string } {
  try {
    const value = interpret(typed, environment)(row)
    if (value !== null || typed.nullable) return { value }
    return { failed: `The value is NULL although its type is ${formatTyped(typed)}.` }
  } catch (problem) {
    if (problem instanceof DataError) return { failed: problem.message }
    throw problem
  }
}

const entrySchema = z.object({
  expr: z.string(),
  schema: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean().optional() })).default([]),
  rows: z.array(z.record(z.string(), z.json())).default([]),
})

type Answer = { type: string; values: Json[] } | { error: string; message: string }

/** One line out for each line in, in order. */
function evaluateFile(file: string, environment: Environment): number {
  for (const line of linesOf(file)) console.log(JSON.stringify(answer(line, environment)))
  return 0
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
  } catch (problem) {
    throw new UsageProblem(`--file: ${(problem as Error).message}`)
  }
}

function answer(line: string, environment: Environment): Answer {
  const entry = readEntry(line)
  if ('error' in entry) return entry
  const { expr, fields, rows } = entry
  const { expr: typed, problems } = checkText(expr, { fields })
  if (!typed) {
    const { code, message } = problems.find(({ severity }) => severity === 'error')!
    return { error: code, message }
  }
  const values: Json[] = []
  for (const row of rows.length > 0 ? rows : [[]]) {
    const result = outcomeOf(typed, row, environment)
    if ('failed' in result) return { error: 'evaluation', message: result.failed }
    values.push(toJson(result.value, typed.type))
  }
  return { type: formatTyped(typed), values }
}

type Entry = { expr: string; fields: RowType; rows: Row[] } | { error: string; message: string }

function readEntry(line: string): Entry {
  const unreadable = (message: string) => ({ error: 'input', message })
  try {
    const read = entrySchema.safeParse(JSON.parse(line))
    if (!read.success) return unreadable(z.prettifyError(read.error))
    const { expr, schema, rows } = read.data
    const fields: Field[] = []
    for (const { name, type, nullable } of schema) {
      const { typed, problems } = parseType(type)
      if (!typed) return { error: problems[0]!.code, message: problems[0]!.message }
      fields.push({ name, type: typed.type, nullable: nullable ?? typed.nullable })
    }
    return { expr, fields, rows: rows.map((row) => rowFromJson(row as Record<string, Json>, fields)) }
  } catch (problem) {
    if (problem instanceof SyntaxError || problem instanceof NotOfType) return unreadable(problem.message)
    throw problem
  }
}
