/** Groups and keys that are forgotten after a time: by the engine as by the reference interpreter, and without leaving anything. */
import { type Plan, type PlanNode, relationAt } from '@millrace/algebra'
import { type Change, type ReferenceNode, referenceNodes } from '@millrace/algebra/reference'
import { type Json, UTC } from '@millrace/language'
import { fromBatch, planOfOperator, RUNS, toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StateReader, StateWriter } from '../state/bytes.ts'
import { ALONE } from '../testing/joinScript.ts'
import { createTask } from './create.ts'

const TTL = 10
const schema = { id: 'INT', k: 'STRING', v: 'STRING', ts: 'TIMESTAMP(3)' }

type Step = { rows: Change[] } | { clock: number } | { watermark: number } | { restore: true }

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5, nil: null })
const row = fc
  .tuple(
    fc.nat(4),
    orNull(fc.constantFrom('a', 'b', 'c')),
    orNull(fc.constantFrom('x', 'y', 'längere Texte 😀')),
    fc.nat(20),
  )
  .map(([id, k, v, ts]): Change => ({ kind: '+I', row: [id, k, v, ts] }))
const script: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.array(row, { minLength: 1, maxLength: 5 }).map((rows): Step => ({ rows })) },
      { weight: 3, arbitrary: fc.nat(12).map((clock): Step => ({ clock })) },
      { weight: 1, arbitrary: fc.nat(3).map((watermark): Step => ({ watermark })) },
      { weight: 1, arbitrary: fc.constant<Step>({ restore: true }) },
    ),
    { maxLength: 25 },
  )
  .map(advancing)

/** Clock and watermark only go forward. */
function advancing(steps: readonly Step[]): Step[] {
  let [clock, watermark] = [0, 0]
  return steps.map((step) => {
    if ('clock' in step) clock += step.clock
    if ('watermark' in step) watermark += step.watermark
    return 'clock' in step ? { clock } : 'watermark' in step ? { watermark } : step
  })
}

function byReference(plan: Plan, node: PlanNode, steps: readonly Step[]): Change[][] {
  let [now, out]: [number, Change[]] = [0, []]
  const environment = { zone: UTC, now: () => now, random: () => 0.5 }
  const emit = (port: string, change: Change) => {
    if (port === 'out') out.push(change)
  }
  const create = (referenceNodes as unknown as Record<string, (context: object) => ReferenceNode>)[node.op.op]!
  const reference = create({ plan, node, environment, emit, read: () => true })
  return steps.map((step) => {
    out = []
    if ('rows' in step) for (const change of step.rows) reference.push(change, 0)
    else if ('watermark' in step) reference.watermark(step.watermark)
    else if ('clock' in step) now = step.clock
    return out
  })
}

function byEngine(plan: Plan, node: PlanNode, steps: readonly Step[]): { outputs: Change[][]; kept: number } {
  let [now, out]: [number, Change[]] = [0, []]
  const environment = { zone: UTC, now: () => now, random: () => 0.5 }
  const inputs = node.inputs.map((port) => relationAt(plan, port))
  const emit = (port: string, batch: Parameters<typeof fromBatch>[0]) => {
    if (port === 'out') out.push(...fromBatch(batch, node.outputs.out!.row))
  }
  const create = () => createTask({ node, inputs, emit, environment, ...ALONE })
  let task = create()
  const outputs = steps.map((step) => {
    out = []
    if ('rows' in step) task.process(toBatch(step.rows, inputs[0]!.row), 0)
    else if ('watermark' in step) task.watermark(step.watermark)
    else if ('clock' in step) now = step.clock
    else {
      const writer = new StateWriter()
      task.save(writer)
      task = create()
      task.restore(new StateReader(writer.finish()))
    }
    return out
  })
  return { outputs, kept: task.state!().tables.reduce((sum, { size }) => sum + size, 0) }
}

const aggregates = [
  { fn: 'count', of: 'v', as: 'n' },
  { fn: 'max', of: 'v', as: 'm' },
  { fn: 'count', of: 'v', distinct: true, as: 'd' },
]

describe.each<[string, string, Json]>([
  ['group', 'running-aggregate', { keyBy: ['k'], aggregates, ttl: `${TTL}ms` }],
  ['deduplicate', 'deduplicate', { keyBy: ['k'], keep: 'first', ttl: `${TTL}ms` }],
  ['deduplicate', 'deduplicate', { keyBy: ['k'], keep: 'last', ttl: `${TTL}ms` }],
  ['deduplicate', 'deduplicate', { keyBy: ['k'], keep: 'last', orderBy: 'ts', ttl: `${TTL}ms` }],
])('%s of %s %o', (op, type, config) => {
  const plan = planOfOperator(type, config, { schema, eventTime: 'ts' })
  const node = plan.nodes.find((candidate) => candidate.op.op === op)!
  const input = relationAt(plan, node.inputs[0]!).row
  const fitting = (steps: readonly Step[]) =>
    steps.map((step) =>
      'rows' in step ? { rows: step.rows.map(({ kind, row }) => ({ kind, row: row.slice(0, input.length) })) } : step,
    )

  test('the engine forgets what the reference forgets', () => {
    fc.assert(
      fc.property(script, (steps) => {
        const given = fitting(steps)
        expect(byEngine(plan, node, given).outputs).toEqual(byReference(plan, node, given))
      }),
      { numRuns: RUNS },
    )
  })

  test('what is forgotten takes no room when more rows come', () => {
    const many = Array.from(
      { length: 500 },
      (_, id): Change => ({ kind: '+I', row: [id, `key ${id}`, `value ${id}`, id] }),
    )
    const more = Array.from(
      { length: 20 },
      (): Step => ({ rows: Array.from({ length: 50 }, (): Change => ({ kind: '+I', row: [1, 'a', 'x', 600] })) }),
    )
    expect(byEngine(plan, node, [{ rows: many }]).kept).toBe(500)
    expect(byEngine(plan, node, [{ rows: many }, { clock: TTL }, ...more]).kept).toBe(1)
  })
})
