import type { PlanNode, PortRef } from '@millrace/algebra'
import type { Batch } from '../batch.ts'
import { Flow, type FlowHooks } from '../flow/flow.ts'
import { type PlanGraph, portKey } from '../flow/graph.ts'
import { nullFree } from '../nullFree.ts'
import type { Awaiting, Task } from '../tasks/task.ts'
import { END_OF_TIME, Gate } from '../watermark.ts'

/** Where rows begin to flow: an output port of a source or task, and what its watermark reaches. */
export class Root {
  readonly port: PortRef
  private readonly graph: PlanGraph
  private readonly hooks: FlowHooks
  private flow: Flow
  private readonly targets: { element: Element; channel: number }[] = []

  constructor(graph: PlanGraph, port: PortRef, hooks: FlowHooks) {
    this.graph = graph
    this.port = port
    this.hooks = hooks
    this.flow = new Flow(graph, port, hooks)
  }

  /** Tasks whose watermark depends on this port; found through calcs, unions and the ports of failed rows. */
  connect(elements: ReadonlyMap<string, Element>): void {
    const visit = (port: PortRef): void => {
      for (const { node } of this.graph.readersOf(port)) {
        const element = elements.get(node.id)
        if (element) this.targets.push({ element, channel: element.gate.open(portKey(this.port)) })
        else for (const next of Object.keys(node.outputs)) visit({ node: node.id, port: next })
      }
    }
    visit(this.port)
  }

  /** Makes the flow anew, after taps have changed. */
  rebuild(): void {
    this.flow = new Flow(this.graph, this.port, this.hooks)
  }

  push(batch: Batch): void {
    this.flow.push(batch)
  }

  watermark(time: number): void {
    for (const { element, channel } of this.targets) if (element.gate.advance(channel, time)) element.watermark()
  }

  setIdle(idle: boolean): void {
    for (const { element, channel } of this.targets) {
      const advanced = element.gate.setIdle(channel, idle)
      if (advanced) element.watermark()
      element.passIdle()
    }
  }
}

/** Measures how long each node works itself, without what it calls. */
export class Stopwatch {
  private readonly monotonic: () => number
  private current: { busy: number; since: number } | undefined
  constructor(monotonic: () => number) {
    this.monotonic = monotonic
  }

  run(on: { busy: number; since: number }, work: () => void): void {
    const outer = this.current
    const begun = this.monotonic()
    if (outer) outer.busy += begun - outer.since
    on.since = begun
    this.current = on
    try {
      work()
    } finally {
      const ended = this.monotonic()
      on.busy += ended - on.since
      if (outer) outer.since = ended
      this.current = outer
    }
  }
}

/** A task or sink in a running job, with its gate and its output ports. */
export class Element {
  readonly node: PlanNode
  readonly gate = new Gate()
  readonly task: Task
  readonly roots = new Map<string, Root>()
  readonly time = { busy: 0, since: 0 }
  private readonly stopwatch: Stopwatch
  private readonly used: readonly number[]
  /** What those behind it have been told, or will be behind rows that wait. */
  idle = false

  /** `used`: columns of which it shall be known whether a row has NULL there. */
  constructor(node: PlanNode, task: Task, stopwatch: Stopwatch, used: readonly number[] = []) {
    this.node = node
    this.task = task
    this.stopwatch = stopwatch
    this.used = used
  }

  process(batch: Batch, input: number): void {
    this.stopwatch.run(this.time, () => this.task.process(nullFree(batch, this.used), input))
  }

  /** The gate has advanced: what it makes ready goes out before the watermark goes on. */
  watermark(): void {
    const { watermark } = this.gate
    this.stopwatch.run(this.time, () => this.task.watermark(watermark))
    if (this.task.awaiting || (this.task.ownWatermark && watermark !== END_OF_TIME)) return
    this.advance(watermark - (this.task.delay ?? 0))
  }

  tick(now: number): void {
    if (this.task.tick) this.stopwatch.run(this.time, () => this.task.tick!(now))
  }

  /** Passes a watermark on. */
  advance(time: number): void {
    for (const root of this.roots.values()) root.watermark(time)
  }

  setIdle(idle: boolean): void {
    for (const root of this.roots.values()) root.setIdle(idle)
  }

  passIdle(): void {
    if (this.gate.idle === this.idle) return
    this.idle = this.gate.idle
    if (this.task.awaiting) this.task.awaiting.setIdle(this.idle)
    else this.setIdle(this.idle)
    this.task.inputIdle?.(this.idle)
  }

  /** Goes on with the gate as it was when it was saved; those behind have been told whether it is idle. */
  restoreGate(...saved: Parameters<Gate['restore']>): void {
    this.gate.restore(...saved)
    this.idle = this.gate.idle
  }

  /** Lets go on what need not wait any more. */
  settle(awaiting: Awaiting): void {
    this.stopwatch.run(this.time, () => awaiting.settle())
  }
}
