/** Results that are updated with every row: what a row costs, what a key takes, and how long a growing table holds a job up. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Batch, type Chunk, Job, type Reader } from '@millrace/engine'
import type { Column } from '@millrace/language'
import { type Measurement, measure, table } from './harness.ts'
import { batchPiece, clock, discard, planOf, runPieces } from './memory.ts'

const ROWS = 300_000
const BATCH = 1024
const MANY = Number(process.env.MILLRACE_BENCH_KEYS ?? 10_000_000)

const schema = [
  { name: 'k', type: 'INT NOT NULL' },
  { name: 'v', type: 'INT NOT NULL' },
  { name: 'ts', type: 'TIMESTAMP(3) NOT NULL' },
]

/** Rows `first` to `first` + n − 1; keys are scattered, or follow each other. */
function batchOf(first: number, n: number, keyOf: (row: number) => number): Batch {
  const [k, v, ts] = [new Int32Array(n), new Int32Array(n), new Float64Array(n)]
  for (let i = 0; i < n; i++) {
    const row = first + i
    k[i] = keyOf(row)
    v[i] = scatter(row + 17) % 100_000
    ts[i] = 1_700_000_000_000 + Math.floor(row / 100)
  }
  const cols: Column[] = [
    { k: 'i32', nulls: null, data: k },
    { k: 'i32', nulls: null, data: v },
    { k: 'f64', nulls: null, data: ts },
  ]
  return {
    cols,
    rows: n,
    n,
    sel: null,
    kinds: null,
    minTime: Number.NEGATIVE_INFINITY,
    maxTime: Number.POSITIVE_INFINITY,
  }
}

const scatter = (row: number): number => (Math.imul(row, 2654435761) ^ (row >>> 7)) >>> 0

const pieces = (keys: number): Chunk[] =>
  Array.from({ length: Math.ceil(ROWS / BATCH) }, (_, b) => {
    const first = b * BATCH
    return batchPiece(
      batchOf(first, Math.min(BATCH, ROWS - first), (row) => scatter(row) % keys),
      first,
    )
  })

function planWith(...operators: { type: string; config: object }[]) {
  const names = operators.map((_, i) => `op${i}`)
  const all = ['in', ...names, 'out']
  const source = { type: 'file-source', config: { path: 'memory', schema, eventTime: { field: 'ts', delay: '1s' } } }
  return planOf({
    millrace: 1,
    name: 'bench',
    nodes: {
      in: source,
      ...Object.fromEntries(operators.map((operator, i) => [names[i]!, operator as never])),
      out: { type: 'discard-sink', config: {} },
    },
    edges: all.slice(1).map((to, i) => ({ from: `${all[i]}.out`, to: `${to}.in` })),
  })
}

const running = (keyBy: string[], ...fns: object[]) => ({
  type: 'running-aggregate',
  config: { keyBy, aggregates: fns },
})
const count = { fn: 'count', as: 'n' }
const best = (config: object) => ({
  type: 'top-n',
  config: { orderBy: [{ field: 'v', direction: 'desc' }], limit: 10, ...config },
})

const sumOver = (frame: object) => ({
  type: 'over-window',
  config: { keyBy: ['k'], orderBy: [{ field: 'ts' }], frame, aggregates: [{ fn: 'sum', of: 'v', as: 's' }] },
})

async function throughput(): Promise<string> {
  const few = pieces(1000)
  const many = pieces(200_000)
  const cases: [string, ReturnType<typeof planWith>, Chunk[]][] = [
    ['pass-through', planWith(), few],
    ['running count, one group', planWith(running([], count)), few],
    ['running count, 1,000 keys', planWith(running(['k'], count)), few],
    ['running count, 200,000 keys', planWith(running(['k'], count)), many],
    [
      'running count, sum, max, 1,000 keys',
      planWith(running(['k'], count, { fn: 'sum', of: 'v', as: 's' }, { fn: 'max', of: 'v', as: 'm' })),
      few,
    ],
    ['count of counts, 1,000 keys', planWith(running(['k'], count), running(['n'], { fn: 'count', as: 'keys' })), few],
    ['top 10 of each of 1,000 keys', planWith(best({ keyBy: ['k'] })), few],
    ['top 10 of counts, 1,000 keys', planWith(running(['k'], { fn: 'count', as: 'v' }), best({})), few],
    [
      'last row of each of 200,000 keys',
      planWith({ type: 'deduplicate', config: { keyBy: ['k'], keep: 'last', orderBy: 'ts' } }),
      many,
    ],
    ['sum of the last 10 rows, 1,000 keys', planWith(sumOver({ type: 'rows', preceding: 9 })), few],
    ['sum of the last second, 1,000 keys', planWith(sumOver({ type: 'range', preceding: '1s' })), few],
  ]
  const found: Measurement[] = []
  for (const [name, plan, input] of cases) found.push(await measure(name, () => runPieces(plan, input), 3))
  return table('Updating results', found, found[0])
}

/** Makes its rows when they are asked for, so that only the state takes memory. */
class NewKeys implements Reader {
  private at = 0
  async open(): Promise<void> {}
  splits(): readonly string[] {
    return this.at < MANY ? ['memory'] : []
  }
  async poll(): Promise<readonly Chunk[]> {
    if (this.at >= MANY) return []
    const n = Math.min(BATCH, MANY - this.at)
    const piece = batchPiece(
      batchOf(this.at, n, (row) => Math.imul(row, 2654435761) | 0),
      this.at,
    )
    this.at += n
    return [{ ...piece, next: this.at }]
  }
  async close(): Promise<void> {}
}

/** A running count in which every row has a key of its own, in a process that has done nothing else. */
async function growth(): Promise<string> {
  const job = new Job(planWith(running(['k'], count)), {
    reader: () => ({ reader: new NewKeys() }),
    writer: discard,
    clock,
    random: () => 0,
  })
  globalThis.gc!()
  const before = process.memoryUsage().rss
  const cpu = process.cpuUsage()
  await job.open()
  const steps: number[] = []
  while (!job.finished) {
    const begun = process.cpuUsage()
    const stepped = job.step()
    const { user, system } = process.cpuUsage(begun)
    if (stepped) steps.push((user + system) / 1000)
    for (const source of job.sources) if (!source.finished && source.waiting) await job.poll(source, 0)
  }
  const { user, system } = process.cpuUsage(cpu)
  const [state] = job.state('op0/group')!.tables
  const bytes = process.memoryUsage().rss - before
  await job.close()
  steps.sort((a, b) => a - b)
  const at = (share: number) => steps[Math.min(steps.length - 1, Math.floor(share * steps.length))]!.toFixed(2)
  const million = (value: number) => (value / 1e6).toFixed(1)
  return [
    `Running count of ${million(state!.size)} M keys`,
    `${(MANY / (user + system)).toFixed(2)} M new keys per CPU s, with the making of the rows`,
    `${million(bytes)} MB more memory of the process, ${(bytes / MANY).toFixed(0)} bytes per key`,
    `a batch of ${BATCH} takes ${at(0.5)} ms of CPU (median), ${at(0.999)} ms (99.9 %), ${at(1)} ms at most`,
  ].join('\n')
}

const SELF = fileURLToPath(import.meta.url)

export async function updating(): Promise<string> {
  const rates = await throughput()
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', SELF])
  return `${rates}\n\n${stdout.trimEnd()}`
}

if (process.argv[1] === SELF) console.log(await growth())
