/**
 * Checks the printed SQL of every function's examples, and of every recorded expression without columns, on a real Flink:
 * it must be accepted and have the type and the value that it has here.
 *
 * `npm run check:flink` needs Java 17 or later and Maven; writes docs/flink-expressions.md.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  catalogue,
  checkText,
  DataError,
  type Environment,
  type FieldType,
  formatTyped,
  interpret,
  printSql,
  type Row,
  type TExpr,
  textOf,
  toHex,
  typeOf,
  UTC,
  type Value,
} from '@millrace/language'
import { root, starts } from '../test/command.ts'

const VERSION = '2.2.1'
const LIB = path.join(root, '.cache', `flink-${VERSION}`)
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What differs and why; anything else is a mistake. */
const REASONS: Record<string, string> = {
  'ELEMENT(ARRAY_REMOVE(ARRAY[1], 1))': 'Flink folds NULL in a NOT NULL type to −1; over a column it gives NULL.',
  'ARRAY[1, 2, 3][4]': 'Flink folds NULL in a NOT NULL type to −1; over a column it gives NULL.',
  "MAP['a', 1]['z']": 'Flink folds NULL in a NOT NULL type to −1; over a column it gives NULL.',
  'CAST(CAST(0.1 AS FLOAT) AS DOUBLE)':
    'Flink folds a FLOAT by its decimal digits; over a column it widens the bits, as here.',
  "UPPER('straße')":
    'Flink folds into CHAR(6) and cuts the seventh character; over a column it gives STRASSE, as here.',
}

interface Case {
  origin: string
  text: string
  expr: TExpr
  sql: string
}

type Answer = { kind: 'value'; type: string; json: string } | { kind: 'refused' | 'failed'; why: string }

function casesOf(origin: string, texts: readonly string[]): { cases: Case[]; beyond: string[] } {
  const cases: Case[] = []
  const beyond: string[] = []
  for (const text of new Set(texts)) {
    const { expr } = checkText(text, { fields: [] })
    if (!expr) continue
    const printed = printSql(expr, () => '')
    if (printed.beyond.length > 0) beyond.push(text)
    else cases.push({ origin, text, expr, sql: printed.sql })
  }
  return { cases, beyond }
}

const examples = () => catalogue.flatMap((definition) => definition.examples.map(([text]) => text))

/** Recorded expressions that need no row. */
function recorded(): string[] {
  const folder = path.join(root, 'vectors', 'expressions')
  return readdirSync(folder).flatMap((file) => {
    const content: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
    const entries = Array.isArray(content) ? (content as { expr: string; columns?: unknown; error?: string }[]) : []
    return entries.filter((entry) => !entry.columns && entry.error === undefined).map(({ expr }) => expr)
  })
}

function provideFlink(): void {
  if (!starts('java', '-version')) throw new Error('Java 17 or later is not on the PATH.')
  if (existsSync(LIB)) return
  if (!starts('mvn', '--version')) throw new Error('Maven is not on the PATH; it fetches Flink.')
  mkdirSync(path.dirname(LIB), { recursive: true })
  const unfinished = `${LIB}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  execFileSync(
    'mvn',
    [
      ...['--batch-mode', '--quiet', '--file', here('./pom.xml'), 'dependency:copy-dependencies'],
      ...[`-DoutputDirectory=${unfinished}`, '-DincludeScope=runtime'],
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  renameSync(unfinished, LIB)
}

const OPENED =
  'lang net io nio text time util lang.reflect util.concurrent util.concurrent.atomic util.concurrent.locks'

function ask(cases: readonly Case[]): Answer[] {
  const opens = OPENED.split(' ').map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`)
  const input = cases.map(({ sql }) => Buffer.from(sql).toString('base64')).join('\n')
  const { stdout, stderr, status } = spawnSync(
    'java',
    [
      ...opens,
      ...['--add-opens=java.base/sun.nio.ch=ALL-UNNAMED', '-Xmx1200m', '-XX:+UseSerialGC'],
      ...['-Duser.timezone=UTC', '-Duser.language=en', '-Dfile.encoding=UTF-8', '-Dlog4j2.level=OFF'],
      ...['-cp', `${LIB}/*`, here('./Evaluate.java')],
    ],
    { input, maxBuffer: 1 << 28, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`Flink ended with ${status}:\n${stderr.slice(-3000)}`)
  return stdout.trim().split('\n').map(answerOf)
}

function answerOf(line: string): Answer {
  const [kind, first = '', second = ''] = line.split('\t').map((part) => Buffer.from(part, 'base64').toString('utf8'))
  if (kind === 'value') return { kind, type: first, json: second }
  return { kind: kind === 'refused' ? 'refused' : 'failed', why: first.split('\n')[0]! }
}

/** A value as Evaluate.java writes it. */
function json(value: Value, type: FieldType): unknown {
  if (value === null || typeof value === 'boolean') return value
  switch (type.t) {
    case 'BINARY':
    case 'VARBINARY':
      return toHex(value as Uint8Array)
    case 'TIME':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'INTERVAL_MONTH':
    case 'INTERVAL_SECOND':
      return String(value)
    case 'ARRAY':
      return (value as Value[]).map((item) => json(item, type.of.type))
    case 'ROW':
      return type.fields.map((field, i) => json((value as Row)[i] ?? null, field.type))
    case 'MAP':
      return (value as Value[][])
        .map(([k, v]) => [json(k!, type.key.type), json(v!, type.value.type)])
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    default:
      return textOf(value, type)
  }
}

const still: Environment = { zone: UTC, now: () => 1_700_000_000_000, random: () => 0.5 }

/** Flink's words for types in ours. */
const typeText = (text: string) => {
  try {
    return formatTyped(typeOf(text.replaceAll('VARIANT', 'JSON')))
  } catch {
    return text
  }
}

/** What differs, or nothing. */
function difference({ expr }: Case, answer: Answer): string | undefined {
  let own: unknown
  try {
    own = json(interpret(expr, still)([]), expr.type)
  } catch (problem) {
    if (!(problem instanceof DataError)) throw problem
    return answer.kind === 'failed' ? undefined : `fails here: ${problem.message}`
  }
  if (answer.kind !== 'value') {
    // Flink derives NOT NULL, computes NULL and refuses to let the row out; here it is NULL.
    if (answer.kind === 'failed' && own === null && answer.why.includes('NotNullEnforcer')) return undefined
    return `${answer.kind}: ${answer.why}`
  }
  if (!sameJson(own, JSON.parse(answer.json))) return `${answer.json} on Flink, ${JSON.stringify(own)} here`
  const [ours, theirs] = [formatTyped(expr), typeText(answer.type)]
  return ours === theirs ? undefined : `${theirs} on Flink, ${ours} here`
}

/** Transcendental functions may differ in their last digits. */
function sameJson(a: unknown, b: unknown): boolean {
  if (JSON.stringify(a) === JSON.stringify(b)) return true
  if (typeof a !== 'string' || typeof b !== 'string' || !/[.E]/.test(a)) return false
  return Math.abs(Number(a) - Number(b)) <= 1e-12 * Math.abs(Number(b))
}

function main(): void {
  provideFlink()
  const parts = [casesOf('example', examples()), casesOf('recorded', recorded())]
  const cases = parts.flatMap((part) => part.cases)
  const answers = ask(cases)
  const differing = cases.flatMap((one, at) => {
    const what = difference(one, answers[at]!)
    return what === undefined ? [] : [{ ...one, what }]
  })
  const count = (origin: string) => cases.filter((one) => one.origin === origin).length
  const differ = (origin: string) => differing.filter((one) => one.origin === origin).length
  const cell = (text: string) => `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``
  const unexplained = differing.filter(({ text }) => REASONS[text] === undefined)
  const line = ({ text, sql, what }: (typeof differing)[number]) =>
    `| ${cell(text)} | ${cell(sql)} | ${what.replaceAll('|', '\\|').replaceAll('<', '&lt;')} | ${REASONS[text] ?? '**not explained**'} |`
  const page = [
    '# Printed SQL on a real Flink',
    `Written by \`npm run check:flink\` on ${new Date().toISOString().slice(0, 10)} with Flink ${VERSION}: every expression was printed as Flink SQL, accepted by Flink, and gave the type and the value that it has here. Flink ran in batch mode in UTC; it folds constants, which some functions answer otherwise than on rows.`,
    `| | expressions | same type and value | differ |\n|---|---|---|---|\n${['example', 'recorded']
      .map(
        (origin) =>
          `| ${origin === 'example' ? 'examples of the functions' : 'recorded, without columns'} | ${count(origin)} | ${count(origin) - differ(origin)} | ${differ(origin)} |`,
      )
      .join('\n')}`,
    `${parts[0]!.beyond.length} examples are of functions that Flink SQL does not have; [functions.md](functions.md) marks them.`,
    ...(differing.length === 0
      ? []
      : [
          '## What differs',
          ['| expression | printed | what | why |', '|---|---|---|---|', ...differing.map(line)].join('\n'),
        ]),
  ].join('\n\n')
  writeFileSync(path.join(root, 'docs', 'flink-expressions.md'), `${page}\n`)
  console.log(
    `${cases.length} expressions, ${differing.length} differ, ${unexplained.length} of them unexplained; docs/flink-expressions.md is written.`,
  )
  process.exitCode = unexplained.length === 0 ? 0 : 1
}

main()
