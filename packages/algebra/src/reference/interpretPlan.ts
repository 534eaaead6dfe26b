import { type Environment, type Row, UTC, zoneOf } from '@millrace/language'
import type { Plan, PlanNode, PortRef, Primitive, Table } from '../plan.ts'
import { rowsOfTable } from '../relation/join/lookup.ts'
import { creators } from './nodes/index.ts'
import { type Node, type NodeContext, RowFailed } from './nodes/node.ts'
import type { Change } from './rows.ts'

/**
 * Runs a plan the naive way: one row at a time, a watermark after every row, sources merged by smallest watermark.
 *
 * The executable specification of the engine. The inputs are the rows of sources, and of tables that are looked into, by owner. Gives every row that left every port of the plan, by `node.port`, in order; what came
 * to a sink is its port `in`.
 */
export function interpretPlan(
  plan: Plan,
  inputs: Readonly<Record<string, readonly Change[]>>,
  environment: Partial<Environment> = {},
): Map<string, Change[]> {
  return new Interpreter(plan, inputs, {
    zone: zoneOf(plan.timeZone) ?? UTC,
    now: () => 0,
    random: () => 0.5,
    ...environment,
  }).run(inputs)
}

interface Running {
  plan: PlanNode
  node: Node
  /** Watermark of each input, and the smallest that has been passed on. */
  watermarks: number[]
  watermark: number
}

interface Source {
  plan: PlanNode<Extract<Primitive, { op: 'source' }>>
  rows: readonly Change[]
  next: number
  maxTime: number
  published: number
}

class Interpreter {
  private readonly plan: Plan
  private readonly nodes = new Map<string, Running>()
  private readonly outputs = new Map<string, Change[]>()
  private readonly environment: Environment
  private readonly inputs: Readonly<Record<string, readonly Change[]>>

  constructor(plan: Plan, inputs: Readonly<Record<string, readonly Change[]>>, environment: Environment) {
    this.plan = plan
    this.inputs = inputs
    this.environment = environment
    for (const node of plan.nodes) if (node.op.op !== 'source') this.nodes.set(node.id, this.create(node))
  }

  private create(node: PlanNode): Running {
    const create = creators[node.op.op as keyof typeof creators] as (context: NodeContext) => Node
    const context: NodeContext = {
      plan: this.plan,
      node,
      environment: this.environment,
      emit: (port, change) => this.emit({ node: node.id, port }, change),
      advance: (time) => this.advance(node, time),
      read: (port) => this.readers({ node: node.id, port }).length > 0,
      ...(node.op.op === 'call' && { table: this.tableOf(node.owner, node.op.table) }),
    }
    return {
      plan: node,
      node: create(context),
      watermarks: node.inputs.map(() => Number.NEGATIVE_INFINITY),
      watermark: Number.NEGATIVE_INFINITY,
    }
  }

  /** Rows of a table outside: those that are given for its node, or its own. */
  private tableOf(owner: string, table: Table): readonly Row[] {
    const given = this.inputs[owner]
    return given ? given.map(({ row }) => row) : rowsOfTable(table)
  }

  private readers({ node, port }: PortRef): { reader: Running; input: number }[] {
    return [...this.nodes.values()].flatMap((reader) =>
      reader.plan.inputs.flatMap((from, input) =>
        from.node === node && from.port === port ? [{ reader, input }] : [],
      ),
    )
  }

  private emit(port: PortRef, change: Change): void {
    const key = `${port.node}.${port.port}`
    const rows = this.outputs.get(key) ?? []
    this.outputs.set(key, rows)
    rows.push(change)
    for (const { reader, input } of this.readers(port)) reader.node.push(change, input)
  }

  private advance(node: PlanNode, time: number): void {
    for (const port of Object.keys(node.outputs)) {
      for (const { reader, input } of this.readers({ node: node.id, port })) {
        reader.watermarks[input] = time
        const least = Math.min(...reader.watermarks)
        if (least <= reader.watermark) continue
        reader.watermark = least
        reader.node.watermark(least)
        if (reader.node.ownWatermark && least !== Number.POSITIVE_INFINITY) continue
        this.advance(reader.plan, least - (reader.node.delay ?? 0))
      }
    }
  }

  run(inputs: Readonly<Record<string, readonly Change[]>>): Map<string, Change[]> {
    const sources = this.plan.nodes
      .filter((node): node is Source['plan'] => node.op.op === 'source')
      .map(
        (plan): Source => ({
          plan,
          rows: inputs[plan.owner] ?? [],
          next: 0,
          maxTime: Number.NEGATIVE_INFINITY,
          published: 0,
        }),
      )
    const open = new Set(sources)
    for (;;) {
      for (const source of open) {
        if (source.next < source.rows.length) continue
        open.delete(source)
        this.advance(source.plan, Number.POSITIVE_INFINITY)
      }
      if (open.size === 0) return this.outputs
      this.step(
        [...open].reduce((best, source) =>
          source.maxTime - delay(source) < best.maxTime - delay(best) ? source : best,
        ),
      )
    }
  }

  /** One row of a source, and the watermark it implies. */
  private step(source: Source): void {
    const change = source.rows[source.next++]!
    const { time } = source.plan.op.table
    const at = time ? change.row[time.column]! : undefined
    if (at === null) {
      if (this.readers({ node: source.plan.id, port: 'rejected' }).length === 0)
        throw new RowFailed('The event time of a row is NULL.')
      return this.emit(
        { node: source.plan.id, port: 'rejected' },
        { kind: '+I', row: [null, 'The event time is NULL.', ''] },
      )
    }
    this.emit({ node: source.plan.id, port: 'out' }, change)
    if (time === undefined) return
    source.maxTime = Math.max(source.maxTime, at as number)
    const watermark = source.maxTime - time.delay
    if (watermark <= source.published) return
    source.published = watermark
    this.advance(source.plan, watermark)
  }
}

const delay = (source: Source) => source.plan.op.table.time?.delay ?? 0
