import type { Panes } from './panes.ts'

/**
 * Panes that have changed since they last gave a result, and when these give the next one: at every multiple of a time on the clock
 * of the machine that never goes back.
 *
 * Each knows its place in the list, so that one that is over leaves it at once, and nothing ever looks at panes without changes. The
 * list is not saved; it is made from the records.
 */
export class ChangedPanes {
  private readonly panes: Panes
  private readonly every: number
  private dueAt: number
  private list: Int32Array = new Int32Array(64)
  private size = 0

  constructor(panes: Panes, every: number, now: number) {
    this.panes = panes
    this.every = every
    this.dueAt = this.after(now)
  }

  private after(now: number): number {
    return (Math.floor(now / this.every) + 1) * this.every
  }

  add(pane: number): void {
    if (this.panes.changed(pane) === 0) this.append(pane)
  }

  private append(pane: number): void {
    if (this.size === this.list.length) {
      const next = new Int32Array(2 * this.size)
      next.set(this.list)
      this.list = next
    }
    this.list[this.size++] = pane
    this.panes.setChanged(pane, this.size)
  }

  /** The last one takes its place. */
  remove(pane: number): void {
    const { panes, list } = this
    const place = panes.changed(pane)
    if (place === 0) return
    const last = list[--this.size]!
    list[place - 1] = last
    panes.setChanged(last, place)
    panes.setChanged(pane, 0)
  }

  /** The panes that are to give a result now; none before the next multiple. They stay until they are removed. */
  due(now: number): Int32Array {
    if (now < this.dueAt) return NONE
    this.dueAt = this.after(now)
    return this.list.slice(0, this.size)
  }

  /** The records have been restored. */
  restored(): void {
    this.size = 0
    for (const pane of this.panes.records.bases()) if (this.panes.changed(pane) !== 0) this.append(pane)
  }
}

const NONE = new Int32Array(0)
