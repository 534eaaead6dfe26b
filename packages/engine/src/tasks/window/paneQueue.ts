/** Panes by the time at which they have something to do, earliest first; of one time the window that begins first. */
export class PaneQueue {
  private readonly startOf: (pane: number) => number
  private readonly panes: number[] = []
  private readonly dues: number[] = []

  constructor(startOf: (pane: number) => number) {
    this.startOf = startOf
  }

  get size(): number {
    return this.panes.length
  }

  add(pane: number, due: number): void {
    let at = this.panes.length
    this.panes.push(pane)
    this.dues.push(due)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.before(at, parent)) return
      this.swap(at, parent)
      at = parent
    }
  }

  /** Takes the earliest one out. */
  take(): { pane: number; due: number } {
    const first = { pane: this.panes[0]!, due: this.dues[0]! }
    const [pane, due] = [this.panes.pop()!, this.dues.pop()!]
    if (this.size === 0) return first
    this.panes[0] = pane
    this.dues[0] = due
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      if (left >= this.size) return first
      const child = left + 1 < this.size && this.before(left + 1, left) ? left + 1 : left
      if (!this.before(child, at)) return first
      this.swap(child, at)
      at = child
    }
  }

  private before(a: number, b: number): boolean {
    const difference = this.dues[a]! - this.dues[b]!
    return difference < 0 || (difference === 0 && this.startOf(this.panes[a]!) < this.startOf(this.panes[b]!))
  }

  private swap(a: number, b: number): void {
    const [pane, due] = [this.panes[a]!, this.dues[a]!]
    this.panes[a] = this.panes[b]!
    this.dues[a] = this.dues[b]!
    this.panes[b] = pane
    this.dues[b] = due
  }
}
