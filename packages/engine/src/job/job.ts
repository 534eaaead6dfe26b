import { type CallPrimitive, type Plan, type PlanNode, type Primitive, ROWS_TABLE, relationAt } from '@millrace/algebra'
import { type Environment, type Json, UTC, zoneOf } from '@millrace/language'
import type { Clock } from '../clock.ts'
import { JobFailure } from '../failure.ts'
import type { Deliver, FlowHooks } from '../flow/flow.ts'
import { isFlowing, PlanGraph, portKey } from '../flow/graph.ts'
import { SinkTask } from '../sink/sinkTask.ts'
import type { Writer } from '../sink/writer.ts'
import { type Cuts, cutsOf } from '../source/cuts.ts'
import type { Decoder } from '../source/decoder.ts'
import type { LookupService } from '../source/lookupService.ts'
import type { Reader } from '../source/reader.ts'
import { SourceStage } from '../source/sourceStage.ts'
import { RowsLoader, type TableLoader } from '../source/tableLoader.ts'
import { StateReader, StateWriter } from '../state/bytes.ts'
import { createTask } from '../tasks/create.ts'
import type { StateView, TaskContext } from '../tasks/task.ts'
import { usedColumns } from '../tasks/usedColumns.ts'
import { END_OF_TIME } from '../watermark.ts'
import { Answers } from './answers.ts'
import { Element, Root, Stopwatch } from './element.ts'
import { type JobMetrics, Meter } from './metrics.ts'

type SourceNode = PlanNode<Extract<Primitive, { op: 'source' }>>
type SinkNode = PlanNode<Extract<Primitive, { op: 'sink' }>>
type CallNode = PlanNode<CallPrimitive>

/** What a plan needs from the world. */
export interface Bindings {
  reader(node: SourceNode): { reader: Reader; decoder?: () => Decoder }
  writer(node: SinkNode): Writer
  /** Reads tables that rows are looked up in; those whose rows are part of the plan need nothing from outside. */
  table?(node: CallNode): TableLoader
  /** Asks for the rows of keys, where a table is not read as a whole. */
  service?(node: CallNode): LookupService
  clock: Clock
  random(): number
}

/** Everything that a job needs to go on: state by plan node, sources by node, what sinks have prepared. */
export interface Snapshot {
  epoch: number
  tasks: Readonly<Record<string, Uint8Array>>
  sources: Readonly<Record<string, Json>>
  gates: Readonly<Record<string, Json>>
  sinks: Readonly<Record<string, Json>>
}

/**
 * A plan with its tasks, sources and sinks, on one thread.
 *
 * Within it everything is a plain call: a batch goes from its source to the sinks before the next one is read, so a snapshot between
 * two batches needs no barrier.
 */
export class Job {
  readonly plan: Plan
  readonly sources: readonly SourceStage[]
  private readonly graph: PlanGraph
  private readonly elements = new Map<string, Element>()
  private readonly roots = new Map<string, Root>()
  private readonly sinks = new Map<string, SinkTask>()
  readonly answers: Answers
  private readonly watchers = new Map<string, Set<Deliver>>()
  private readonly meter = new Meter()
  private readonly environment: Environment
  private readonly clock: Clock
  private readonly stopwatch: Stopwatch
  private readonly cuts: Cuts
  /** Milliseconds for which reading has waited for sinks and look-ups. */
  heldMs = 0
  epoch = 0

  constructor(plan: Plan, bindings: Bindings) {
    this.plan = plan
    this.graph = new PlanGraph(plan)
    this.clock = bindings.clock
    this.cuts = cutsOf(plan)
    const bounded = plan.nodes.every(({ op }) => op.op !== 'source' || op.table.bounded)
    this.answers = new Answers(bounded && plan.nodes.some(({ inputs }) => inputs.length > 1))
    this.environment = {
      zone: zoneOf(plan.timeZone) ?? UTC,
      now: () => bindings.clock.now(),
      random: () => bindings.random(),
    }
    this.stopwatch = new Stopwatch(() => bindings.clock.monotonic())
    for (const node of plan.nodes) this.createElement(node, bindings)
    const sourceNodes = plan.nodes.filter((node): node is SourceNode => node.op.op === 'source')
    for (const node of [...sourceNodes, ...[...this.elements.values()].map((element) => element.node)])
      this.createRoots(node)
    for (const root of this.roots.values()) root.connect(this.elements)
    // Rows that failed in a flow begin a flow of their own; their watermark is that of the flow.
    for (const node of plan.nodes) if (node.op.op === 'calc') this.createRoot(node, 'failed')
    this.sources = sourceNodes.map((node) => this.createSource(node, bindings))
  }

  private createElement(node: PlanNode, bindings: Bindings): void {
    const { stopwatch } = this
    if (isFlowing(node.op) || node.op.op === 'source') return
    if (node.op.op === 'sink') {
      const task = new SinkTask(bindings.writer(node as SinkNode))
      this.sinks.set(node.id, task)
      this.elements.set(node.id, new Element(node, task, stopwatch))
      return
    }
    const inputs = node.inputs.map((port) => relationAt(this.plan, port))
    const context: TaskContext = {
      node,
      inputs,
      environment: this.environment,
      emit: (port, batch) => this.roots.get(portKey({ node: node.id, port }))!.push(batch),
      read: (port) => this.graph.readersOf({ node: node.id, port }).length > 0,
      advance: (time) => this.elements.get(node.id)!.advance(time),
      setIdle: (idle) => this.elements.get(node.id)!.setIdle(idle),
      monotonic: () => this.clock.monotonic(),
      cuts: this.cuts,
      steady: this.answers.steady,
      ...(node.op.op === 'call' && outsideOf(node as CallNode, bindings)),
    }
    const element = new Element(node, createTask(context), stopwatch, usedColumns(node.op, inputs))
    this.elements.set(node.id, element)
    this.answers.add(element)
  }

  private createRoots(node: PlanNode): void {
    for (const port of Object.keys(node.outputs)) {
      const root = this.createRoot(node, port)
      this.elements.get(node.id)?.roots.set(port, root)
    }
  }

  private createRoot(node: PlanNode, port: string): Root {
    const root = new Root(this.graph, { node: node.id, port }, this.hooks())
    this.roots.set(portKey({ node: node.id, port }), root)
    return root
  }

  private hooks(): FlowHooks {
    return {
      deliver: (node, input) => {
        const element = this.elements.get(node.id)!
        return (batch) => element.process(batch, input)
      },
      taps: (port) => [...(this.watchers.get(port) ?? [])],
      failed: (node) => {
        const port = { node: node.id, port: 'failed' }
        if (this.graph.readersOf(port).length === 0) return undefined
        return (batch) => this.roots.get(portKey(port))!.push(batch)
      },
      count: (port, rows) => this.meter.count(port, rows),
      environment: this.environment,
    }
  }

  private createSource(node: SourceNode, bindings: Bindings): SourceStage {
    const { reader, decoder } = bindings.reader(node)
    const root = (port: string) => this.roots.get(portKey({ node: node.id, port }))!
    return new SourceStage(node, reader, decoder, {
      cuts: this.cuts,
      out: (batch) => root('out').push(batch),
      rejected: (batch) => root('rejected').push(batch),
      rejectedRead: () => this.graph.readersOf({ node: node.id, port: 'rejected' }).length > 0,
      watermark: (time) => {
        this.meter.watermark(node.id, time)
        root('out').watermark(time)
        root('rejected').watermark(time)
      },
      idle: (idle) => root('out').setIdle(idle),
      monotonic: () => this.clock.monotonic(),
    })
  }

  /** Opens sinks first, so that nothing is read that could not be written. */
  async open(snapshot?: Snapshot): Promise<void> {
    if (snapshot) this.restore(snapshot)
    for (const [id, { writer }] of this.sinks) {
      const prepared = snapshot?.sinks[id]
      await this.guard(this.elements.get(id)!.node.owner, () => writer.open(prepared))
      // What was prepared with the snapshot may not have been made visible before the job ended.
      if (snapshot && prepared !== undefined)
        await this.guard(this.elements.get(id)!.node.owner, () => writer.commit(snapshot.epoch, prepared))
    }
    for (const { node, task } of this.elements.values())
      if (task.prepare) await this.guard(node.owner, () => task.prepare!())
    for (const source of this.sources) {
      await this.guard(source.node.owner, () => source.open())
      if (source.finished) this.endOf(source)
    }
    this.tellIdle()
  }

  /** After a restore nodes that are new hear what is idle; those that were there know. */
  private tellIdle(): void {
    for (const { node, idle } of this.sources)
      if (idle) this.roots.get(portKey({ node: node.id, port: 'out' }))!.setIdle(true)
    // Where rows wait it is said behind them.
    for (const element of this.elements.values())
      if (element.idle && element.task.awaiting?.empty !== false) element.setIdle(true)
  }

  /** Names the node when a connector fails. */
  private async guard<T>(node: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (problem) {
      if (problem instanceof JobFailure) throw problem
      const retryable = (problem as { retryable?: boolean }).retryable ?? false
      throw new JobFailure(node, problem instanceof Error ? problem.message : String(problem), {
        retryable,
        cause: problem,
      })
    }
  }

  get bounded(): boolean {
    return this.sources.every(({ bounded }) => bounded)
  }
  get finished(): boolean {
    return this.sources.every(({ finished }) => finished) && !this.answers.awaited
  }

  /** Asks a source for more rows. */
  async poll(source: SourceStage, maxWaitMs: number): Promise<void> {
    await this.guard(source.node.owner, () => source.poll(maxWaitMs))
    if (source.finished) this.endOf(source)
  }

  /** Sends on one batch of a source that has rows at hand; false when none has. */
  step(): boolean {
    const candidates = this.sources.flatMap((source) => (source.ready ? [{ source, split: source.ready }] : []))
    if (candidates.length === 0) return false
    const least = () =>
      candidates.reduce((best, next) =>
        next.source.watermarkOf(next.split) < best.source.watermarkOf(best.split) ? next : best,
      )
    const { source, split } = least()
    const stay = () => !this.bounded || (least().split === split && source.ready === split)
    this.stopwatch.run(source.time, () => source.step(split, stay))
    if (source.finished) this.endOf(source)
    return true
  }

  /** Bounded inputs are merged by smallest watermark, so a row may go on only when all of them have one to compare. */
  get comparable(): boolean {
    return this.sources.every(({ waiting }) => !waiting)
  }

  private endOf(source: SourceStage): void {
    const { id } = source.node
    this.meter.watermark(id, END_OF_TIME)
    for (const port of Object.keys(source.node.outputs))
      this.roots.get(portKey({ node: id, port }))!.watermark(END_OF_TIME)
  }

  /** Lets everything look at the clock, between two batches. */
  tick(): void {
    for (const source of this.sources) source.checkIdle()
    for (const element of this.elements.values()) element.tick(this.clock.monotonic())
  }

  /** Bytes that sinks have not written yet. */
  get pending(): number {
    let sum = 0
    for (const { writer } of this.sinks.values()) sum += writer.pending
    return sum
  }

  async flush(): Promise<void> {
    for (const [id, { writer }] of this.sinks)
      if (writer.pending > 0) await this.guard(this.elements.get(id)!.node.owner, () => writer.flush())
  }

  /** The state of everything between two batches; sinks have put their staged rows into safety. */
  async snapshot(): Promise<Snapshot> {
    const tasks: Record<string, Uint8Array> = {}
    const gates: Record<string, Json> = {}
    for (const [id, { task, gate }] of this.elements) {
      const sink = this.sinks.get(id)
      if (!sink || sink.writer.save) {
        const writer = new StateWriter()
        task.save(writer)
        tasks[id] = writer.finish()
      }
      if (sink) continue
      gates[id] = {
        channels: gate.save().map(({ watermark, ...rest }) => ({ ...rest, watermark: text(watermark) })),
        watermark: text(gate.watermark),
        idle: gate.idle,
      }
    }
    const sources = Object.fromEntries(this.sources.map((source) => [source.node.id, source.save()]))
    return { tasks, gates, sources, ...(await this.endEpoch()) }
  }

  /** Sinks put their staged rows into safety: all that has to be done where no state is kept. */
  async endEpoch(): Promise<Pick<Snapshot, 'epoch' | 'sinks'>> {
    const epoch = ++this.epoch
    const sinks: Record<string, Json> = {}
    for (const [id, { writer }] of this.sinks)
      sinks[id] = await this.guard(this.elements.get(id)!.node.owner, () => writer.prepare(epoch))
    return { epoch, sinks }
  }

  /** Makes visible what was prepared with a snapshot that is safe now. */
  async commit({ epoch, sinks }: Pick<Snapshot, 'epoch' | 'sinks'>): Promise<void> {
    for (const [id, prepared] of Object.entries(sinks)) {
      const sink = this.sinks.get(id)
      if (sink) await this.guard(this.elements.get(id)!.node.owner, () => sink.writer.commit(epoch, prepared))
    }
    for (const source of this.sources) await source.reader.checkpointed?.(source.positions())
  }

  private restore(snapshot: Snapshot): void {
    this.epoch = snapshot.epoch
    for (const [id, element] of this.elements) {
      const saved = snapshot.tasks[id]
      if (saved) element.task.restore(new StateReader(saved))
      const known = snapshot.gates[id] as
        | {
            channels: { from: string; watermark: string; idle: boolean; aligned: boolean }[]
            watermark: string
            idle: boolean
          }
        | undefined
      if (known)
        element.restoreGate(
          known.channels.map((channel) => ({ ...channel, watermark: Number(channel.watermark) })),
          Number(known.watermark),
          known.idle,
        )
    }
    for (const source of this.sources) {
      const saved = snapshot.sources[source.node.id]
      if (saved !== undefined) source.restore(saved)
    }
  }

  /** Watches the rows of a port of the plan, until the returned function is called. */
  tap(port: string, watch: Deliver): () => void {
    const watchers = this.watchers.get(port) ?? new Set()
    this.watchers.set(port, watchers)
    watchers.add(watch)
    this.rebuild()
    return () => {
      watchers.delete(watch)
      this.rebuild()
    }
  }

  /** Taps are ends of flows, so those are made anew. */
  private rebuild(): void {
    for (const root of this.roots.values()) root.rebuild()
  }

  metrics(): JobMetrics {
    return { ...this.meter.read(this.plan, this.elements, this.sources), heldMs: this.heldMs }
  }

  /** The state of a node of the plan, for browsing. */
  state(node: string): StateView | undefined {
    return this.elements.get(node)?.task.state?.()
  }

  async close(): Promise<void> {
    for (const source of this.sources) await source.reader.close()
    for (const { task } of this.elements.values()) await task.close?.()
    for (const { writer } of this.sinks.values()) await writer.close()
  }
}

function outsideOf(node: CallNode, bindings: Bindings): Pick<TaskContext, 'table' | 'service'> {
  const { table, requests } = node.op
  if (table.connector === ROWS_TABLE) return { table: new RowsLoader(table) }
  if (requests && bindings.service) return { service: bindings.service(node) }
  if (!requests && bindings.table) return { table: bindings.table(node) }
  const hint = 'Put the rows of the table into the pipeline.'
  throw new JobFailure(node.owner, 'Tables outside cannot be read here.', { hint })
}

/** JSON has no infinities. */
const text = (watermark: number): string => String(watermark)
