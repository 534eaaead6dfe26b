import type { PaneContent } from './paneContent.ts'
import type { PaneOutput } from './paneOutput.ts'
import type { Panes } from './panes.ts'
import type { WindowResults } from './results.ts'

/** Aggregates over panes as results of windows. */
export class PaneResults implements PaneOutput {
  readonly updating: boolean
  private readonly panes: Panes
  private readonly content: PaneContent
  private readonly results: WindowResults

  constructor(panes: Panes, content: PaneContent, results: WindowResults, updating: boolean) {
    this.panes = panes
    this.content = content
    this.results = results
    this.updating = updating
  }

  give(pane: number, kind: number): void {
    const { panes } = this
    const { records, base } = this.content.result(pane)
    const bounds = { start: panes.start(pane), end: panes.end(pane) }
    this.results.giveOne(kind, panes.keys, panes.keyOf(pane), records, base, bounds)
  }

  giveAll(bases: Int32Array): void {
    const { panes, content } = this
    if (!content.inPlace) {
      for (const pane of bases) this.give(pane, 0)
      return
    }
    const n = bases.length
    const keyBases = bases.map((pane) => panes.keyOf(pane))
    const starts = Float64Array.from(bases, (pane) => panes.start(pane))
    const ends = Float64Array.from(bases, (pane) => panes.end(pane))
    this.results.givePanes({ keys: panes.keys, keyBases, records: panes.records, bases, n }, starts, ends)
  }

  flush(): void {
    this.results.flush()
  }
}
