/** The Nexmark queries on events in memory: what each costs per event, beside making the events. */
import { type Measurement, measure } from '../harness.ts'
import { runPieces } from '../memory.ts'
import { eventPieces, makeEvents, PER_SECOND } from './events.ts'
import { nexmarkPlan, nexmarkQueries } from './queries.ts'

const EVENTS = 1_000_000
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

export async function nexmark(only: readonly string[] = []): Promise<string> {
  const generator = await measure('making events', () => makeEvents(EVENTS / 4, () => {}), 3)
  const events = await eventPieces(EVENTS)
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
