import type { PipelineInput } from '@millrace/pipeline'

/** Rows of a counted pipeline, a hundred to a window. */
export const WINDOW_ROWS = 100

/**
 * Orders with numbers from 1, a thousand a second, counted in windows of 100 ms into a file: every window must have exactly its
 * hundred rows, whatever happens to the job on the way.
 */
export const countedRows = (rows: number, more: Partial<PipelineInput['nodes']> = {}): PipelineInput => ({
  millrace: 1,
  name: 'counted',
  nodes: {
    made: { type: 'generator-source', config: { rows, rowsPerSecond: 1000, start: '2026-01-01T00:00:00' } },
    windows: {
      type: 'tumbling-window',
      config: {
        size: '100ms',
        aggregates: [
          { fn: 'count', as: 'n' },
          { fn: 'min', of: 'order_id', as: 'first' },
        ],
      },
    },
    out: { type: 'file-sink', config: { path: 'counted.ndjson' } },
    ...(more as PipelineInput['nodes']),
  },
  edges: [
    { from: 'made.out', to: 'windows.in' },
    { from: 'windows.out', to: 'out.in' },
  ],
  settings: { checkpoint: { every: '200ms' } },
})

/** What the file holds when no row was lost and none was counted twice. */
export const expectedWindows = (rows: number): [number, number][] =>
  Array.from({ length: rows / WINDOW_ROWS }, (_, i) => [WINDOW_ROWS, 1 + WINDOW_ROWS * i])

export const readWindows = (text: string): [number, number][] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { n, first } = JSON.parse(line) as { n: number; first: number }
      return [n, first]
    })
