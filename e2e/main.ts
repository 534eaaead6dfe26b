/** Runs stories in Chromium: all of them, or those that the arguments of Playwright choose. */
import { run } from '../scripts/test/command.ts'
import { playwright } from '../scripts/test/stories.ts'

process.exitCode = await run(playwright, ['test', '--config', 'e2e', ...process.argv.slice(2)])
