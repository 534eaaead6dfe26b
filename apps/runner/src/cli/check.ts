import { load } from './load.ts'
import { problemText, summary } from './problems.ts'

/** Prints all problems of a pipeline; the exit code tells whether one of them is an error. */
export function check(path: string): number {
  const { raw, problems } = load(path)
  for (const problem of problems) console.log(`${problemText(problem, raw)}\n`)
  console.log(summary(problems))
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0
}
