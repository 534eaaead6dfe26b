import type { Batch } from '../../batch.ts'
import { type PaneLife, WAITING } from './paneLife.ts'
import { END, FLAGS, type Panes, START } from './panes.ts'
import type { Placement, Rejected } from './placement.ts'

/**
 * Puts rows into the sessions of their key, merging those that a row connects; two rows exactly the gap apart are one session
 * (Flink's MergingWindowSet). Whether a row is late is judged by the session that it makes.
 */
export class Sessions implements Placement {
  private readonly gap: number
  private readonly panes: Panes
  private readonly life: PaneLife

  constructor(gap: number, panes: Panes, life: PaneLife) {
    this.gap = gap
    this.panes = panes
    this.life = life
  }

  place({ sel, n }: Batch, walls: Float64Array, times: Float64Array, keyBases: Int32Array, rejected: Rejected): void {
    const { panes, life, gap } = this
    const { head } = panes
    const { plain } = life
    const keyInts = panes.keys.records.ints
    const { rows, bases } = life
    let { ints, doubles } = panes.records
    let { waiting } = life
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const wall = walls[i]!
      const pane = keyInts[keyBases[j]! + head]! - 1
      // Nearly every row falls into the latest session of its key and at most makes it longer.
      if (plain && pane >= 0 && ints[pane + FLAGS] === WAITING) {
        const end = doubles[(pane + END) >> 1]!
        if (wall >= doubles[(pane + START) >> 1]! && wall <= end) {
          if (wall + gap > end) doubles[(pane + END) >> 1] = wall + gap
          rows[waiting] = i
          bases[waiting++] = pane
          continue
        }
      }
      life.waiting = waiting
      if (!this.placeSlowly(i, keyBases[j]!, wall, times[i]!)) rejected(i, keyBases[j]!, times[i]!)
      ints = panes.records.ints
      doubles = panes.records.doubles
      waiting = life.waiting
    }
    life.waiting = waiting
  }

  private placeSlowly(row: number, keyBase: number, wall: number, time: number): boolean {
    const { panes, life, gap } = this
    const { after, touching } = this.touching(keyBase, wall, wall + gap)
    const [pane] = touching
    if (pane === undefined) {
      if (!life.takes(wall + gap)) return false
      life.accept(row, panes.insert(keyBase, wall, wall + gap, after), time, true)
      return true
    }
    const start = Math.min(wall, panes.start(pane))
    const end = Math.max(wall + gap, panes.end(touching[touching.length - 1]!))
    const moved = touching.length > 1 || start !== panes.start(pane) || end !== panes.end(pane)
    if (moved) life.merge(touching, start, end)
    life.accept(row, pane, time, moved)
    return true
  }

  /** The sessions of a key that touch a stretch of time, earliest first, and the one that begins after them. */
  private touching(keyBase: number, from: number, to: number): { after: number; touching: number[] } {
    const { panes } = this
    let after = -1
    const touching: number[] = []
    for (let pane = panes.latest(keyBase); pane >= 0 && panes.end(pane) >= from; pane = panes.earlier(pane)) {
      if (panes.start(pane) > to) after = pane
      else touching.unshift(pane)
    }
    return { after, touching }
  }
}
