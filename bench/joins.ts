/** Joins of two inputs in memory: what an event costs, and what the rows of a key take. */
import type { Batch, Chunk } from '@millrace/engine'
import { type Column, encodeUtf8, write64 } from '@millrace/language'
import { type Measurement, measure, table } from './harness.ts'
import { batchPiece, planOf, runSources } from './memory.ts'

const ROWS = 200_000
const KEYS = 40_000
const BATCH = 1024

const schema = [
  { name: 'id', type: 'BIGINT NOT NULL' },
  { name: 'k', type: 'BIGINT NOT NULL' },
  { name: 'name', type: 'STRING NOT NULL' },
  { name: 'v', type: 'INT NOT NULL' },
  { name: 'ts', type: 'TIMESTAMP(3) NOT NULL' },
]

/** Rows with scattered keys, 20 a millisecond. */
function rowsOf(rows: number, keys: number, salt: number): Chunk[] {
  const name = encodeUtf8(Array.from({ length: BATCH }, (_, i) => `name ${String(i).padStart(6, '0')}`).join(''))
  return Array.from({ length: Math.ceil(rows / BATCH) }, (_, b) => {
    const first = b * BATCH
    return piece(first, Math.min(BATCH, rows - first), keys, salt, name)
  })
}

function piece(first: number, n: number, keys: number, salt: number, bytes: Uint8Array): Chunk {
  const [id, k] = [new Int32Array(2 * n), new Int32Array(2 * n)]
  const v = new Int32Array(n)
  const ts = new Float64Array(n)
  const start = Int32Array.from({ length: n }, (_, i) => 11 * i)
  for (let i = 0; i < n; i++) {
    const row = first + i
    const random = (Math.imul(row + salt, 2654435761) ^ (row >>> 5)) >>> 0
    write64(id, i, row)
    write64(k, i, random % keys)
    v[i] = random % 1000
    ts[i] = 1_700_000_000_000 + Math.floor(row / 20)
  }
  const cols: Column[] = [
    { k: 'i64', nulls: null, data: id },
    { k: 'i64', nulls: null, data: k },
    { k: 'bytes', nulls: null, start, end: start.map((at) => at + 11), bytes },
    { k: 'i32', nulls: null, data: v },
    { k: 'f64', nulls: null, data: ts },
  ]
  const batch = { cols, rows: n, n, sel: null, kinds: null, minTime: -Infinity, maxTime: Infinity }
  return batchPiece(batch, first)
}

/** Two sources and a join; `primaryKey` makes the left one a table whose rows are replaced. */
function joinPlan(type: string, config: object, primaryKey?: string[]) {
  const source = (more: object) => ({
    type: 'file-source',
    config: { path: 'memory', schema, eventTime: { field: 'ts', delay: '1s' }, ...more },
  })
  const fields = [
    { from: 'left', field: 'id' },
    { from: 'left', field: 'name' },
    { from: 'right', field: 'id', as: 'other' },
    { from: 'right', field: 'v' },
  ]
  const keys = { leftKeys: ['k'], rightKeys: ['k'] }
  return planOf({
    millrace: 1,
    name: 'bench',
    nodes: {
      left: source(primaryKey ? { primaryKey } : {}) as never,
      right: source({}) as never,
      join: { type, config: { ...keys, fields, ...config } as never },
      out: { type: 'discard-sink', config: {} },
    },
    edges: [
      { from: 'left.out', to: 'join.left' },
      { from: 'right.out', to: 'join.right' },
      { from: 'join.out', to: 'out.in' },
    ],
  })
}

export async function joins(): Promise<string> {
  const left = rowsOf(ROWS, KEYS, 0)
  const right = rowsOf(ROWS, KEYS, 77)
  const sources = (source: string) => (source === 'left' ? left : right)
  const interval = { lower: '-1s', upper: '1s' }
  const cases: [string, ReturnType<typeof planOf>][] = [
    ['interval join, ±1 s', joinPlan('interval-join', interval)],
    ['interval join, left', joinPlan('interval-join', { kind: 'left', ...interval })],
    ['interval join with a condition', joinPlan('interval-join', { condition: 'l.v <= r.v', ...interval })],
    ['window join, 10 s', joinPlan('window-join', { window: { type: 'tumbling', size: '10s' } })],
    ['stream join, every key five times on each side', joinPlan('stream-join', {})],
    ['stream join, left', joinPlan('stream-join', { kind: 'left' })],
    ['stream join, semi', joinPlan('stream-join', { kind: 'semi', fields: [{ from: 'left', field: 'id' }] })],
    ['stream join, rows kept an hour', joinPlan('stream-join', { leftTtl: '1h', rightTtl: '1h' })],
    ['stream join, left rows replaced by key', joinPlan('stream-join', {}, ['k'])],
  ]
  const results: Measurement[] = []
  for (const [name, plan] of cases) results.push(await measure(name, () => runSources(plan, sources), 3))
  const title = `Joins (${(2 * ROWS).toLocaleString('en-US')} rows a round, ${KEYS.toLocaleString('en-US')} keys)`
  return `${table(title, results)}\n${await memory()}`
}

/** What is saved for each key that has one row on each side; the index, which is not saved, takes 16 to 32 bytes more. */
async function memory(): Promise<string> {
  const rows = 100_000
  const pieces = rowsOf(rows, 2 ** 31, 0)
  const keys = new Set(pieces.flatMap(({ content }) => keysOf(content))).size
  const plan = joinPlan('stream-join', {})
  let bytes = 0
  await runSources(
    plan,
    () => pieces,
    undefined,
    async (job) => {
      bytes = (await job.snapshot()).tasks['join/join']!.length
    },
  )
  return `stream join, saved: ${Math.round(bytes / keys)} bytes for each key with a row on either side (a key of 8 bytes, a text of 11, two numbers)`
}

function keysOf(content: Chunk['content']): number[] {
  const { data } = (content as { batch: Batch }).batch.cols[1] as { data: Int32Array }
  return Array.from({ length: data.length / 2 }, (_, i) => data[2 * i]!)
}
