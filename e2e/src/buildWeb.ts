import { spawnSync } from 'node:child_process'
import { root } from './runner.ts'

/** The app that the stories look at is the one that is built from what is here now. */
// Playwright takes the default export.
// biome-ignore lint/style/noDefaultExport: Playwright's way
export default function buildWeb(): void {
  const { status } = spawnSync(`${root}node_modules/.bin/vite`, ['build', '--logLevel', 'warn', `${root}apps/web`], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error('The web app could not be built.')
}
