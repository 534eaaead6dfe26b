/** Pictures of the app for the documentation: drives a real runner in a real browser and writes to `docs/screenshots`. */
import { existsSync, mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import buildWeb from './buildWeb.ts'
import { shops } from './documents.ts'
import { Editor } from './editor.ts'
import { root, startRunner } from './runner.ts'

const FOLDER = `${root}docs/screenshots`
const SIZE = { width: 1440, height: 900 }

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

buildWeb()
mkdirSync(FOLDER, { recursive: true })
const runner = await startRunner()
const browser = await chromium.launch(system === undefined ? {} : { executablePath: system })
try {
  await pictures(browser)
} finally {
  await browser.close()
  await runner.remove()
}

async function pictures(from: Browser): Promise<void> {
  const context = await from.newContext({
    viewport: SIZE,
    baseURL: runner.origin,
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const editor = new Editor(page)
  await page.goto(await runner.link())
  await page.getByRole('heading', { name: 'Pipelines', exact: true }).waitFor()

  await editor.openNew()
  await page.locator('[data-template]').nth(2).waitFor()
  await take(page, 'empty-canvas')

  await page.goto('/')
  await page.locator('[data-template="error-alerts"]').click()
  await editor.settled()
  await editor.deploy()
  await editor.expectRun('running')

  await editor.openDocument({
    ...shops('gmv-by-shop', 400),
    description: 'Paid orders by shop, the best five of every two seconds.',
  })
  await page.getByText(/^Preview \d+/).waitFor()
  await editor.select('shops')
  await editor.dock.getByRole('row').nth(6).waitFor()
  await take(page, 'drawing')
  await editor.write(editor.setting('size'), '2 seconds')
  await editor.openTab('Problems')
  await take(page, 'problems')
  await editor.write(editor.setting('size'), '2s')
  await page.getByRole('button', { name: 'No problems' }).waitFor()

  await page.getByRole('button', { name: /^Deploy/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Deploy v/ })
    .waitFor()
  await page.getByRole('dialog').getByText('Best five').waitFor()
  await take(page, 'deploy')
  await page.keyboard.press('Escape')
  await editor.deploy()
  await editor.expectRun('running')
  await editor.select('ranking')
  await editor.openTab('Rows')
  await editor.dock.getByRole('row').nth(16).waitFor({ timeout: 60_000 })
  await take(page, 'running')
  await editor.select('shops')
  await page.getByRole('tab', { name: 'Run', exact: true }).click()
  await editor.openTab('State')
  await editor.dock.locator('.state-key').nth(3).waitFor()
  await take(page, 'state')

  await theme(page, 'Dark')
  await editor.openTab('Metrics')
  await editor.dock.locator('[data-chart="Throughput"] canvas').waitFor()
  await chartsHaveGrown(page)
  await take(page, 'running-dark')
  await page.goto('/')
  await page.locator('tr[data-pipeline="gmv-by-shop"] .sparkline-line').waitFor()
  await theme(page, 'Light')
  await take(page, 'home')

  await page.getByRole('button', { name: 'Language' }).click()
  await page.getByRole('menuitem', { name: '中文' }).click()
  await page.locator('tr[data-pipeline="gmv-by-shop"]').getByRole('link').click()
  await editor.settled()
  await editor.select('best')
  await editor.selectEdge('paid.out', 'shops.in')
  await editor.dock.getByRole('row').nth(8).waitFor()
  await take(page, 'running-zh')

  await page.getByRole('button', { name: '流程菜单' }).click()
  await page.getByRole('menuitem', { name: '全屏大屏' }).click()
  await page.locator('.number-dot').waitFor({ timeout: 60_000 })
  await take(page, 'big-screen')
}

/** Charts with two points say nothing. */
async function chartsHaveGrown(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('.u-axis').length > 0)
  await page.waitForTimeout(15_000)
}

async function theme(page: Page, name: 'Light' | 'Dark'): Promise<void> {
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('menuitem', { name }).click()
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' })
  console.log(`docs/screenshots/${name}.png`)
}
