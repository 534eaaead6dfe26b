/** The Nexmark queries on the same file of events, on a real Apache Flink and on our engine, one after the other. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { createDecoder, openLines } from '@millrace/connectors'
import { formatType, UTC } from '@millrace/language'
import { FLINK_VERSION, FlinkSession, flinkAvailable } from '@millrace/testkit/flink'
import { runReader } from '../memory.ts'
import { context, eventRow } from './events.ts'
import { isUpdating, nexmarkPlan, nexmarkQueries } from './queries.ts'

const VECTORS = fileURLToPath(new URL('../../vectors/nexmark/', import.meta.url))
const WRITER = fileURLToPath(new URL('./writeEvents.ts', import.meta.url))
const EVENTS = Number(process.env.MILLRACE_EVENTS ?? 500_000)
/** Whether every update goes out, or only the latest: with Flink in mini-batches then, set as the Nexmark project sets them. */
const UPDATES = process.env.MILLRACE_UPDATES === 'latest' ? 'latest' : 'every'
const MINI_BATCHES = {
  'table.exec.mini-batch.enabled': 'true',
  'table.exec.mini-batch.allow-latency': '2 s',
  'table.exec.mini-batch.size': '50000',
}
/** In turns; the better run of each counts, since a shared machine is slower now and then. */
const ROUNDS = 2
/** Both run over fewer events first, so that neither is measured while it compiles. */
const WARM_UP = Math.ceil(EVENTS / 5)
/** Joins whose result is much larger than their input run on fewer events. */
const FEWER: Readonly<Record<string, number>> = { q23: 20_000 }

/** The SQL of each query as it was recorded; Flink's columns take the names of the views. */
async function queries(): Promise<Map<string, string>> {
  const recorded = JSON.parse(await readFile(`${VECTORS}expected-10k/index.json`, 'utf8')) as {
    query: string
    sql: string
  }[]
  return new Map(recorded.map(({ query, sql }) => [query, sql]))
}

const table = (name: string, columns: string[], path: string) =>
  `CREATE TABLE ${name} (${columns.join(', ')}) WITH ('connector' = 'filesystem', 'path' = 'file://${path}', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO-8601')`

/** Where the events of a number lie, for both. */
type Files = Readonly<Record<number, string>>

class Flink {
  private readonly session: FlinkSession
  private readonly sql: Map<string, string>

  private constructor(session: FlinkSession, sql: Map<string, string>) {
    this.session = session
    this.sql = sql
  }

  static async start(files: Files, side: string): Promise<Flink> {
    const session = await FlinkSession.start(
      {
        'execution.runtime-mode': 'STREAMING',
        'parallelism.default': '1',
        'pipeline.object-reuse': 'true',
        'table.local-time-zone': 'UTC',
        'restart-strategy.type': 'none',
        ...(UPDATES === 'latest' && MINI_BATCHES),
      },
      { heap: '3g' },
    )
    const columns = eventRow().map(({ name, type }) => `\`${name}\` ${formatType(type)}`)
    for (const [events, path] of Object.entries(files))
      await session.run(
        table(`events_${events}`, [...columns, "WATERMARK FOR `dateTime` AS `dateTime` - INTERVAL '4' SECOND"], path),
      )
    await session.run(table('side_input', ['`key` BIGINT', '`value` STRING'], side))
    return new Flink(session, await queries())
  }

  /** Milliseconds of CPU that a query takes over so many events. */
  async run(query: string, events: number): Promise<number> {
    const { session } = this
    const views: [name: string, type: number][] = [
      ['person', 0],
      ['auction', 1],
      ['bid', 2],
    ]
    for (const [name, type] of views)
      await this.view(name, `SELECT ${VIEWS[name]} FROM events_${events} WHERE event_type = ${type}`)
    await this.view('answer', this.sql.get(query)!)
    const columns = (await session.rows('DESCRIBE answer')).text
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([name, type]) => `\`${name}\` ${type!.replace(' *ROWTIME*', '').replace(' NOT NULL', '')}`)
    await session.run('DROP TEMPORARY TABLE IF EXISTS nowhere')
    await session.run(`CREATE TEMPORARY TABLE nowhere (${columns.join(', ')}) WITH ('connector' = 'blackhole')`)
    const { cpuMs } = await session.run('INSERT INTO nowhere SELECT * FROM answer')
    return cpuMs
  }

  private async view(name: string, query: string): Promise<void> {
    await this.session.run(`DROP TEMPORARY VIEW IF EXISTS ${name}`)
    await this.session.run(`CREATE TEMPORARY VIEW ${name} AS ${query}`)
  }

  close(): Promise<void> {
    return this.session.close()
  }
}

const VIEWS: Readonly<Record<string, string>> = {
  person: 'id, name, emailAddress, creditCard, city, state, `dateTime`, extra',
  auction: 'id, itemName, description, initialBid, reserve, `dateTime`, expires, seller, category, extra',
  bid: 'auction, bidder, price, channel, url, `dateTime`, extra',
}

async function millrace(query: string, path: string): Promise<number> {
  const plan = nexmarkPlan(query, UPDATES)
  const before = process.cpuUsage()
  await runReader(plan, (node) =>
    openLines(path, { type: 'ndjson' }, false, context, () =>
      createDecoder({ type: 'ndjson' }, node.op.table, UTC, { named: true }),
    ),
  )
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function compare(flink: Flink, only: readonly string[], files: Files): Promise<void> {
  console.log(`${'query'.padEnd(7)}${'events'.padStart(9)}${'Flink'.padStart(12)}${'Millrace'.padStart(12)}   ratio`)
  for (const query of nexmarkQueries()) {
    if (only.length > 0 && !only.includes(query)) continue
    if (query.includes('-') || (UPDATES === 'latest' && !isUpdating(query))) continue
    const events = FEWER[query] ?? EVENTS
    await flink.run(query, WARM_UP)
    await millrace(query, files[WARM_UP]!)
    let [theirs, ours] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let round = 0; round < ROUNDS; round++) {
      theirs = Math.min(theirs, await flink.run(query, events))
      ours = Math.min(ours, await millrace(query, files[events]!))
    }
    const rate = (ms: number) => Math.round(events / ms).toLocaleString('en-US')
    const ratio = (theirs / ours).toFixed(1)
    console.log(
      `${query.padEnd(7)}${events.toLocaleString('en-US').padStart(9)}${rate(theirs).padStart(12)}${rate(ours).padStart(12)}${ratio.padStart(8)}`,
    )
  }
}

const available = await flinkAvailable()
if (!available.ok) {
  console.error(available.reason)
  process.exit(1)
}
const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'))
try {
  const files: Record<number, string> = {}
  let bytes = 0
  for (const events of new Set([EVENTS, WARM_UP, ...Object.values(FEWER)])) {
    files[events] = join(folder, `events-${events}.ndjson`)
    await promisify(execFile)(process.execPath, [WRITER, files[events], String(events)])
    if (events === EVENTS) bytes = (await stat(files[events])).size
  }
  const side = join(folder, 'side.ndjson')
  await writeFile(side, gunzipSync(await readFile(`${VECTORS}side_input.ndjson.gz`)))
  console.log(`${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, Apache Flink ${FLINK_VERSION}`)
  console.log(`Events from one file of JSON (${Math.round(bytes / EVENTS)} bytes each); thousand events per CPU second`)
  const flink = await Flink.start(files, side)
  await compare(flink, process.argv.slice(2), files).finally(() => flink.close())
} finally {
  await rm(folder, { recursive: true, force: true })
}
