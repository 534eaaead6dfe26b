import type { Trigger } from '@millrace/algebra'
import { AFTER, type Batch, DELETE, INSERT } from '../../batch.ts'
import { NO_WATERMARK } from '../../watermark.ts'
import type { ChangedPanes } from './changedPanes.ts'
import type { PaneContent } from './paneContent.ts'
import type { PaneOutput } from './paneOutput.ts'
import { PaneQueue } from './paneQueue.ts'
import { EARLY_DUE, EARLY_SET, ENDS, FILLED, FLAGS, GIVEN, type Panes, TIMER } from './panes.ts'
import { TimerWheel } from './timerWheel.ts'
import type { WallClock } from './wallClock.ts'

export interface PaneLifeOptions {
  panes: Panes
  content: PaneContent
  output: PaneOutput
  clock: WallClock
  /** How long after its end a pane takes rows. */
  lateness: number
  trigger?: Trigger | undefined
  /** Where the trigger is one by the clock of the machine. */
  changed?: ChangedPanes | undefined
  /** How long windows are, about. */
  typical: number
  /** Whether the ends of two panes of a key are at least that far apart. */
  apart: boolean
}

const AT_END: Trigger = { kind: 'event-time', atEnd: true, purge: false }
/** Flags of a pane that only waits for its end. */
export const WAITING = ENDS | FILLED

/**
 * What becomes of panes: they take rows, give results when their trigger says so, and are forgotten when their time is over
 * (Flink's WindowOperator; without lateness and trigger the windows of SQL).
 *
 * Rows are put into panes one by one and added together, before anything looks at a content.
 */
export class PaneLife {
  watermark = NO_WATERMARK
  /** Whether a row that comes into a waiting pane changes nothing but its content. */
  readonly plain: boolean
  rows = new Int32Array(1024)
  bases = new Int32Array(1024)
  /** Rows that have been put into panes and not been added yet. */
  waiting = 0
  readonly panes: Panes
  private readonly content: PaneContent
  private readonly output: PaneOutput
  private readonly clock: WallClock
  private readonly lateness: number
  private readonly trigger: Trigger
  private readonly changed: ChangedPanes | undefined
  private readonly apart: boolean
  private readonly wheel: TimerWheel
  private readonly queue: PaneQueue
  /** Panes that are to be forgotten, in the order of their ends. */
  private over: Int32Array = new Int32Array(64)
  private overCount = 0
  private batch: Batch | undefined

  constructor({ panes, content, output, clock, lateness, trigger, changed, typical, apart }: PaneLifeOptions) {
    this.panes = panes
    this.content = content
    this.output = output
    this.clock = clock
    this.lateness = lateness
    this.trigger = trigger ?? AT_END
    this.changed = changed
    this.apart = apart
    this.plain = this.trigger.kind === 'event-time'
    this.wheel = new TimerWheel(panes.records, TIMER, typical)
    this.queue = new PaneQueue((pane) => panes.start(pane))
  }

  begin(batch: Batch): void {
    this.batch = batch
    this.waiting = 0
    if (batch.n <= this.rows.length) return
    this.rows = new Int32Array(batch.n)
    this.bases = new Int32Array(batch.n)
  }

  /** Adds the rows that wait to their panes. */
  settle(): void {
    if (this.waiting === 0) return
    this.content.add(this.batch!, this.rows, this.waiting, this.bases)
    this.waiting = 0
  }

  finish(): void {
    this.settle()
    this.output.flush()
  }

  private put(row: number, pane: number): void {
    if (this.waiting === this.rows.length) this.settle()
    this.rows[this.waiting] = row
    this.bases[this.waiting++] = pane
  }

  /** Whether a window that ends here still takes rows. */
  takes(end: number): boolean {
    return this.clock.over(end) + this.lateness > this.watermark
  }

  /** Whether a row that no window takes is late, rather than between windows. */
  isLate(time: number): boolean {
    return time + this.lateness <= this.watermark
  }

  /** A row comes into a pane that takes it. `moved`: the pane is new, or its bounds are. */
  accept(row: number, pane: number, time: number, moved: boolean): void {
    const { panes, trigger } = this
    this.put(row, pane)
    if (this.plain && !moved && panes.records.ints[pane + FLAGS] === WAITING) return
    panes.set(pane, FILLED)
    let fires = trigger.kind === 'count' && this.isFull(pane, trigger.n)
    const rearm = (trigger.atEnd && this.waitForEnd(pane, time)) || moved
    if (trigger.atEnd && !panes.has(pane, ENDS)) fires = true
    if (rearm) this.wheel.arm(pane, this.dueOf(pane))
    if (!fires) return this.changed?.add(pane)
    this.settle()
    this.fire(pane)
  }

  private isFull(pane: number, n: number): boolean {
    const count = this.panes.count(pane) + 1
    this.panes.setCount(pane, count >= n ? 0 : count)
    return count >= n
  }

  /** Lets a pane that is not over wait for its end; true when it did not wait for all of that before. */
  private waitForEnd(pane: number, time: number): boolean {
    const { panes, trigger } = this
    if (this.clock.over(panes.end(pane)) <= this.watermark) return false
    const waits = panes.has(pane, ENDS)
    panes.set(pane, ENDS)
    if (trigger.kind !== 'continuous' || panes.has(pane, EARLY_SET)) return !waits
    this.planEarly(pane, Math.floor(time / trigger.every) * trigger.every, trigger.every)
    return true
  }

  private planEarly(pane: number, from: number, every: number): void {
    this.panes.setEarly(pane, Math.min(from + every, this.clock.over(this.panes.end(pane))))
    this.panes.set(pane, EARLY_SET | EARLY_DUE)
  }

  private dueOf(pane: number): number {
    const { panes } = this
    const over = this.clock.over(panes.end(pane))
    const due = panes.has(pane, ENDS) ? over : over + this.lateness
    return panes.has(pane, EARLY_DUE) ? Math.min(due, panes.early(pane)) : due
  }

  private fire(pane: number): void {
    const { panes, output } = this
    if (!panes.has(pane, FILLED)) return
    this.changed?.remove(pane)
    this.content.evict(pane)
    output.give(pane, output.updating && panes.has(pane, GIVEN) ? AFTER : INSERT)
    panes.set(pane, GIVEN)
    if (!this.trigger.purge) return
    this.content.clear(pane)
    panes.unset(pane, FILLED)
  }

  /**
   * Puts panes of a key that touch, earliest first, into the first of them, which then has these bounds. A result that was given is
   * withdrawn, unless the next one replaces it.
   */
  merge(touching: readonly number[], start: number, end: number): void {
    const { panes } = this
    this.settle()
    for (const pane of touching) if (panes.start(pane) !== start) this.withdraw(pane)
    const [into, ...rest] = touching as [number, ...number[]]
    for (const pane of rest) {
      this.content.merge(into, pane)
      panes.setCount(into, panes.count(into) + panes.count(pane))
      if (panes.has(pane, FILLED)) panes.set(into, FILLED)
      if (panes.has(pane, EARLY_SET)) this.takeEarly(into, panes.early(pane))
      this.remove(pane)
    }
    if (panes.has(into, EARLY_SET)) panes.set(into, EARLY_DUE)
    panes.setBounds(into, start, end)
  }

  private withdraw(pane: number): void {
    if (!this.panes.has(pane, GIVEN)) return
    if (this.output.updating) this.output.give(pane, DELETE)
    this.panes.unset(pane, GIVEN)
  }

  private takeEarly(pane: number, early: number): void {
    const { panes } = this
    if (!panes.has(pane, EARLY_SET) || early < panes.early(pane)) panes.setEarly(pane, early)
    panes.set(pane, EARLY_SET)
  }

  private remove(pane: number): void {
    this.wheel.disarm(pane)
    this.changed?.remove(pane)
    this.content.clear(pane)
    this.panes.remove(pane)
  }

  /** The clock of the machine has gone on: what has changed gives a result when it is time. */
  tick(now: number): void {
    const due = this.changed?.due(now)
    if (!due || due.length === 0) return
    for (const pane of due) this.fire(pane)
    this.output.flush()
  }

  /** Does everything that is due up to a watermark. */
  advance(time: number): void {
    this.overCount = 0
    if (this.plain && this.lateness === 0) this.giveOver(time)
    else this.workOff(time)
    // The last one first: a key lists its panes from the latest on.
    for (let k = this.overCount - 1; k >= 0; k--) this.forget(this.over[k]!)
    this.output.flush()
    this.watermark = time
  }

  /** Every pane that is over gives its only result. */
  private giveOver(time: number): void {
    const ordered = this.wheel.advance(time, (pane) => {
      const due = this.dueOf(pane)
      if (due <= time) this.addOver(pane)
      return due
    })
    if (this.overCount === 0) return
    const { panes } = this
    const over = this.over.subarray(0, this.overCount)
    // Panes that are far apart come in order; only those of one key must.
    if (!ordered || !this.apart) over.sort((a, b) => panes.end(a) - panes.end(b))
    for (const pane of over) this.content.evict(pane)
    this.output.giveAll(over)
  }

  private addOver(pane: number): void {
    if (this.overCount === this.over.length) {
      const next = new Int32Array(2 * this.overCount)
      next.set(this.over)
      this.over = next
    }
    this.over[this.overCount++] = pane
  }

  private workOff(time: number): void {
    const { queue, panes } = this
    this.wheel.advance(time, (pane) => {
      const due = this.dueOf(pane)
      if (due <= time) queue.add(pane, due)
      return due
    })
    while (queue.size > 0) {
      const { pane, due } = queue.take()
      this.fireDue(pane, due)
      if (this.clock.over(panes.end(pane)) + this.lateness <= due) {
        this.addOver(pane)
        continue
      }
      const next = this.dueOf(pane)
      if (next <= time) queue.add(pane, next)
      else this.wheel.arm(pane, next)
    }
  }

  /** What a pane does at a time at which it is due. */
  private fireDue(pane: number, due: number): void {
    const { panes, trigger } = this
    const early = panes.has(pane, EARLY_DUE) && panes.early(pane) === due
    if (early) panes.unset(pane, EARLY_DUE)
    if (trigger.atEnd && due === this.clock.over(panes.end(pane))) {
      panes.unset(pane, ENDS)
      this.fire(pane)
    } else if (early && trigger.kind === 'continuous') {
      this.planEarly(pane, due, trigger.every)
      this.fire(pane)
    }
  }

  private forget(pane: number): void {
    const keyBase = this.panes.keyOf(pane)
    this.remove(pane)
    if (this.panes.latest(keyBase) < 0) this.panes.keys.remove(keyBase)
  }

  /** Arms the timers of restored panes. */
  restored(): void {
    this.changed?.restored()
    const { records } = this.panes
    for (const pane of records.bases()) {
      records.ints[pane + TIMER] = 0
      records.ints[pane + TIMER + 1] = 0
      this.wheel.arm(pane, this.dueOf(pane))
    }
  }
}
