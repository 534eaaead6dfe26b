/** The columns that a window adds, in examples: bounds on one day, and the last millisecond. */
export const exampleWindow = (from: string, to: string, last: string) => ({
  window_start: `2026-01-01T${from}`,
  window_end: `2026-01-01T${to}`,
  window_time: `2026-01-01T${last}`,
})
