import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

const ci = process.env.CI === 'true'

/** The Chromium of the system, where there is one; else the one that Playwright has installed. */
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const executablePath = process.env.MILLRACE_CHROMIUM ?? system

/** Stories of what a person does, in a real browser with a real runner. */
export default defineConfig({
  testDir: 'stories',
  outputDir: '../.cache/e2e/results',
  timeout: 60_000,
  expect: { timeout: Number(process.env.MILLRACE_PATIENCE ?? 15_000) },
  workers: 1,
  retries: ci ? 1 : 0,
  forbidOnly: ci,
  globalSetup: './src/buildWeb.ts',
  reporter: process.env.MILLRACE_REPORT
    ? [['list'], ['json', { outputFile: process.env.MILLRACE_REPORT }]]
    : [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    colorScheme: 'light',
    trace: 'on-first-retry',
    // Browsers without a graphics card paint every step of a movement by themselves.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: { ...(executablePath !== undefined && { executablePath }) },
  },
})
