/** The Nexmark queries on events in memory: what each costs per event, beside making the events. */
import { type Measurement, measure } from '../harness.ts'
import { runPieces } from '../memory.ts'
import { eventPieces, makeEvents, PER_SECOND } from './events.ts'
import { isUpdating, nexmarkPlan, nexmarkVariants } from './queries.ts'

const EVENTS = 1_000_000
/** Joins whose result is much larger than their input run on fewer events. */
const FEWER: Readonly<Record<string, number>> = { q23: 100_000 }
/** Million events per CPU second of the main thread that we aim at; a fast generator of events is included. */
const GOALS: Readonly<Record<string, number>> = {
  q0: 20,
  q1: 20,
  q2: 20,
  q3: 20,
  q5: 12,
  q7: 20,
  'q7-ranking': 20,
  q8: 20,
  q11: 15,
  q14: 8,
  q15: 10,
  q18: 4,
  'q18-numbers': 4,
  q19: 9,
  'q19-numbers': 9,
}

export async function nexmark(only: readonly string[] = []): Promise<string> {
  const generator = await measure('making events', () => makeEvents(EVENTS / 4, () => {}), 3)
  const events = await eventPieces(EVENTS)
  const results: Measurement[] = []
  for (const query of nexmarkVariants()) {
    if (only.length > 0 && !only.includes(query)) continue
    const some = events.slice(0, Math.ceil((FEWER[query] ?? EVENTS) / 1024))
    for (const updates of isUpdating(query) ? (['every', 'latest'] as const) : (['every'] as const)) {
      const plan = nexmarkPlan(query, updates)
      const name = updates === 'latest' ? `${query} latest` : query
      results.push(await measure(name, () => runPieces(plan, some), 3))
    }
  }
  return report(generator, results)
}

function report(generator: Measurement, results: readonly Measurement[]): string {
  const head = [
    `Nexmark (${EVENTS.toLocaleString('en-US')} events in memory, ${PER_SECOND.toLocaleString('en-US')} per second of event time)`,
    `making events costs ${generator.ns.toFixed(0)} ns each, apart`,
    '*latest*: only the latest updates of rows that come together go out',
    '                   M events per CPU s          main thread',
    '                       best    median   ns/event           goal',
  ]
  const lines = results.map(({ name, best, median, main, ns }) => {
    const goal = GOALS[name.split(' ')[0]!]
    const reached = goal === undefined ? '' : `${String(goal).padStart(6)} ${main >= goal ? '✓' : ''}`
    const process = `${best.toFixed(2).padStart(8)} ${median.toFixed(2).padStart(8)} ${ns.toFixed(0).padStart(10)}`
    return `${name.padEnd(18)} ${process} ${main.toFixed(2).padStart(8)} ${reached}`
  })
  return [...head, ...lines].join('\n')
}
