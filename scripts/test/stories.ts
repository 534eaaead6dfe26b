import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { root, run } from './command.ts'
import type { Result } from './result.ts'

interface Suite {
  suites?: Suite[]
  specs?: { title: string; file: string; tests: { status: 'expected' | 'unexpected' | 'flaky' | 'skipped' }[] }[]
}

/** The program that runs the stories. */
export const playwright = `${root}e2e/node_modules/.bin/playwright`

/** Runs the stories of `e2e` in a real browser and counts them. */
export async function stories(): Promise<Result> {
  const file = `${root}.cache/test/stories.json`
  mkdirSync(`${root}.cache/test`, { recursive: true })
  rmSync(file, { force: true })
  const code = await run(playwright, ['test', '--config', `${root}e2e`], { MILLRACE_REPORT: file })
  try {
    const tests = testsOf(JSON.parse(readFileSync(file, 'utf8')) as Suite)
    const count = (...wanted: string[]) => tests.filter(({ status }) => wanted.includes(status))
    const failed = count('unexpected').length
    return {
      passed: count('expected', 'flaky').length,
      // A run that breaks off before its first story has failed all the same.
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: count('skipped').map(({ title }) => title),
    }
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
}

function testsOf({ suites = [], specs = [] }: Suite): { title: string; status: string }[] {
  const own = specs.flatMap(({ title, tests }) => tests.map(({ status }) => ({ title, status })))
  return [...own, ...suites.flatMap(testsOf)]
}
