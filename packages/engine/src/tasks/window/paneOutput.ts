/** Where what panes give goes to. */
export interface PaneOutput {
  /** Whether results replace each other, so that a first one, a further one and a withdrawn one are told apart. */
  readonly updating: boolean
  /** Gives a result of a kind with the content as it is now. */
  give(pane: number, kind: number): void
  /** Gives the only results of panes, in this order. */
  giveAll(panes: Int32Array): void
  flush(): void
}
