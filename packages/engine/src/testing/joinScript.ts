/** Joins driven step by step: rows, watermarks, the clock and restores, by the reference and by the engine. */
import { type JoinPrimitive, type Plan, type PlanNode, type RelationType, relationAt } from '@millrace/algebra'
import { type Change, identity, referenceNodes } from '@millrace/algebra/reference'
import { BOOLEAN, INT, STRING, type TExpr, timestamp, UTC } from '@millrace/language'
import { fromBatch, toBatch } from '@millrace/testkit'
import { StateReader, StateWriter } from '../state/bytes.ts'
import { createTask } from '../tasks/create.ts'

export type Step = { rows: Change[]; side: 0 | 1 } | { watermark: number } | { clock: number } | { restore: true }

/** What left each port in one step. */
export type Output = Record<string, Change[]>

/** Columns: id, k, v, t, and for windows their bounds. */
export const ROW = [
  { name: 'id', type: INT, nullable: false },
  { name: 'k', type: STRING, nullable: true },
  { name: 'v', type: INT, nullable: true },
  { name: 't', type: timestamp(3), nullable: false },
  { name: 'window_start', type: timestamp(3), nullable: false },
  { name: 'window_end', type: timestamp(3), nullable: false },
] as const
export const [ID, K, V, T, START, END] = [0, 1, 2, 3, 4, 5] as const

/** `l.v <= r.v` */
export const CONDITION: TExpr = {
  k: 'call',
  fn: '<=',
  args: ([0, 1] as const).map((from): TExpr => ({ k: 'col', index: V, from, type: INT, nullable: true })),
  type: BOOLEAN,
  nullable: true,
}

export type Shape = Pick<JoinPrimitive, 'kind' | 'within' | 'ttl'> & {
  condition: boolean
  nulls: 'never' | 'equal' | 'always'
}

/** A plan of two sources and a join by `k`. */
export function joinPlan({ kind, within, ttl, condition, nulls }: Shape, changes: RelationType['changes']): Plan {
  const left = [ID, K, V].map((column) => ({ name: `l${column}`, from: 0 as const, column }))
  const right = [ID, K, V].map((column) => ({ name: `r${column}`, from: 1 as const, column }))
  const fields = kind === 'semi' || kind === 'anti' ? left : [...left, ...right]
  const input: RelationType = { row: ROW, time: T, changes, bounds: { start: START, end: END } }
  const op: JoinPrimitive = {
    op: 'join',
    kind,
    on: [{ left: K, right: K, nulls }],
    fields,
    ...(condition && { where: CONDITION }),
    ...(within && { within }),
    ...(ttl && { ttl }),
  }
  const out: RelationType = {
    row: fields.map(({ name, column }) => ({ ...ROW[column]!, name, nullable: true })),
    changes: { mode: 'retract' },
  }
  const source = (id: string): PlanNode => ({
    id,
    owner: id,
    op: { op: 'source', table: { connector: '', options: {}, row: ROW, bounded: true } as never },
    inputs: [],
    outputs: { out: input },
  })
  const inputs = [
    { node: 'left', port: 'out' },
    { node: 'right', port: 'out' },
  ]
  const join: PlanNode = { id: 'join', owner: 'join', op, inputs, outputs: { out, lateLeft: input, lateRight: input } }
  return { nodes: [source('left'), source('right'), join], timeZone: 'UTC', ports: {} }
}

const joinOf = (plan: Plan) => plan.nodes.find(({ id }) => id === 'join') as PlanNode<JoinPrimitive>

/** Every step by the reference, one row after the other. */
export function byReference(plan: Plan, steps: readonly Step[]): Output[] {
  let [now, output]: [number, Output] = [0, {}]
  const emit = (port: string, change: Change) => {
    output[port] = [...(output[port] ?? []), change]
  }
  const environment = { zone: UTC, now: () => now, random: () => 0.5 }
  const node = referenceNodes.join({ plan, node: joinOf(plan), environment, emit, advance: () => {}, read: () => true })
  return steps.map((step) => {
    output = {}
    if ('rows' in step) for (const change of step.rows) node.push(change, step.side)
    else if ('watermark' in step) node.watermark(step.watermark)
    else if ('clock' in step) now = step.clock
    return output
  })
}

/** A task that nothing surrounds. */
export const ALONE = {
  read: () => true,
  advance: () => {},
  setIdle: () => {},
  monotonic: () => 0,
  cuts: { reach: 0, every: Number.POSITIVE_INFINITY },
}

/** Every step by the engine, the rows of a step as one batch; a restore goes on with a new task. */
export function byEngine(plan: Plan, steps: readonly Step[]): { outputs: Output[]; kept: number } {
  let [now, output]: [number, Output] = [0, {}]
  const node = joinOf(plan)
  const emit = (port: string, batch: Parameters<typeof fromBatch>[0]) => {
    output[port] = [...(output[port] ?? []), ...fromBatch(batch, relationAt(plan, { node: 'join', port }).row)]
  }
  const environment = { zone: UTC, now: () => now, random: () => 0.5 }
  const inputs = node.inputs.map((port) => relationAt(plan, port))
  const create = () => createTask({ node, inputs, emit, environment, ...ALONE })
  let task = create()
  const outputs = steps.map((step) => {
    output = {}
    if ('rows' in step) task.process(toBatch(step.rows, ROW), step.side)
    else if ('watermark' in step) task.watermark(step.watermark)
    else if ('clock' in step) now = step.clock
    else {
      const writer = new StateWriter()
      task.save(writer)
      task = create()
      task.restore(new StateReader(writer.finish()))
    }
    return output
  })
  return { outputs, kept: task.state!().tables.reduce((sum, { size }) => sum + size, 0) }
}

/** What left each port as texts; their order within a step does not count. */
export function texts(plan: Plan, output: Output): Record<string, string[]> {
  const text = (port: string, { kind, row }: Change) =>
    `${kind} ${identity(row, relationAt(plan, { node: 'join', port }).row)}`
  return Object.fromEntries(
    Object.entries(output).map(([port, changes]) => [port, changes.map((change) => text(port, change)).sort()]),
  )
}
