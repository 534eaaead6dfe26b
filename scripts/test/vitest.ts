import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { local, root, run } from './command.ts'
import type { Result } from './result.ts'

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** Runs a project of vitest.config.ts and counts its tests. */
export async function vitest(project: string): Promise<Result> {
  const file = `${root}.cache/test/${project}.json`
  mkdirSync(`${root}.cache/test`, { recursive: true })
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await run(local('vitest'), ['run', '--project', project, ...reporters])
  return counted(file, code)
}

function counted(file: string, code: number): Result {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults)
    const skipped = tests
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ fullName }) => fullName)
    const passed = report.numPassedTests
    // A file that cannot be loaded has no tests; the run fails all the same.
    const broken = report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    ).length
    const failed = report.numFailedTests + broken
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, skipped }
  } catch {
    return { passed: 0, failed: 1, skipped: [] }
  }
}
