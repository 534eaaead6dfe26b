/** The Nexmark queries, as pipeline documents on recorded events, against what a real Flink gave. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from './run.ts'

const EXAMPLES = fileURLToPath(new URL('../../../../examples/nexmark/', import.meta.url))
const VECTORS = fileURLToPath(new URL('../../../../vectors/nexmark/', import.meta.url))

interface Recorded {
  query: string
  level: 'rows' | 'materialised'
  rows: number
  sha256: string
  /** Name and type of each. */
  columns: string[]
  complete: boolean
  file: string
}

const recorded = (set: string) => JSON.parse(readFileSync(`${VECTORS}expected-${set}/index.json`, 'utf8')) as Recorded[]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-nexmark-'))
  for (const name of ['events-10k.ndjson', 'events-4k-slow.ndjson'])
    await writeFile(join(folder, name), gunzipSync(readFileSync(`${VECTORS}${name}.gz`)))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The form in which the results were recorded: members in the order of the columns, lines in the order of their bytes. */
function canonical(text: string, columns: readonly string[]): string[] {
  const fields = columns.map((column) => column.split(' ') as [name: string, type: string])
  const form = (value: unknown, type: string) =>
    typeof value === 'string' && type.startsWith('TIMESTAMP') ? value.replace('T', ' ') : value
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const row = JSON.parse(line) as Record<string, unknown>
      return JSON.stringify(Object.fromEntries(fields.map(([name, type]) => [name, form(row[name], type)])))
    })
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

const contentOf = (path: string) => {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

async function resultOf(file: string, set: string, final: boolean): Promise<string> {
  const result = join(folder, `${set}-${basename(file)}.ndjson`)
  const before = process.listeners('SIGINT')
  const code = await run({
    file,
    source: { events: join(folder, `events-${set}.ndjson`) },
    sink: { result },
    tap: {},
    final,
    connections: undefined,
    checkpoints: undefined,
    quiet: true,
  })
  expect(code).toBe(0)
  expect(process.listeners('SIGINT')).toEqual(before)
  return contentOf(result)
}

const documentOf = (query: string) => `${EXAMPLES}${query}.json`
const written = (query: string) => existsSync(documentOf(query))

/** Types of operators whose results are updated. */
const UPDATING = ['running-aggregate', 'top-n', 'deduplicate']

/** The query with only the latest updates of rows that come together; undefined when it has none. */
async function latestOf(query: string): Promise<string | undefined> {
  const document = JSON.parse(readFileSync(documentOf(query), 'utf8'))
  const nodes = Object.values(document.nodes as Record<string, { type: string; config: object }>)
  const updating = nodes.filter(({ type }) => UPDATING.includes(type))
  for (const node of updating) node.config = { ...node.config, updates: 'latest' }
  if (updating.length === 0) return undefined
  const file = join(folder, `${query}-latest.json`)
  await writeFile(file, JSON.stringify(document))
  return file
}

function expectRecorded(text: string, set: string, { columns, file: name, complete, ...entry }: Recorded): void {
  const rows = canonical(text, columns)
  const file = `${VECTORS}expected-${set}/${name}`
  if (complete && existsSync(file)) expect(rows).toEqual(contentOf(file).split('\n').filter(Boolean))
  expect(rows.length).toBe(entry.rows)
  expect(
    createHash('sha256')
      .update(rows.map((row) => `${row}\n`).join(''))
      .digest('hex'),
  ).toBe(entry.sha256)
}

describe.each(['10k', '4k-slow'])('the events of %s', (set) => {
  test.each(
    recorded(set)
      .filter(({ query }) => written(query))
      .map((entry) => [entry.query, entry] as const),
  )('%s', async (query, entry) => {
    const final = entry.level === 'materialised'
    expectRecorded(await resultOf(documentOf(query), set, final), set, entry)
    // In these events no window begins with a bid as high as the highest of the window before.
    const ranking = `${EXAMPLES}${query}-ranking.json`
    if (existsSync(ranking)) expectRecorded(await resultOf(ranking, set, final), set, entry)
    const latest = final && (await latestOf(query))
    if (latest) expectRecorded(await resultOf(latest, set, final), set, entry)
  })
})
