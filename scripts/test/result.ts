/** What a part of the run has shown. */
export interface Result {
  passed: number
  failed: number
  /** Tests that did not run, by name. */
  skipped: readonly string[]
}

/** A check that passes or fails as a whole. */
export const verdict = (code: number): Result => ({
  passed: code === 0 ? 1 : 0,
  failed: code === 0 ? 0 : 1,
  skipped: [],
})

export const sum = (results: readonly Result[]): Result => ({
  passed: results.reduce((total, { passed }) => total + passed, 0),
  failed: results.reduce((total, { failed }) => total + failed, 0),
  skipped: results.flatMap(({ skipped }) => skipped),
})
