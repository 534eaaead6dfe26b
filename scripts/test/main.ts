/**
 * Everything that shows that Millrace works: types, lint, rules, unit and property tests, and tests with real servers.
 *
 * Ends with the counts alone on a line. `--fast` leaves out what needs a server or a browser.
 */
import { local, run } from './command.ts'
import { browserParts, kafkaParts, type Part, provide } from './parts.ts'
import { type Result, sum, verdict } from './result.ts'
import { brokenRules } from './rules.ts'
import { stories } from './stories.ts'
import { vitest } from './vitest.ts'

const fast = process.argv.includes('--fast')
const ci = process.env.CI === 'true'
const notRun: string[] = []

async function step(title: string, work: () => Promise<Result>): Promise<Result> {
  console.log(`\n── ${title}`)
  return work()
}

const types = async () =>
  sum([
    verdict(await run(local('tsc'), ['-b'])),
    verdict(await run(local('tsc'), ['-p', 'tsconfig.tests.json', '--noEmit'])),
  ])

const lint = async () => verdict(await run(local('biome'), ['ci', '--colors=off', '.']))

async function rules(): Promise<Result> {
  const broken = brokenRules()
  for (const sentence of broken) console.log(sentence)
  return verdict(broken.length)
}

/** Tests that need real parts: run when all are there, named as not run otherwise. */
async function withParts(title: string, parts: readonly Part[], work: () => Promise<Result>): Promise<Result> {
  const reason = await provide(parts)
  if (reason === undefined) return step(title, work)
  notRun.push(`${title}: ${reason}`)
  return { passed: 0, failed: ci ? 1 : 0, skipped: [] }
}

const results = [
  await step('types', types),
  await step('lint', lint),
  await step('rules', rules),
  await step('unit and property tests', () => vitest('unit')),
]
if (!fast) {
  results.push(await withParts('tests with a real Kafka broker', kafkaParts, () => vitest('kafka')))
  results.push(await withParts('stories in a real Chromium', browserParts, stories))
}

const { passed, failed, skipped } = sum(results)
if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join('\n')}`)
if (notRun.length > 0) console.log(`\nNot run:\n${notRun.map((text) => `  ${text}`).join('\n')}`)
// Where everything must run, a test that does not is a failure.
const failures = failed + (ci ? skipped.length : 0)
console.log(`\n${passed} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1
