import type { Row, RowType } from '@millrace/language'
import type { Evictor, SessionWindow, Trigger, WindowSpec } from '../../../plan.ts'
import { identity, picked } from '../../rows.ts'
import { type Bounds, windowsOf } from './aligned.ts'
import type { WindowClock } from './clock.ts'
import { Content } from './content.ts'

/** One key × one window, while it takes rows. */
export interface Pane extends Bounds {
  key: string
  content: Content
  /** Whether it has given a result. */
  given: boolean
  /** Rows since the count trigger fired. */
  count: number
  /** The next early point of the continuous trigger. */
  early: number | undefined
  /** Watermarks at which it has something to do. */
  timers: Set<number>
  /** Processing time at which the trigger by the clock looks at it next. */
  alarm: number | undefined
  /** Whether rows have come since it last gave a result. */
  changed: boolean
}

export interface PaneOptions {
  window: Exclude<WindowSpec, { kind: 'count' } | { kind: 'cumulate' }>
  rowtime: number
  key: readonly number[]
  type: RowType
  lateness: number
  trigger?: Trigger | undefined
  evictor?: Evictor | undefined
  clock: WindowClock
  /** Processing time. */
  now(): number
  /** A result, with the content as it is then. */
  give(pane: Pane): void
  /** A result that was given is void: its session went into one that begins earlier. */
  withdraw(pane: Pane): void
  late(row: Row): void
}

const AT_END: Trigger = { kind: 'event-time', atEnd: true, purge: false }

/**
 * Windows as Flink's WindowOperator has them: panes with contents, triggers, evictors, and a time after their end in which they
 * still take rows. Without lateness and trigger these are the windows of SQL.
 */
export class Panes {
  private readonly options: PaneOptions
  private readonly trigger: Trigger
  private panes: Pane[] = []
  private watermarkTime = Number.NEGATIVE_INFINITY
  private arrived = 0

  constructor(options: PaneOptions) {
    this.options = options
    this.trigger = options.trigger ?? AT_END
  }

  push(row: Row): void {
    const { options } = this
    const time = row[options.rowtime] as number
    const wall = options.clock.wall(time)
    const key = identity(picked(row, options.key), picked(options.type, options.key))
    const at = this.arrived++
    const { window } = options
    const panes = window.kind === 'session' ? [this.session(key, wall, window)] : this.aligned(key, wall, window)
    const taking = panes.filter((pane) => this.cleanup(pane) > this.watermarkTime)
    for (const pane of taking) {
      if (!this.panes.includes(pane)) this.panes.push(pane)
      pane.content.add({ row, at })
      pane.changed = true
      pane.timers.add(this.cleanup(pane))
      if (this.firesAtOnce(pane, time)) this.fire(pane)
    }
    if (taking.length === 0 && time + options.lateness <= this.watermarkTime) options.late(row)
  }

  private over(pane: Bounds): number {
    return this.options.clock.over(pane.end)
  }

  private cleanup(pane: Bounds): number {
    return this.over(pane) + this.options.lateness
  }

  private aligned(key: string, wall: number, window: Exclude<PaneOptions['window'], SessionWindow>): Pane[] {
    return windowsOf(wall, window).map(
      (bounds) =>
        this.panes.find((pane) => pane.key === key && pane.start === bounds.start) ?? this.create(key, bounds),
    )
  }

  private create(key: string, bounds: Bounds): Pane {
    const empty = { given: false, count: 0, early: undefined, alarm: undefined, changed: false }
    return { ...bounds, ...empty, key, content: new Content(), timers: new Set() }
  }

  /** The session of a row: merged first with all that it touches; whether it is late is judged after that. */
  private session(key: string, from: number, { gap }: SessionWindow): Pane {
    const own = { start: from, end: from + gap }
    const touching = this.panes
      .filter((pane) => pane.key === key && pane.start <= own.end && pane.end >= own.start)
      .sort((a, b) => a.start - b.start)
    const start = Math.min(own.start, ...touching.map((pane) => pane.start))
    const end = Math.max(own.end, ...touching.map((pane) => pane.end))
    const [only] = touching
    if (touching.length === 0) return this.create(key, own)
    if (touching.length === 1 && only!.start === start && only!.end === end) return only!
    return this.merge(touching, { start, end })
  }

  private merge(panes: readonly Pane[], bounds: Bounds): Pane {
    const merged = this.create(panes[0]!.key, bounds)
    merged.content = panes.length === 1 ? panes[0]!.content : new Content(panes.map(({ content }) => content))
    merged.count = panes.reduce((sum, { count }) => sum + count, 0)
    const points = panes.flatMap(({ early }) => (early === undefined ? [] : [early]))
    if (points.length > 0) {
      merged.early = Math.min(...points)
      merged.timers.add(merged.early)
    }
    const alarms = panes.flatMap(({ alarm }) => (alarm === undefined ? [] : [alarm]))
    if (alarms.length > 0) merged.alarm = Math.min(...alarms)
    for (const pane of panes.filter(({ given }) => given)) {
      if (pane.start === bounds.start) merged.given = true
      else this.options.withdraw(pane)
    }
    this.panes = [...this.panes.filter((pane) => !panes.includes(pane)), merged]
    return merged
  }

  /** What the trigger does with a row that has just come in. */
  private firesAtOnce(pane: Pane, time: number): boolean {
    const { trigger } = this
    const full = trigger.kind === 'count' && ++pane.count >= trigger.n
    if (full) pane.count = 0
    if (!trigger.atEnd) return full
    if (this.over(pane) <= this.watermarkTime) return true
    pane.timers.add(this.over(pane))
    if (trigger.kind === 'continuous' && pane.early === undefined)
      this.plan(pane, Math.floor(time / trigger.every) * trigger.every, trigger.every)
    if (trigger.kind === 'continuous-processing-time') pane.alarm ??= multipleAfter(this.options.now(), trigger.every)
    return full
  }

  private plan(pane: Pane, from: number, every: number): void {
    pane.early = Math.min(from + every, this.over(pane))
    pane.timers.add(pane.early)
  }

  private fire(pane: Pane): void {
    if (pane.content.empty) return
    if (this.options.evictor) pane.content = this.evicted(pane.content, this.options.evictor)
    this.options.give(pane)
    pane.given = true
    pane.changed = false
    if (this.trigger.purge) pane.content = new Content()
  }

  private evicted(content: Content, evictor: Evictor): Content {
    const arrivals = content.arrivals()
    if (evictor.kind === 'count') return new Content(arrivals.slice(-evictor.n))
    const timeOf = ({ row }: { row: Row }) => row[this.options.rowtime] as number
    const latest = Math.max(...arrivals.map(timeOf))
    return new Content(arrivals.filter((arrival) => timeOf(arrival) > latest - evictor.size))
  }

  /** The trigger by the clock: what has changed gives a result, and every alarm that rang is set anew. */
  tick(now: number): void {
    const { trigger } = this
    if (trigger.kind !== 'continuous-processing-time') return
    for (const pane of this.panes) {
      if (pane.alarm === undefined || pane.alarm > now) continue
      pane.alarm = multipleAfter(now, trigger.every)
      if (pane.changed) this.fire(pane)
    }
  }

  watermark(time: number): void {
    this.watermarkTime = time
    for (;;) {
      const due = this.panes.flatMap((pane) =>
        [...pane.timers].filter((timer) => timer <= time).map((timer) => ({ pane, timer })),
      )
      if (due.length === 0) return
      const { pane, timer } = due.reduce((first, next) => (before(next, first) ? next : first))
      pane.timers.delete(timer)
      this.onTimer(pane, timer)
    }
  }

  private onTimer(pane: Pane, timer: number): void {
    const { trigger } = this
    if (timer === this.over(pane) && trigger.atEnd) this.fire(pane)
    else if (trigger.kind === 'continuous' && timer === pane.early) {
      this.plan(pane, timer, trigger.every)
      this.fire(pane)
    }
    if (timer === this.cleanup(pane)) this.panes = this.panes.filter((other) => other !== pane)
  }
}

const multipleAfter = (time: number, every: number) => (Math.floor(time / every) + 1) * every

const before = (a: { pane: Pane; timer: number }, b: { pane: Pane; timer: number }) =>
  a.timer < b.timer || (a.timer === b.timer && a.pane.start < b.pane.start)
