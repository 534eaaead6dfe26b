import type { PlanNode, PortRef, Primitive, RelationType } from '@millrace/algebra'
import {
  type Column,
  ColumnBuffer,
  type CompiledLoop,
  canFail,
  compileLoop,
  type Environment,
  type FailedRows,
  foldSteps,
  type LoopOutput,
  type Step,
} from '@millrace/language'
import { BATCH_ROWS, type Batch } from '../batch.ts'
import { JobFailure } from '../failure.ts'
import { type PlanGraph, portKey } from './graph.ts'

/** What takes batches at the end of a flow. */
export type Deliver = (batch: Batch) => void

export interface FlowHooks {
  /** The input of a task or sink. */
  deliver(node: PlanNode, input: number): Deliver
  /** Watchers of a port. */
  taps(port: string): readonly Deliver[]
  /** Where failed rows of a calc go; undefined when nothing is connected. */
  failed(node: PlanNode): Deliver | undefined
  /** Counts rows that pass a port. */
  count(port: string, rows: number): void
  environment: Environment
}

/** One place in a flow: the rows of the root, or of a calc inside. */
interface FlowNode {
  step: Step
  type: RelationType
  calc: PlanNode | undefined
  parent: FlowNode | undefined
  ends: Deliver[]
  /** Ports whose rows are the rows here: that of the calc, and of unions it runs into. */
  ports: string[]
  children: FlowNode[]
}

interface Compiled {
  loop: CompiledLoop
  out: LoopOutput
  failures: FailedRows
}

/** Shapes that get a loop of their own; further ones share a loop for which every column has nulls. */
const MOST_SHAPES = 16

/**
 * Everything between one port and the next stateful primitives: one generated loop per shape of batch.
 *
 * Taps and counters are ends of it. Rows keep their place in the batch; a filter only writes a selection, and a column that is
 * passed on is the same column.
 */
export class Flow {
  private readonly root: FlowNode
  private readonly nodes: FlowNode[] = []
  private readonly hooks: FlowHooks
  private readonly compiled = new Map<string | number, Compiled>()
  private zeros = new Uint8Array(BATCH_ROWS)

  constructor(graph: PlanGraph, port: PortRef, hooks: FlowHooks) {
    this.hooks = hooks
    const type = graph.typeAt(port)
    const identity = type.row.map((field, index) => ({
      k: 'col' as const,
      index,
      type: field.type,
      nullable: field.nullable,
    }))
    this.root = this.node(type, identity, undefined, undefined)
    this.attach(graph, port, this.root)
    this.number(this.root)
  }

  private node(
    type: RelationType,
    fields: Step['fields'],
    calc: PlanNode | undefined,
    parent: FlowNode | undefined,
    where?: Step['where'],
  ): FlowNode {
    return {
      step: { ...(where && { where }), fields, children: [], end: false },
      type,
      calc,
      parent,
      ends: [],
      ports: [],
      children: [],
    }
  }

  /** Follows the readers of a port: calcs become children, unions are run through, tasks and taps are ends. */
  private attach(graph: PlanGraph, port: PortRef, at: FlowNode): void {
    at.ports.push(portKey(port))
    at.ends.push(...this.hooks.taps(portKey(port)))
    for (const { node, input } of graph.readersOf(port)) {
      if (node.op.op === 'calc') this.attachCalc(graph, node as PlanNode<Extract<Primitive, { op: 'calc' }>>, at)
      else if (node.op.op === 'union') this.attach(graph, { node: node.id, port: 'out' }, at)
      else at.ends.push(this.hooks.deliver(node, input))
    }
  }

  private attachCalc(graph: PlanGraph, calc: PlanNode<Extract<Primitive, { op: 'calc' }>>, at: FlowNode): void {
    const { where, fields } = calc.op
    const child = this.node(
      calc.outputs.out!,
      fields.map(({ expr }) => expr),
      calc,
      at,
      where,
    )
    at.children.push(child)
    this.attach(graph, { node: calc.id, port: 'out' }, child)
  }

  /** Depth-first, as the generated loop numbers its steps. */
  private number(node: FlowNode): void {
    this.nodes.push(node)
    for (const child of node.children) this.number(child)
  }

  /** Whether anything reads the port at all. */
  get empty(): boolean {
    return this.nodes.every(({ ends }) => ends.length === 0) && this.nodes.length === 1
  }

  push(batch: Batch): void {
    if (batch.n === 0) return
    if (this.nodes.length === 1) {
      for (const port of this.root.ports) this.hooks.count(port, batch.n)
      for (const deliver of this.root.ends) deliver(batch)
      return
    }
    const { cols, compiled } = this.loopFor(batch)
    const { loop, out, failures } = compiled
    this.prepare(compiled, batch.rows)
    loop.run(cols, batch.n, batch.sel, out)
    if (failures.n > 0) this.fail(batch, compiled)
    this.deliver(batch, compiled)
  }

  private deliver(batch: Batch, { loop, out }: Compiled): void {
    for (let k = 0; k < this.nodes.length; k++) {
      const { ports, ends } = this.nodes[k]!
      const n = out.counts[k]!
      if (n === 0) continue
      for (const port of ports) this.hooks.count(port, n)
      if (ends.length === 0) continue
      const { places, selection } = loop.steps[k]!
      const cols = places.map(
        (place): Column => ('input' in place ? batch.cols[place.input]! : out.buffers[place.buffer]!.column()),
      )
      const sel = selection < 0 ? batch.sel : out.selections[selection]!
      for (const end of ends) end({ ...batch, cols, sel, n })
    }
  }

  /** Rows on which an expression failed go to the port of their calc; without a reader the job ends. */
  private fail(batch: Batch, { loop, out, failures }: Compiled): void {
    const rows = new Map<number, number[]>()
    for (let f = 0; f < failures.n; f++) rows.set(failures.steps[f]!, [...(rows.get(failures.steps[f]!) ?? []), f])
    for (const [step, failed] of rows) {
      const { calc, parent } = this.nodes[step]!
      const deliver = this.hooks.failed(calc!)
      if (!deliver) {
        const hint = 'Connect the port `failed` of the node to let such rows go there.'
        throw new JobFailure(calc!.owner, failures.messages[failed[0]!]!, { hint })
      }
      const error = new ColumnBuffer('bytes', batch.rows)
      for (const f of failed) error.putText(failures.rows[f]!, failures.messages[f]!)
      const { places } = loop.steps[this.nodes.indexOf(parent!)]!
      const cols = places.map(
        (place): Column => ('input' in place ? batch.cols[place.input]! : out.buffers[place.buffer]!.column()),
      )
      const sel = Int32Array.from(failed, (f) => failures.rows[f]!)
      this.hooks.count(portKey({ node: calc!.id, port: 'failed' }), sel.length)
      deliver({ ...batch, cols: [...cols, error.column()], sel, n: sel.length })
    }
  }

  private prepare({ out, failures }: Compiled, rows: number): void {
    for (const buffer of out.buffers) {
      buffer.clear()
      buffer.reserve(rows)
    }
    if (out.selections.length > 0 && out.selections[0]!.length < rows) {
      const selections = out.selections as Int32Array[]
      for (let s = 0; s < selections.length; s++) selections[s] = new Int32Array(rows)
    }
    if (failures.rows.length < rows * this.nodes.length) {
      failures.rows = new Int32Array(rows * this.nodes.length)
      failures.steps = new Int32Array(rows * this.nodes.length)
    }
    failures.n = 0
    failures.messages.length = 0
  }

  /** The loop for the shape of a batch, and the batch's columns as that loop expects them. */
  private loopFor(batch: Batch): { cols: readonly Column[]; compiled: Compiled } {
    const key = shapeOf(batch)
    const known = this.compiled.get(key)
    if (known) return { cols: batch.cols, compiled: known }
    if (this.compiled.size < MOST_SHAPES) {
      const compiled = this.compile(
        batch.cols.map(({ nulls }) => nulls !== null),
        batch.sel !== null,
      )
      this.compiled.set(key, compiled)
      return { cols: batch.cols, compiled }
    }
    return this.generalLoop(batch)
  }

  private generalLoop(batch: Batch): { cols: readonly Column[]; compiled: Compiled } {
    const key = batch.sel === null ? 'any' : 'any selected'
    const known = this.compiled.get(key)
    const compiled =
      known ??
      this.compile(
        batch.cols.map(() => true),
        batch.sel !== null,
      )
    if (!known) this.compiled.set(key, compiled)
    if (this.zeros.length < batch.rows) this.zeros = new Uint8Array(batch.rows)
    return {
      cols: batch.cols.map((column) => (column.nulls === null ? { ...column, nulls: this.zeros } : column)),
      compiled,
    }
  }

  private compile(nulls: readonly boolean[], selected: boolean): Compiled {
    const { environment } = this.hooks
    const steps = foldSteps(this.stepOf(this.root), environment)
    const loop = compileLoop(this.root.type.row, steps, { nulls, selected }, environment)
    const failures: FailedRows = { message: '', n: 0, rows: new Int32Array(0), steps: new Int32Array(0), messages: [] }
    const out: LoopOutput = {
      buffers: loop.buffers.map((kind) => new ColumnBuffer(kind, BATCH_ROWS)),
      selections: loop.steps.map(() => new Int32Array(BATCH_ROWS)),
      counts: new Int32Array(loop.steps.length),
      failures,
    }
    return { loop, out, failures }
  }

  /** A node as a step; its fields leave the loop when an end takes them, or when a failed row of a child needs them. */
  private stepOf(node: FlowNode): Step {
    const keptForFailures = node.children.some(
      ({ step, calc }) =>
        [step.where, ...step.fields].some((expr) => expr && canFail(expr)) && this.hooks.failed(calc!) !== undefined,
    )
    return {
      ...node.step,
      children: node.children.map((child) => this.stepOf(child)),
      end: node.ends.length > 0 || keptForFailures,
    }
  }
}

/** Digits of a shape that fit in a whole number. */
const MOST_DIGITS = 51

/** Whether there is a selection, and which columns have nulls: a number in binary, or a text where there are too many columns. */
function shapeOf({ sel, cols }: Batch): number | string {
  let shape = sel === null ? 2 : 3
  if (cols.length >= MOST_DIGITS) return [shape, ...cols.map(({ nulls }) => (nulls === null ? 0 : 1))].join('')
  for (let c = 0; c < cols.length; c++) shape = 2 * shape + (cols[c]!.nulls === null ? 0 : 1)
  return shape
}
