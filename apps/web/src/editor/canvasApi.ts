import type { Position } from '@millrace/pipeline'
import type { Sizes } from './actions.ts'

/** What others may ask of the canvas that is on the page. */
export interface CanvasApi {
  fit(): void
  zoomBy(factor: number): void
  zoomTo(zoom: number): void
  /** Brings a node into view. */
  show(node: string): void
  /** Gives the keyboard to a node. */
  focusNode(node: string): void
  /** A place on the canvas of a point in the window. */
  toCanvas(screen: Position): Position
  /** The pointer, when it is over the canvas; else the middle of what is seen. In the window. */
  pointer(): Position
  readonly sizes: Sizes
  /** Moves nodes into layers from left to right. */
  arrange(): Promise<void>
}
