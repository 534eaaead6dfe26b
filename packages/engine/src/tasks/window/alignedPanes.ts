import type { Batch } from '../../batch.ts'
import type { PaneLife } from './paneLife.ts'
import type { Panes } from './panes.ts'
import type { Placement, Rejected } from './placement.ts'
import { floorTo, type Slicing } from './slicing.ts'

/** Puts rows into a pane for each of their windows that still takes rows, latest window first. */
export class AlignedPanes implements Placement {
  private readonly slicing: Slicing
  private readonly panes: Panes
  private readonly life: PaneLife

  constructor(slicing: Slicing, panes: Panes, life: PaneLife) {
    this.slicing = slicing
    this.panes = panes
    this.life = life
  }

  place({ sel, n }: Batch, walls: Float64Array, times: Float64Array, keyBases: Int32Array, rejected: Rejected): void {
    const { panes, life } = this
    const { size, slide, offset } = this.slicing
    let from = Number.NaN
    for (let j = 0; j < n; j++) {
      const i = sel === null ? j : sel[j]!
      const wall = walls[i]!
      if (!(wall >= from && wall < from + slide)) from = floorTo(wall, slide, offset)
      const keyBase = keyBases[j]!
      // Windows and the panes of a key are both gone through from the latest on.
      let after = -1
      let pane = panes.latest(keyBase)
      for (let start = from; start + size > wall && life.takes(start + size); start -= slide) {
        while (pane >= 0 && panes.start(pane) > start) {
          after = pane
          pane = panes.earlier(pane)
        }
        const known = pane >= 0 && panes.start(pane) === start
        after = known ? pane : panes.insert(keyBase, start, start + size, after)
        life.accept(i, after, times[i]!, !known)
        pane = panes.earlier(after)
      }
      if (after < 0) rejected(i, keyBase, times[i]!)
    }
  }
}
