import type { Position } from '@millrace/pipeline'

/** The node that is drawn at a point of the window. */
export const nodeAt = ([x, y]: Position): string | undefined =>
  document
    .elementsFromPoint(x, y)
    .map((element) => element.closest<HTMLElement>('.react-flow__node')?.dataset.id)
    .find(Boolean)
