/**
 * What a key takes in the state of each stateful operator: memory of the process, and bytes in a checkpoint.
 *
 * Every case runs in a process of its own, which has run the same over few keys before, so that only the state is counted. Nothing comes
 * out of windows and joins meanwhile.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Chunk, Job, type Reader } from '@millrace/engine'
import { type Column, write64 } from '@millrace/language'
import { batchPiece, clock, discard, planOf } from './memory.ts'

const KEYS = Number(process.env.MILLRACE_BENCH_KEYS ?? 1_000_000)
const ROWS = 1024
const BEGIN = 1_700_000_000_000

const schema = [
  { name: 'k', type: 'BIGINT NOT NULL' },
  { name: 'name', type: 'STRING NOT NULL' },
  { name: 'v', type: 'INT NOT NULL' },
  { name: 'w', type: 'DOUBLE NOT NULL' },
  { name: 'ts', type: 'TIMESTAMP(3) NOT NULL' },
]

interface Case {
  type: string
  config: object
  /** Rows of one input are replaced by key. */
  replaced?: true
  /** How far the watermark is behind; rows a millisecond apart are due without one. */
  delay?: string
}

const count = { fn: 'count', as: 'n' }
const several = [
  count,
  ...['sum', 'avg', 'min', 'max'].map((fn) => ({ fn, of: 'v', as: fn })),
  { fn: 'stddev-pop', of: 'w', as: 'deviation' },
]
const byKey = { keyBy: ['k'] }
const day = { type: 'tumbling', size: '1d' }
const best = { ...byKey, orderBy: [{ field: 'v', direction: 'desc' }], limit: 1 }
const pairs = {
  leftKeys: ['k'],
  rightKeys: ['k'],
  fields: ['name', 'v', 'ts'].flatMap((field) => [
    { from: 'left', field },
    { from: 'right', field, as: `other_${field}` },
  ]),
}
const versions = (from: string) => (from === 'left' ? 'rows' : 'versions')
const sumOver = (frame: object) => ({
  ...byKey,
  orderBy: [{ field: 'ts' }],
  frame,
  aggregates: [{ fn: 'sum', of: 'v', as: 's' }],
})

const cases: Readonly<Record<string, Case>> = {
  'running count': { type: 'running-aggregate', config: { ...byKey, aggregates: [count] } },
  'running aggregates, six': { type: 'running-aggregate', config: { ...byKey, aggregates: several } },
  'running count of distinct values, one each': {
    type: 'running-aggregate',
    config: { ...byKey, aggregates: [{ fn: 'count', of: 'v', distinct: true, as: 'n' }] },
  },
  'running count of rows that are replaced': {
    type: 'running-aggregate',
    config: { ...byKey, aggregates: [count] },
    replaced: true,
  },
  'tumbling window, count': { type: 'tumbling-window', config: { ...byKey, size: '1d', aggregates: [count] } },
  'tumbling window, six aggregates': {
    type: 'tumbling-window',
    config: { ...byKey, size: '1d', aggregates: several },
  },
  'sliding window of four slices, count': {
    type: 'sliding-window',
    config: { ...byKey, size: '1d', slide: '6h', aggregates: [count] },
  },
  'cumulate window, count': {
    type: 'cumulate-window',
    config: { ...byKey, size: '1d', step: '6h', aggregates: [count] },
  },
  'session window, count': { type: 'session-window', config: { ...byKey, gap: '1d', aggregates: [count] } },
  'count window, count': { type: 'count-window', config: { ...byKey, size: 10, aggregates: [count] } },
  'Top-N of windows, one row': { type: 'window-top-n', config: { window: day, ...best } },
  'Top-N, one row': { type: 'top-n', config: best },
  'Top-N of rows that are replaced, one row': { type: 'top-n', config: best, replaced: true },
  'first row by arrival': { type: 'deduplicate', config: { ...byKey, keep: 'first' } },
  'last row by event time': { type: 'deduplicate', config: { ...byKey, keep: 'last', orderBy: 'ts' } },
  'sum of the last ten rows, one there': {
    type: 'over-window',
    config: sumOver({ type: 'rows', preceding: 9 }),
    delay: '0s',
  },
  'sum of the last day, one row there': {
    type: 'over-window',
    config: sumOver({ type: 'range', preceding: '1d' }),
    delay: '0s',
  },
  'sort by time, a row that waits': { type: 'sort', config: { orderBy: [{ field: 'ts' }] } },
  'stream join, a row on either side': { type: 'stream-join', config: pairs },
  'stream join, rows of one side are replaced': { type: 'stream-join', config: pairs, replaced: true },
  'interval join, a row on either side': { type: 'interval-join', config: { ...pairs, lower: '-1d', upper: '1d' } },
  'window join, a row on either side': { type: 'window-join', config: { ...pairs, window: day } },
  'temporal join, a row and a version': {
    type: 'temporal-join',
    config: { ...pairs, fields: pairs.fields.map((field) => ({ ...field, from: versions(field.from) })) },
    replaced: true,
  },
}

/** Rows with a key of their own each, in the same columns again and again. */
class NewKeys implements Reader {
  private at = 0
  private readonly rows: number
  private readonly columns = {
    k: new Int32Array(2 * ROWS),
    start: new Int32Array(ROWS),
    end: new Int32Array(ROWS),
    bytes: new Uint8Array(11 * ROWS),
    v: new Int32Array(ROWS),
    w: new Float64Array(ROWS),
    ts: new Float64Array(ROWS),
  }

  constructor(rows: number) {
    this.rows = rows
  }
  async open(): Promise<void> {}
  splits(): readonly string[] {
    // It never ends, so that what waits for the end of time goes on waiting.
    return ['memory']
  }
  get done(): boolean {
    return this.at >= this.rows
  }

  async poll(): Promise<readonly Chunk[]> {
    const n = Math.min(ROWS, this.rows - this.at)
    if (n === 0) return []
    const { k, start, end, bytes, v, w, ts } = this.columns
    for (let i = 0; i < n; i++) {
      const row = this.at + i
      write64(k, i, Math.imul(row, 2654435761) >>> 0)
      start[i] = 11 * i
      end[i] = 11 * (i + 1)
      for (let at = start[i]!, rest = row; at < end[i]!; at++, rest = Math.floor(rest / 10))
        bytes[at] = 48 + (rest % 10)
      v[i] = row % 1000
      w[i] = row / 4
      ts[i] = BEGIN + row
    }
    const cols: Column[] = [
      { k: 'i64', nulls: null, data: k },
      { k: 'bytes', nulls: null, start, end, bytes },
      { k: 'i32', nulls: null, data: v },
      { k: 'f64', nulls: null, data: w },
      { k: 'f64', nulls: null, data: ts },
    ]
    const batch = { cols, rows: n, n, sel: null, kinds: null, minTime: ts[0]!, maxTime: ts[n - 1]! }
    this.at += n
    return [batchPiece(batch, this.at - n)]
  }
  async close(): Promise<void> {}
}

function planFor({ type, config, replaced, delay = '1h' }: Case) {
  const source = (primaryKey?: string[]) => ({
    type: 'file-source',
    config: { path: 'memory', schema, eventTime: { field: 'ts', delay }, ...(primaryKey && { primaryKey }) },
  })
  const inputs = type === 'temporal-join' ? ['rows', 'versions'] : type.endsWith('-join') ? ['left', 'right'] : ['in']
  const last = inputs[inputs.length - 1]
  return planOf({
    millrace: 1,
    name: 'state',
    nodes: {
      ...Object.fromEntries(
        inputs.map((port) => [port, source(replaced && port === last ? ['k'] : undefined) as never]),
      ),
      it: { type, config: config as never },
      out: { type: 'discard-sink', config: {} },
    },
    edges: [...inputs.map((port) => ({ from: `${port}.out`, to: `it.${port}` })), { from: 'it.out', to: 'out.in' }],
  })
}

async function fill(plan: ReturnType<typeof planFor>, keys: number): Promise<Job> {
  const readers: NewKeys[] = []
  const job = new Job(plan, {
    reader: () => {
      const reader = new NewKeys(keys)
      readers.push(reader)
      return { reader }
    },
    writer: discard,
    clock,
    random: () => 0,
  })
  await job.open()
  for (let left = true; left; ) {
    left = readers.some((reader) => !reader.done)
    for (const source of job.sources) if (source.waiting) await job.poll(source, 0)
    while (job.step()) left = true
  }
  return job
}

/** Bytes of each key: of the process, and in a checkpoint. */
async function measured(name: string): Promise<readonly [memory: number, saved: number]> {
  const plan = planFor(cases[name]!)
  await (await fill(plan, 20_000)).close()
  globalThis.gc!()
  const before = process.memoryUsage().rss
  const job = await fill(plan, KEYS)
  globalThis.gc!()
  const memory = process.memoryUsage().rss - before
  const { tasks } = await job.snapshot()
  const saved = Object.values(tasks).reduce((sum, { length }) => sum + length, 0)
  await job.close()
  return [memory / KEYS, saved / KEYS]
}

const SELF = fileURLToPath(import.meta.url)

export async function state(): Promise<string> {
  const lines: string[] = []
  for (const name of Object.keys(cases)) {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', SELF, name])
    const [memory, saved] = JSON.parse(stdout) as [number, number]
    lines.push(`${name.padEnd(48)} ${memory.toFixed(0).padStart(6)} ${saved.toFixed(0).padStart(8)}`)
  }
  return [
    `State (${KEYS.toLocaleString('en-US')} keys, each with one row: a key of 8 bytes, a text of 11, three numbers)`,
    `${''.padEnd(48)} bytes per key`,
    `${''.padEnd(48)} memory    saved`,
    ...lines,
  ].join('\n')
}

if (process.argv[1] === SELF) console.log(JSON.stringify(await measured(process.argv[2]!)))
