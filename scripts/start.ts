/** Runs the main job on an example that needs no server, and shows its results as they come. */
import { root, run } from './test/command.ts'

const example = 'examples/flight-delays.json'
console.log(`Running ${example}: the five airports with the largest mean delay of every hour, from real flights.\n`)
process.exitCode = await run(process.execPath, [
  '--disable-warning=ExperimentalWarning',
  `${root}apps/runner/src/cli/main.ts`,
  'run',
  `${root}${example}`,
])
