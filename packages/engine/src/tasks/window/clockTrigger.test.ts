/** Windows that give results by the clock of the machine: by the engine as by the reference interpreter, and over as without it. */
import { type Plan, type PlanNode, type RelationType, relationAt } from '@millrace/algebra'
import { type Change, identity, type ReferenceNode, referenceNodes } from '@millrace/algebra/reference'
import { type Json, type Row, STRING, UTC } from '@millrace/language'
import { fromBatch, ManualClock, MemoryReader, MemoryWriter, planOfOperator, RUNS, toBatch } from '@millrace/testkit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Job } from '../../job/job.ts'
import { StateReader, StateWriter } from '../../state/bytes.ts'
import { ALONE } from '../../testing/joinScript.ts'
import { createTask } from '../create.ts'
import type { Task } from '../task.ts'
import { ChangedPanes } from './changedPanes.ts'
import { Panes } from './panes.ts'

const EVERY = 10
const trigger = { type: 'continuous-processing-time', every: `${EVERY}ms` }
const schema = { k: 'STRING', v: 'INT', ts: 'TIMESTAMP(3)' }
const aggregates = [
  { fn: 'count', as: 'n' },
  { fn: 'sum', of: 'v', as: 's' },
  { fn: 'count', of: 'v', distinct: true, as: 'd' },
]

type Step = { rows: Change[] } | { clock: number } | { watermark: number } | { restore: true }

const row = fc
  .tuple(fc.constantFrom('a', 'b', 'c', null), fc.constantFrom(1, 2, 3, null), fc.nat(60))
  .map((row): Change => ({ kind: '+I', row }))
const script: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.array(row, { minLength: 1, maxLength: 6 }).map((rows): Step => ({ rows })) },
      { weight: 5, arbitrary: fc.nat(12).map((clock): Step => ({ clock })) },
      { weight: 2, arbitrary: fc.nat(12).map((watermark): Step => ({ watermark })) },
      { weight: 1, arbitrary: fc.constant<Step>({ restore: true }) },
    ),
    { maxLength: 30 },
  )
  .map(advancing)

/** Clock and watermark only go forward; at the end everything is over. */
function advancing(steps: readonly Step[]): Step[] {
  let [clock, watermark] = [0, 0]
  const advanced = steps.map((step): Step => {
    if ('clock' in step) clock += step.clock
    if ('watermark' in step) watermark += step.watermark
    return 'clock' in step ? { clock } : 'watermark' in step ? { watermark } : step
  })
  return [...advanced, { watermark: Number.POSITIVE_INFINITY }]
}

const windowOf = (plan: Plan) => plan.nodes.find(({ op }) => op.op === 'window')!

function planOf(type: string, config: { [name: string]: Json }): { plan: Plan; node: PlanNode } {
  const plan = planOfOperator(type, { keyBy: ['k'], aggregates, ...config }, { schema, eventTime: 'ts' })
  return { plan, node: windowOf(plan) }
}

/** The columns that the window reads, of rows as they are given here. */
function fitting(plan: Plan, node: PlanNode, steps: readonly Step[]): Step[] {
  const names = relationAt(plan, node.inputs[0]!).row.map(({ name }) => Object.keys(schema).indexOf(name))
  const picked = ({ kind, row }: Change): Change => ({ kind, row: names.map((index) => row[index]!) })
  return steps.map((step) => ('rows' in step ? { rows: step.rows.map(picked) } : step))
}

function byReference({ plan, node }: { plan: Plan; node: PlanNode }, steps: readonly Step[]): Change[][] {
  let [now, out]: [number, Change[]] = [0, []]
  const environment = { zone: UTC, now: () => now, random: () => 0.5 }
  const emit = (port: string, change: Change) => {
    if (port === 'out') out.push(change)
  }
  const create = referenceNodes.window as unknown as (context: object) => ReferenceNode
  const reference = create({ plan, node, environment, emit, read: () => true })
  return fitting(plan, node, steps).map((step) => {
    out = []
    if ('rows' in step) for (const change of step.rows) reference.push(change, 0)
    else if ('watermark' in step) reference.watermark(step.watermark)
    else if ('clock' in step) {
      now = step.clock
      reference.clock!(now)
    }
    return out
  })
}

/** A window of the engine with its clock; `restore` goes on with a new task. */
class Driven {
  now = 0
  task: Task
  out: Change[] = []
  private readonly create: () => Task

  constructor({ plan, node }: { plan: Plan; node: PlanNode }) {
    this.create = () =>
      createTask({
        ...ALONE,
        node,
        inputs: node.inputs.map((port) => relationAt(plan, port)),
        environment: { zone: UTC, now: () => 0, random: () => 0.5 },
        emit: (port, batch) => {
          if (port === 'out') this.out.push(...fromBatch(batch, node.outputs.out!.row))
        },
        monotonic: () => this.now,
      })
    this.task = this.create()
  }

  clock(now: number): void {
    this.now = now
    this.task.tick?.(now)
  }

  restore(): void {
    const writer = new StateWriter()
    this.task.save(writer)
    this.task = this.create()
    this.task.restore(new StateReader(writer.finish()))
  }

  take(): Change[] {
    return this.out.splice(0)
  }
}

function byEngine(of: { plan: Plan; node: PlanNode }, steps: readonly Step[]): Change[][] {
  const driven = new Driven(of)
  const input = relationAt(of.plan, of.node.inputs[0]!).row
  return fitting(of.plan, of.node, steps).map((step) => {
    if ('rows' in step) driven.task.process(toBatch(step.rows, input), 0)
    else if ('watermark' in step) driven.task.watermark(step.watermark)
    else if ('clock' in step) driven.clock(step.clock)
    else driven.restore()
    return driven.take()
  })
}

const text = ({ kind, row }: Change) => `${kind} ${JSON.stringify(row)}`

/** What is left at the end of results that replace each other by their key. */
function final(outputs: readonly Change[][], { row: type, changes }: RelationType): string[] {
  if (changes.mode !== 'upsert') throw new Error('Nothing replaces anything here.')
  const pick = <T>(values: readonly T[]) => changes.key.map((index) => values[index]!)
  const results = new Map<string, Row>()
  for (const { kind, row } of outputs.flat()) {
    const key = identity(pick(row), pick(type))
    if (kind === '-D') results.delete(key)
    else results.set(key, row)
  }
  return [...results.values()].map((row) => JSON.stringify(row)).sort()
}

describe.each<[string, { [name: string]: Json }]>([
  ['tumbling-window', { size: '20ms' }],
  ['tumbling-window', { size: '20ms', lateness: '15ms' }],
  ['tumbling-window', { size: '20ms', evictor: { type: 'count', n: 2 } }],
  ['sliding-window', { size: '30ms', slide: '10ms' }],
  ['session-window', { gap: '5ms' }],
  ['session-window', { gap: '5ms', lateness: '15ms' }],
])('%s %o', (type, config) => {
  test('gives by the clock what the reference gives', () => {
    for (const purge of [false, true]) {
      const of = planOf(type, { ...config, trigger: { ...trigger, purge } })
      fc.assert(
        fc.property(script, (steps) => {
          const sorted = (outputs: Change[][]) => outputs.map((changes) => changes.map(text).sort())
          expect(sorted(byEngine(of, steps))).toEqual(sorted(byReference(of, steps)))
        }),
        { numRuns: RUNS },
      )
    }
  })

  test('comes to the results that it has without the clock', () => {
    const [of, plain] = [planOf(type, { ...config, trigger }), planOf(type, config)]
    const out = of.node.outputs.out!
    fc.assert(
      fc.property(script, (steps) => {
        expect(final(byEngine(of, steps), out)).toEqual(final(byEngine(plain, steps), out))
      }),
      { numRuns: RUNS },
    )
  })
})

const of = planOf('tumbling-window', { size: '1s', trigger })
const rows = (...given: [k: string, v: number, ts: number][]) => {
  const [step] = fitting(of.plan, of.node, [{ rows: given.map((row) => ({ kind: '+I', row })) }])
  return toBatch((step as { rows: Change[] }).rows, relationAt(of.plan, of.node.inputs[0]!).row)
}
const counts = (changes: readonly Change[]) => changes.map(({ kind, row }) => `${kind} ${row[0]} ${row[4]}`)

test('only windows that have changed give a result, once for each multiple of the time', () => {
  const driven = new Driven(of)
  driven.task.process(rows(['a', 1, 0], ['b', 1, 0]), 0)
  driven.clock(9)
  expect(driven.take()).toEqual([])
  driven.clock(10)
  expect(counts(driven.take())).toEqual(['+I a 1', '+I b 1'])
  driven.clock(35)
  expect(driven.take()).toEqual([])
  driven.task.process(rows(['b', 1, 1]), 0)
  driven.clock(39)
  expect(driven.take()).toEqual([])
  driven.clock(47)
  driven.clock(48)
  expect(counts(driven.take())).toEqual(['+U b 2'])
  driven.task.watermark(1000)
  expect(counts(driven.take()).sort()).toEqual(['+U a 1', '+U b 2'])
})

test('a restored window gives by the clock of its new machine what it had not given yet', () => {
  const driven = new Driven(of)
  driven.task.process(rows(['a', 1, 0], ['b', 1, 0]), 0)
  driven.clock(5010)
  driven.task.process(rows(['b', 1, 1]), 0)
  driven.take()
  driven.now = 3
  driven.restore()
  driven.clock(9)
  expect(driven.take()).toEqual([])
  driven.clock(10)
  expect(counts(driven.take())).toEqual(['+U b 2'])
})

test('the list of changed panes has no room for what is over', () => {
  const panes = new Panes([0], [{ name: 'k', type: STRING, nullable: true }], 0, true)
  const changed = new ChangedPanes(panes, EVERY, 0)
  const [first, second, third] = [0, 1, 2].map((start) => panes.insert(0, start, start + 1, -1))
  for (const pane of [first!, second!, third!, second!]) changed.add(pane)
  for (const pane of [second!, second!, first!]) changed.remove(pane)
  expect([...changed.due(EVERY)]).toEqual([third])
  changed.remove(third!)
  expect([...changed.due(2 * EVERY)]).toEqual([])
})

test('a job gives results while nothing comes in', async () => {
  const given = [10, 20, 30].map((ts): Change => ({ kind: '+I', row: ['a', 1, Date.UTC(2026, 0, 1) + ts] }))
  const clock = new ManualClock()
  const job = new Job(of.plan, {
    reader: (node) => ({ reader: new MemoryReader(given, node.op.table.row, 1) }),
    writer: (node) => new MemoryWriter(node.op.table.row),
    clock,
    random: () => 0.5,
  })
  const seen: string[] = []
  const { row } = of.node.outputs.out!
  job.tap(`${of.node.id}.out`, (batch) => seen.push(...counts(fromBatch(batch, row))))
  await job.open()
  const [source] = job.sources
  const next = async () => {
    await job.poll(source!, 0)
    job.step()
  }
  const at = (time: number) => {
    clock.time = time
    job.tick()
    return seen.splice(0)
  }
  await next()
  expect(at(9)).toEqual([])
  expect(at(10)).toEqual(['+I a 1'])
  await next()
  expect(at(19)).toEqual([])
  expect(at(25)).toEqual(['+U a 2'])
  expect(at(35)).toEqual([])
})
