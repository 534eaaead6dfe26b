/** The adapter for results recorded from Flink's window operators: allowed lateness, triggers, evictors, count windows. */
import { readFileSync } from 'node:fs'
import type { Plan } from '@millrace/algebra'
import { type Change, interpretPlan } from '@millrace/algebra/reference'
import { formatDuration, type Json, parseDuration } from '@millrace/language'
import { planOfOperator } from './random.ts'
import { type EngineOptions, runPlan } from './runPlan.ts'

interface RecordedWindow {
  kind: 'tumbling' | 'sliding' | 'session' | 'count' | 'global'
  [name: string]: Json
}

interface Emission {
  key: string
  start?: number
  end?: number
  ids: number[]
  count: number
  sum: number
  watermark?: number | 'end' | null
}

export interface LatenessVector {
  name: string
  what: string
  window: RecordedWindow
  allowedLateness?: string
  trigger?: { kind: string; n?: number; every?: string; purge?: boolean }
  evictor?: { kind: string; n?: number; size?: string }
  watermarkDelay: string
  events: { id: number; key: string; price: number; ts: number }[]
  expected: { emissions: Emission[]; late: number[] }
}

export const readLateness = (path: string): LatenessVector[] =>
  JSON.parse(readFileSync(path, 'utf8')) as LatenessVector[]

/** What is wrong with the results of a vector; empty when nothing is. */
export async function checkLateness(vector: LatenessVector): Promise<string[]> {
  const plan = planOf(vector)
  const { row: type } = plan.nodes.find(({ op }) => op.op === 'source')!.outputs.out!
  const rows = vector.events.map(
    (event): Change => ({ kind: '+I', row: type.map(({ name }) => event[name as 'id'] ?? 2 ** event.id) }),
  )
  const wrong = compare('reference', vector, interpreted(vector, plan, rows))
  for (const options of [{}, { batchRows: 3 }, { batchRows: 1, restoreAfter: [2, 3, 7, 12] }])
    wrong.push(...compare(JSON.stringify(options), vector, await run(vector, plan, rows, options)))
  return wrong
}

/** The content of a window is told by the sum of a power of two for each row. */
function planOf({ window, allowedLateness, trigger, evictor, watermarkDelay }: LatenessVector): Plan {
  const { kind, ...sizes } = window
  const config = {
    keyBy: ['key'],
    ...sizes,
    ...(kind === 'global' && { slide: trigger!.n! }),
    aggregates: [
      { fn: 'sum', of: 'bit', as: 'ids' },
      { fn: 'count', as: 'count' },
      { fn: 'sum', of: 'price', as: 'sum' },
    ],
    ...(allowedLateness !== undefined && { lateness: allowedLateness }),
    ...(trigger && kind !== 'global' && { trigger: triggerOf(trigger) }),
    ...(evictor && { evictor: typed(evictor) }),
  }
  // Flink's generator of this API is a millisecond behind that of SQL.
  const delay = formatDuration(parseDuration(watermarkDelay)! + 1)
  const schema = { id: 'INT', key: 'STRING', price: 'INT', ts: 'TIMESTAMP(3)', bit: 'INT' }
  const type = `${kind === 'global' ? 'count' : kind}-window`
  return planOfOperator(type, config, { schema, eventTime: 'ts', delay })
}

const typed = ({ kind, ...rest }: { kind: string; [name: string]: Json | undefined }) => ({ type: kind, ...rest })

/** A count trigger of Flink replaces the window's own. */
const triggerOf = (trigger: LatenessVector['trigger'] & object) => ({
  ...typed(trigger),
  ...(trigger.kind === 'count' && { atEnd: false }),
})

interface Results {
  emissions: Emission[]
  late: number[]
}

function interpreted(vector: LatenessVector, plan: Plan, rows: readonly Change[]): Results {
  const outputs = interpretPlan(plan, { 'given-in': rows })
  const at = (port: string) => {
    const ref = plan.ports[`it.${port}`]
    return ref ? (outputs.get(`${ref.node}.${ref.port}`) ?? []) : []
  }
  return {
    emissions: at('out').flatMap((change) => emissionOf(vector, change)),
    late: at('late').map(({ row }) => row[0] as number),
  }
}

async function run(
  vector: LatenessVector,
  plan: Plan,
  rows: readonly Change[],
  options: EngineOptions,
): Promise<Results> {
  const results: Results = { emissions: [], late: [] }
  const [out, late] = ['out', 'late'].map((port) => plan.ports[`it.${port}`])
  await runPlan(
    plan,
    { 'given-in': rows },
    {
      ...options,
      watch(port, change, job) {
        if (port === `${late?.node}.${late?.port}`) results.late.push(change.row[0] as number)
        if (port !== `${out!.node}.${out!.port}`) return
        const watermark = job.metrics().nodes[out!.node]!.watermark ?? null
        results.emissions.push(...emissionOf(vector, change, options.batchRows === 1 ? watermark : undefined))
      },
    },
  )
  return results
}

/** An emission as it is recorded; Flink's operators do not say that a result is withdrawn. */
function emissionOf({ window }: LatenessVector, { kind, row }: Change, watermark?: number | null): Emission[] {
  if (kind === '-D') return []
  const counting = window.kind === 'count' || window.kind === 'global'
  const [ids, count, sum] = row.slice(counting ? 1 : 4) as [number, number, number]
  const members = Array.from({ length: 31 }, (_, id) => id).filter((id) => ((ids >> id) & 1) === 1)
  const emission = { key: row[0] as string, ids: members, count, sum }
  if (counting) return [emission]
  const bounds = { start: row[1] as number, end: row[2] as number }
  return [{ ...emission, ...bounds, ...(watermark !== undefined && { watermark }) }]
}

/**
 * Emissions are in order for each key. Their watermark is compared where one follows every row; elsewhere it may be a later one that
 * does the same.
 */
function compare(way: string, { expected }: LatenessVector, { emissions, late }: Results): string[] {
  const told = emissions.some(({ watermark }) => watermark !== undefined)
  const texts = (all: readonly Emission[]) => {
    const keys = [...new Set(all.map(({ key }) => key))].sort()
    return keys.flatMap((key) => all.filter((emission) => emission.key === key).map((one) => textOf(one, told)))
  }
  const [ours, theirs] = [texts(emissions), texts(expected.emissions)]
  const wrong: string[] = []
  if (ours.join('\n') !== theirs.join('\n'))
    wrong.push(`${way}: ours\n${ours.join('\n')}\nrecorded\n${theirs.join('\n')}`)
  if (late.join() !== expected.late.join()) wrong.push(`${way}: late are ${late.join()}, not ${expected.late.join()}`)
  return wrong
}

function textOf({ key, start, end, ids, count, sum, watermark }: Emission, told: boolean): string {
  const at = watermark === 'end' || watermark === Number.POSITIVE_INFINITY ? 'end' : (watermark ?? 0)
  // A watermark that is not above 0 is never published.
  const shown = !told ? '' : at === 'end' ? at : Math.max(0, at)
  return `${key} [${start ?? ''}, ${end ?? ''}) ids ${ids.join(' ')}, count ${count}, sum ${sum} at ${shown}`
}
