/** The Nexmark queries on events in memory: what each costs per event, beside making the events. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plan } from '@millrace/algebra'
import { readers, type SourceNode } from '@millrace/connectors'
import type { Batch, Chunk } from '@millrace/engine'
import { type Column, UTC } from '@millrace/language'
import { ManualClock } from '@millrace/testkit'
import { type Measurement, measure } from './harness.ts'
import { batchPiece, planOf, runPieces } from './memory.ts'

const EXAMPLES = fileURLToPath(new URL('../examples/nexmark/', import.meta.url))
const EVENTS = 1_000_000
const PER_SECOND = 10_000
/** Joins whose result is much larger than their input run on fewer events. */
const FEWER: Readonly<Record<string, number>> = { q23: 100_000 }
/** Million events per CPU second that we aim at, events from a generator included. */
const GOALS: Readonly<Record<string, number>> = {
  q0: 20,
  q1: 20,
  q2: 20,
  q3: 20,
  q5: 12,
  q7: 20,
  q8: 20,
  q11: 15,
  q14: 8,
  q15: 10,
  q18: 4,
  q19: 9,
}

/** The queries that are written, in the order of their numbers. */
export const nexmarkQueries = (): string[] =>
  readdirSync(EXAMPLES)
    .filter((name) => /^q\d+\.json$/.test(name))
    .map((name) => name.slice(0, -'.json'.length))
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))

/** A query's plan with its source as it stands and a sink that keeps nothing. */
export function nexmarkPlan(query: string): Plan {
  const document = JSON.parse(readFileSync(`${EXAMPLES}${query}.json`, 'utf8'))
  return planOf({
    ...document,
    nodes: { ...document.nodes, result: { type: 'discard-sink', config: {} } },
  })
}

function eventSource(plan: Plan, rows: number): SourceNode {
  const node = plan.nodes.find(({ owner }) => owner === 'events') as SourceNode
  const options = { ...(node.op.table.options as object), rows, rowsPerSecond: PER_SECOND, seed: 1 }
  return { ...node, op: { ...node.op, table: { ...node.op.table, options } } }
}

/** Makes events and hands each batch on. */
async function makeEvents(rows: number, take: (batch: Batch, first: number) => void): Promise<number> {
  const { reader } = readers['generator-source'](eventSource(nexmarkPlan('q0'), rows), {
    clock: new ManualClock(),
    zone: UTC,
    connection: () => null,
    resolvePath: (path) => path,
    print: () => {},
    job: 'bench',
  })
  await reader.open(new Map())
  let first = 0
  while (reader.splits().length > 0)
    for (const { content, n } of await reader.poll(new Set(), 0)) {
      take((content as { batch: Batch }).batch, first)
      first += n
    }
  return first
}

/** A column of its own: the generator uses its buffers again. Texts stay where they are. */
function copied(column: Column, n: number): Column {
  const nulls = column.nulls?.slice(0, n) ?? null
  if (column.k === 'bytes') return { ...column, nulls, start: column.start.slice(0, n), end: column.end.slice(0, n) }
  return { ...column, nulls, data: column.data.slice(0, (column.data.length / 1024) * n) } as Column
}

async function pieces(rows: number): Promise<Chunk[]> {
  const made: Chunk[] = []
  await makeEvents(rows, (batch, first) => {
    made.push(batchPiece({ ...batch, cols: batch.cols.map((column) => copied(column, batch.n)) }, first))
  })
  return made
}

export async function nexmark(only: readonly string[] = []): Promise<string> {
  const generator = await measure('making events', () => makeEvents(EVENTS / 4, () => {}), 3)
  const events = await pieces(EVENTS)
  const results: Measurement[] = []
  for (const query of nexmarkQueries()) {
    if (only.length > 0 && !only.includes(query)) continue
    const plan = nexmarkPlan(query)
    const some = events.slice(0, Math.ceil((FEWER[query] ?? EVENTS) / 1024))
    results.push(await measure(query, () => runPieces(plan, some), 3))
  }
  return report(generator, results)
}

function report(generator: Measurement, results: readonly Measurement[]): string {
  const head = [
    `Nexmark (${EVENTS.toLocaleString('en-US')} events in memory, ${PER_SECOND.toLocaleString('en-US')} per second of event time)`,
    `making events costs ${generator.ns.toFixed(0)} ns each, apart`,
    '       M events per CPU s   ns/event   goal',
    '           best    median',
  ]
  const lines = results.map(({ name, best, median, ns }) => {
    const goal = GOALS[name]
    const reached = goal === undefined ? '' : `${String(goal).padStart(6)} ${best >= goal ? '✓' : ''}`
    return `${name.padEnd(6)} ${best.toFixed(2).padStart(8)} ${median.toFixed(2).padStart(8)} ${ns.toFixed(0).padStart(10)} ${reached}`
  })
  return [...head, ...lines].join('\n')
}
