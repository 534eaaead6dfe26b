import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { Editor } from './editor.ts'
import { type RunningRunner, startRunner } from './runner.ts'

interface Fixtures {
  editor: Editor
  /** Fails the story when the page has written an error to its console. */
  quiet: undefined
}

interface WorkerFixtures {
  runner: RunningRunner
  /** The session, as a browser keeps it. */
  session: Awaited<ReturnType<import('@playwright/test').BrowserContext['storageState']>>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  runner: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      const runner = await startRunner()
      await use(runner)
      await runner.remove()
    },
    { scope: 'worker' },
  ],
  session: [
    async ({ browser, runner }, use) => {
      const context = await browser.newContext()
      const page = await context.newPage()
      await page.goto(await runner.link())
      await expect(page.getByRole('heading', { name: 'Pipelines', exact: true })).toBeVisible()
      const state = await context.storageState()
      await context.close()
      await use(state)
    },
    { scope: 'worker' },
  ],
  storageState: async ({ session }, use) => use(session),
  baseURL: async ({ runner }, use) => use(runner.origin),
  quiet: [
    async ({ page }, use) => {
      const errors: string[] = []
      page.on('pageerror', ({ message }) => errors.push(message))
      page.on('console', (line) => {
        if (line.type() === 'error' && !NETWORK.test(line.text())) errors.push(line.text())
      })
      await use(undefined)
      expect(errors).toEqual([])
    },
    { auto: true },
  ],
  editor: async ({ page }, use) => use(new Editor(page)),
})

/** A runner that was killed on purpose cannot be reached. */
const NETWORK = /ERR_CONNECTION|Failed to load resource|WebSocket connection/

export { expect }

/** No rule of WCAG A and AA is broken by what is on the page. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  const shown = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 4)
        .map(({ html, failureSummary }) => `  ${html.slice(0, 200)}\n  ${failureSummary}`)
        .join('\n')}`,
  )
  expect(shown).toEqual([])
}

export interface PipelineDocument {
  millrace: 1
  name: string
  description?: string
  nodes: Record<string, { type: string; label?: string; config?: Record<string, unknown> }>
  edges: { from: string; to: string }[]
  layout?: Record<string, [number, number]>
  settings?: Record<string, unknown>
}
